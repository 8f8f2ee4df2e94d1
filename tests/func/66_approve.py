"""What a change would do is said before it is done: every value with its file and line, every text; and an upgrade of
a shared service that a borough stands on is a difference of its own, which somebody approves."""

import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import time

import guichet
import swarm

ADMIN = "/api/v1/admin/"
PATH = "core/pothole/service.lua"
HEIR = """return service { extends = "core/pothole@1", code = "pothole", version = "1.0.0",
  settings = { setting.number "repair_days" { default = 6 } } }"""


def read(path):
    with open(os.path.join(guichet.ROOT, "plugins", path), encoding="utf-8") as f:
        return f.read()


def changed(*changes, path="pothole/service.lua"):
    text = read(path)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


LATER = ('version = "1.1.0"', 'version = "1.2.0"'), ("Over 60 cm: a table", "Over 60 cm: a door")


class Folder:
    """A copy of the borough and of the shared plugins, to be written in."""

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix="guichet-approve-")
        self.borough, self.plugins = os.path.join(self.dir, "borough"), os.path.join(self.dir, "plugins")
        shutil.copytree(guichet.BOROUGH, self.borough)
        shutil.copytree(os.path.join(guichet.ROOT, "plugins"), self.plugins)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)

    def save(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8") as f:
            f.write(text)
        os.rename(path + ".new", path)

    def served(self, *args):
        return guichet.Server("--plugins", self.plugins, *args, boroughs=(self.borough,))

    def words(self, s, *args):
        return ["activate", self.borough, "--plugins", self.plugins, "--server",
                "http://%s:%d" % (s.host, s.port), "--key", s.key("admin"), *args]


def ask(s, verb, status=200, **body):
    answer = s.send("POST", ADMIN + verb, body, "admin")
    guichet.equal(answer.status, status, answer)
    return answer.json


def version(s):
    return s.get("/api/v1/services/pothole").json["version"]


def line_of(text, words):
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_check_and_activate_answer_what_changes():
    with guichet.Server() as s:
        text = changed(*LATER)
        for verb in ("check", "activate"):
            a = ask(s, verb, texts={PATH: text})
            values = {d["path"]: d for d in a["differences"]}
            guichet.equal(len(values), 2, a["differences"])
            v = values["version"]
            guichet.equal((v["service"], v["before"]["value"], v["after"]["value"]), ("pothole", '"1.1.0"', '"1.2.0"'))
            guichet.equal(v["after"]["where"], "pothole/service.lua:%d" % line_of(text, "version ="))
            guichet.equal(a["texts"], [{"path": PATH, "change": "changed"}])
            guichet.equal(a["upgrades"], [{"name": "core/pothole@1.2.0", "path": PATH, "before": "1.1.0",
                                           "after": "1.2.0", "services": ["pothole"], "approved": True}])
        again = ask(s, "activate", texts={PATH: text})
        guichet.equal((again["differences"], again["texts"], again["upgrades"]), ([], [], []))
        back = ask(s, "rollback")
        guichet.equal({d["path"]: d["after"]["value"] for d in back["differences"]}["version"], '"1.1.0"')


def test_a_service_that_comes_or_goes():
    with guichet.Server() as s:
        borough = s.get(ADMIN + "generations/1", "admin").json["texts"]["jurisdiction.lua"]
        assert '"cleaning"' in borough
        a = ask(s, "activate", texts={"jurisdiction.lua": borough.replace('"cleaning"', "", 1).replace(", ,", ",")})
        assert a["differences"] and all(d["service"] == "cleaning" and d["after"] is None for d in a["differences"]), a
        assert {"path": "core/cleaning/service.lua", "change": "removed"} in a["texts"], a["texts"]
        guichet.equal(a["upgrades"], [])
        a = ask(s, "rollback")
        assert all(d["before"] is None for d in a["differences"]) and a["differences"], a


def test_an_upgrade_that_comes_with_a_folder_is_to_be_approved():
    with Folder() as f, f.served() as s:
        f.save("plugins/pothole/service.lua", changed(*LATER))
        checked = ask(s, "check", base="folder")
        guichet.equal([(u["name"], u["approved"]) for u in checked["upgrades"]], [("core/pothole@1.2.0", False)])
        for approve in ([], ["core/pothole@1.1.0"], ["core/graffiti@1.2.0"], ["core/pothole"]):
            error = ask(s, "activate", 400, base="folder", approve=approve)["errors"][0]
            guichet.equal(error["where"], "core/pothole@1.2.0")
            assert "1.1.0" in error["fr"] and "approuvez" in error["fr"] and "approve" in error["en"], error
        guichet.equal(version(s), "1.1.0")
        done = ask(s, "activate", base="folder", approve=["core/pothole@1.2.0"])
        assert done["changed"] and done["upgrades"][0]["approved"], done
        guichet.equal(version(s), "1.2.0")
        guichet.equal(s.send("POST", ADMIN + "activate", {"approve": [1]}, "admin").status, 400)
        guichet.equal(s.send("POST", ADMIN + "activate", {"approve": "x"}, "admin").status, 400)


def test_the_same_version_with_another_text_is_no_less_an_upgrade():
    with Folder() as f, f.served() as s:
        f.save("plugins/pothole/service.lua", read("pothole/service.lua") + "\n-- a word\n")
        error = ask(s, "activate", 400, base="folder")["errors"][0]
        guichet.equal(error["where"], "core/pothole@1.1.0")


def test_heirs_and_what_is_used_stand_on_shared_texts():
    with Folder() as f:
        f.save("borough/services/pothole/service.lua", HEIR)
        with f.served() as s:
            f.save("plugins/pothole/service.lua", changed(*LATER[:1]))
            f.save("plugins/workflows/standard.lua", read("workflows/standard.lua") + "\n")
            f.save("plugins/calendars/quebec.lua", read("calendars/quebec.lua") + "\n")
            up = {u["name"]: u for u in ask(s, "check", base="folder")["upgrades"]}
            guichet.equal(up["core/pothole@1.2.0"]["services"], ["pothole"])
            assert len(up["core/workflows/standard"]["services"]) == 6, up
            guichet.equal(up["core/workflows/standard"]["after"], None)
            guichet.equal(len(up), 3, up)
            refused = ask(s, "activate", 400, base="folder", approve=["core/pothole@1.2.0"])
            guichet.equal(len(refused["errors"]), 2)
            ask(s, "activate", base="folder", approve=list(up))
            f.save("plugins/pothole/service.lua", changed(*LATER[:1]).replace("1.2.0", "2.0.0"))
            error = ask(s, "check", 400, base="folder")["errors"][0]
            assert "2.0.0" in error["en"], error


def test_sighup_does_not_approve():
    with Folder() as f, f.served() as s:
        f.save("plugins/pothole/service.lua", changed(*LATER))
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: "rules_fault" in s.read_log(), 60)
        guichet.equal(version(s), "1.1.0")
        assert "core/pothole@1.2.0" in s.read_log()
        ask(s, "activate", base="folder", approve=["core/pothole@1.2.0"])
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: "rules_reloaded" in s.read_log(), 60)
        guichet.equal(version(s), "1.2.0")


def test_dev_goes_on_and_says_so():
    with Folder() as f, f.served("--dev") as s:
        f.save("plugins/pothole/service.lua", changed(*LATER))
        swarm.wait_until(lambda: version(s) == "1.2.0", 60)
        swarm.wait_until(lambda: "rules_upgraded" in s.read_log(), 60)
        assert "core/pothole@1.2.0" in s.read_log()


def test_the_command_prints_and_needs_approval():
    with Folder() as f, f.served() as s:
        f.save("plugins/pothole/service.lua", changed(*LATER))
        for lang, words in (("fr", "en vigueur en 1.1.0 ; porte pothole"), ("en", "in force in 1.1.0; stands under pothole")):
            done = guichet.run(*f.words(s, "--yes"), check=False, env=guichet.language(lang))
            guichet.equal(done.returncode, 1, done)
            assert '- pothole: version = "1.1.0"  -- pothole/service.lua:' in done.stdout, done.stdout
            assert '+ pothole: version = "1.2.0"' in done.stdout, done.stdout
            assert "! core/pothole@1.2.0" in done.stdout and words in done.stdout, done.stdout
            assert "core/pothole@1.2.0: " in done.stderr, done.stderr
        guichet.equal(version(s), "1.1.0")
        guichet.run(*f.words(s, "--approve", "core/graffiti@9.9.9, core/pothole@1.2.0"))
        guichet.equal(version(s), "1.2.0")


class Terminal:
    """A command on a terminal of its own, which somebody types at."""

    def __init__(self, words):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([guichet.BINARY, *words], stdin=slave, stdout=slave, stderr=slave,
                                        env=guichet.language("fr"))
        os.close(slave)
        self.seen = ""

    def read(self, until=None):
        end = time.monotonic() + 60
        while time.monotonic() < end and (until is None or until not in self.seen):
            if select.select([self.master], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode()
                except OSError:  # the other side is closed
                    break
        assert until is None or until in self.seen, self.seen

    def say(self, question, answer):
        self.read(question)
        self.seen = ""
        os.write(self.master, (answer + "\n").encode())

    def end(self):
        self.read()
        status = self.process.wait(60)
        os.close(self.master)
        return status


def test_on_a_terminal_it_asks():
    with Folder() as f, f.served() as s:
        f.save("plugins/pothole/service.lua", changed(*LATER))
        for answers in ((("Approuver core/pothole@1.2.0", "n"),),
                        (("Approuver core/pothole@1.2.0", "oui"), ("Mettre en vigueur", ""))):
            t = Terminal(f.words(s))
            for question, answer in answers:
                t.say(question, answer)
            guichet.equal(t.end(), 1, t.seen)
            assert "rien n’a été changé" in t.seen, t.seen
            guichet.equal(version(s), "1.1.0")
        t = Terminal(f.words(s))
        t.say("Approuver core/pothole@1.2.0", "o")
        t.say("Mettre en vigueur", "o")
        guichet.equal(t.end(), 0, t.seen)
        guichet.equal(version(s), "1.2.0")
        t = Terminal(f.words(s))
        guichet.equal(t.end(), 0, t.seen)
        assert "rien à changer" in t.seen, t.seen


def test_what_was_shown_is_what_is_replaced():
    """Somebody else is quicker while the question stands."""
    with Folder() as f, f.served() as s:
        f.save("borough/services/pothole/service.lua", HEIR)
        t = Terminal(f.words(s))
        t.read("Mettre en vigueur")
        other = ask(s, "activate", texts={PATH: changed(*LATER)})["generation"]
        t.say("Mettre en vigueur", "o")
        guichet.equal(t.end(), 1, t.seen)
        assert other in t.seen, t.seen
        guichet.equal(version(s), "1.2.0")


if __name__ == "__main__":
    guichet.main()
