"""The command line: what each command prints, in French and in English, and its exit status (0 done, 1 could
not be done or faults were found, 2 wrong usage); keys made and revoked beside a running server."""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile

import guichet

COMMANDS = ["serve", "new", "check", "show", "diff", "calendar", "key create", "key list", "key revoke", "rebuild", "backup",
            "export", "import"]


def say(*args, lang="fr", **options):
    return guichet.run(*args, check=False, env=guichet.language(lang), **options)


def test_version():
    done = say("--version")
    guichet.equal(done.returncode, 0)
    assert re.fullmatch(r"guichet \d+\.\d+\.\d+\n", done.stdout), done.stdout
    guichet.equal(done.stderr, "")


def test_help_lists_every_command():
    for lang, word in (("fr", "emploi"), ("en", "usage")):
        done = say("--help", lang=lang)
        guichet.equal(done.returncode, 0)
        assert word in done.stdout, done.stdout
        for command in COMMANDS:
            assert re.search(r"^  %s\s" % command, done.stdout, re.M), (command, done.stdout)
        guichet.equal(say("help", lang=lang).stdout, done.stdout)
    guichet.equal(say("-h").returncode, 0)


def test_help_of_each_command():
    for command in COMMANDS:
        words = command.split()
        texts = {}
        for lang in ("fr", "en"):
            done = say(*words, "--help", lang=lang)
            guichet.equal(done.returncode, 0, command)
            guichet.equal(done.stderr, "", command)
            assert "guichet " + command in done.stdout, done.stdout
            guichet.equal(say("help", *words, lang=lang).stdout, done.stdout, command)
            texts[lang] = done.stdout
        assert texts["fr"] != texts["en"], command
        options = [re.findall(r"^  (--[a-z-]+)", texts[lang], re.M) for lang in ("fr", "en")]
        guichet.equal(options[0], options[1], command)
        for line in (texts["fr"] + texts["en"]).splitlines():
            if line.startswith("  --"):  # the explanations stand in one column
                assert re.match(r"  (?! ).{28} (?! )", line) or len(line.split("  ")[1]) > 28, line


def test_the_language_of_the_environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k != "LANG"}
    for more, word in (({}, "emploi"), ({"LANG": "C"}, "emploi"), ({"LANG": "en_CA.UTF-8"}, "usage"),
                       ({"LANG": "en_CA.UTF-8", "LC_ALL": "fr_CA.UTF-8"}, "emploi"),
                       ({"LANG": "fr_CA.UTF-8", "LC_MESSAGES": "en_US"}, "usage")):
        done = guichet.run("--help", env={**env, **more})
        assert done.stdout.startswith(word), (more, done.stdout)


def test_wrong_usage_is_2():
    with tempfile.TemporaryDirectory() as d:
        for words in ([], ["frobnicate"], ["key"], ["key", "frobnicate"], ["serve"],
                      ["serve", guichet.BOROUGH, "--data", d, "--frobnicate"],
                      ["serve", guichet.BOROUGH, "--data", d, "--threads", "many"],
                      ["serve", guichet.BOROUGH, "--data"],
                      ["serve", guichet.BOROUGH, "--data", d, "--max-body", "4G"],
                      ["key", "create", "--role", "client", "--data", d],
                      ["key", "create", "a", "b", "--role", "client", "--data", d],
                      ["key", "create", "a", "--data", d], ["key", "create", "a", "--role", "client"],
                      ["key", "create", "a", "--role", "king", "--data", d], ["check"], ["calendar"],
                      ["rebuild"], ["backup", "--data", d], ["export", "extra", "--data", d],
                      ["export", "--data", d, "--format", "cuneiform"]):
            done = say(*words)
            guichet.equal(done.returncode, 2, words)
            assert done.stderr.startswith("guichet: ") or not words, (words, done.stderr)
        guichet.equal(re.findall(r"« guichet (key \w+) --help »", say("key").stderr),
                      ["key create", "key list", "key revoke"])


def test_serve_says_what_is_missing():
    assert "--data DIR is missing, or --memory" in say("serve", guichet.BOROUGH, lang="en").stderr
    assert "il manque --data DIR, ou --memory" in say("serve", guichet.BOROUGH, lang="fr").stderr
    done = say("serve", guichet.BOROUGH, "--memory", "--threads", "0", lang="en")
    guichet.equal((done.returncode, done.stderr), (2, "guichet: --threads goes from 1 to 256\n"))


def test_slips_are_told_what_was_meant():
    for args, hint in ((["chek"], 'did you mean "guichet check"?'), (["actvate"], 'did you mean "guichet activate"?'),
                       (["check", "--plugin", "x"], 'did you mean "--plugins"?'),
                       (["show", "potole", guichet.BOROUGH], 'did you mean "pothole"?'),
                       (["docs", guichet.BOROUGH, "cleanning"], 'did you mean "cleaning"?')):
        done = say(*args, lang="en")
        assert done.returncode in (1, 2) and hint in done.stderr, (args, done.stderr)
        assert "vouliez-vous" in say(*args, lang="fr").stderr
    done = say("check", "/nowhere/at/all", lang="en")
    assert 'jurisdiction.lua: there is no such file in "/nowhere/at/all"' in done.stdout, done.stdout


def test_messages_speak_both_languages():
    french, english = say("frobnicate"), say("frobnicate", lang="en")
    assert "commande inconnue : frobnicate" in french.stderr, french.stderr
    assert "unknown command: frobnicate" in english.stderr, english.stderr


# --- check -----------------------------------------------------------------------------------------


def test_check_of_the_example():
    for lang in ("fr", "en"):
        done = say("check", guichet.BOROUGH, lang=lang)
        guichet.equal(done.returncode, 0, done.stdout + done.stderr)
        assert "pierrefonds-roxboro" in done.stdout and "6 services" in done.stdout, done.stdout


BAD_SERVICE = """return service {
  code = "well", version = "1.0.0", api = 1,
  name = { fr = "Puits" },
  description = { fr = "Un puits.", en = "A well." },
  group = "streets",
  attributes = {
    attribute.number "depth" { label = { fr = "Profondeur", en = "Depth" }, mni = 1 },
    attribute.choice "dry" { label = { fr = "Sec", en = "Dry" }, show_if = { deepth = 3 },
      values = { { "yes", fr = "Oui", en = "Yes" } } },
  },
  clocks = {
    clock "resolution" { calendar = "roads", goal = ref "days", unit = "bd" },
    promise = { clock = "resolution", fr = "Fait le %s", en = "Done %s" },
  },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open",
      detailed = "RECEIVED", next = { "gone" } },
  },
  priority = "normal",
}
"""


def faulty_borough(where):
    """A copy of the example that takes a service with five faults, one a line that is known."""
    borough = os.path.join(where, "borough")
    shutil.copytree(guichet.BOROUGH, borough)
    os.makedirs(os.path.join(borough, "services", "well"))
    with open(os.path.join(borough, "services", "well", "service.lua"), "w") as f:
        f.write(BAD_SERVICE)
    main = os.path.join(borough, "jurisdiction.lua")
    with open(main) as f:
        text = f.read()
    text = text.replace('"cleaning" },', '"cleaning", "well" },')
    assert '"well"' in text
    with open(main, "w") as f:
        f.write(text)
    return borough


def test_check_tells_every_fault_with_its_line():
    with tempfile.TemporaryDirectory() as d:
        borough = faulty_borough(d)
        outputs = {lang: say("check", borough, lang=lang) for lang in ("fr", "en")}
        for lang, done in outputs.items():
            guichet.equal(done.returncode, 1, lang)
            lines = set(map(int, re.findall(r"^[^\n]*well/service\.lua:(\d+): ", done.stdout, re.M)))
            for line in (3, 7, 8, 12, 17):
                assert line in lines, (line, done.stdout)
        assert "« mni »" in outputs["fr"].stdout and "vouliez-vous" in outputs["fr"].stdout, \
            outputs["fr"].stdout
        assert '"mni"' in outputs["en"].stdout and "did you mean" in outputs["en"].stdout, \
            outputs["en"].stdout


def test_check_shows_each_line_with_a_caret():
    """The line as it stands in the file, and under it, in characters and not bytes, the place of the fault."""
    with tempfile.TemporaryDirectory() as d:
        lines = say("check", faulty_borough(d)).stdout.split("\n")
        for word, line in (("mni", '    attribute.number "depth" { label = { fr = "Profondeur", en = "Depth" }, mni = 1 },'),
                           ("gone", '      detailed = "RECEIVED", next = { "gone" } },')):
            at = next(i for i, text in enumerate(lines) if "well/service.lua" in text and "« %s »" % word in text)
            guichet.equal(lines[at + 1], "    " + line)
            key = "next" if word == "gone" else word
            guichet.equal(lines[at + 2], "    " + " " * line.index(key) + "^")


def test_check_of_what_is_not_lua():
    with tempfile.TemporaryDirectory() as d:
        with open(os.path.join(d, "jurisdiction.lua"), "w") as f:
            f.write("return jurisdiction {\n  id = = 3,\n}\n")
        done = say("check", d)
        guichet.equal(done.returncode, 1)
        assert "jurisdiction.lua:2" in done.stdout + done.stderr, done.stdout + done.stderr
        guichet.equal(say("check", os.path.join(d, "nowhere")).returncode, 1)


def test_serve_refuses_a_faulty_jurisdiction():
    with tempfile.TemporaryDirectory() as d:
        with open(os.path.join(d, "jurisdiction.lua"), "w") as f:
            f.write("return jurisdiction { id = 7 }\n")
        done = say("serve", d, "--data", os.path.join(d, "data"), "--listen", "127.0.0.1:0")
        guichet.equal(done.returncode, 1)
        guichet.equal(done.stdout, "")
        assert "jurisdiction.lua:1" in done.stderr, done.stderr


# --- calendar --------------------------------------------------------------------------------------

WEEK = {day: [["08:30", "16:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def case(name, op="add", **more):
    return {"id": name, "name": name, "timezone": "America/Toronto",
            "calendar": {"weekly": WEEK, "holidays": [], "exceptions": {}}, "op": op, "pauses": [],
            **more}


def test_calendar_computes_cases():
    cases = [
        case("inside", start="2026-06-01T09:00:00-04:00", add={"hours": 2, "kind": "business"}),
        case("weekend", start="2026-06-05T15:00:00-04:00", add={"hours": 3, "kind": "business"}),
        case("closed", start="2026-06-01T20:00:00-04:00", add={"hours": 1, "kind": "business"}),
    ]
    expected = [{"id": "inside", "result": "2026-06-01T11:00:00-04:00"},
                {"id": "weekend", "result": "2026-06-08T10:00:00-04:00"},
                {"id": "closed", "result": "2026-06-02T09:30:00-04:00"}]
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "cases.json")
        with open(path, "w") as f:
            json.dump(cases, f)
        done = say("calendar", path)
        guichet.equal(done.returncode, 0, done.stderr)
        guichet.equal(json.loads(done.stdout), expected)
    done = say("calendar", "-", input=json.dumps(cases))
    guichet.equal(json.loads(done.stdout), expected)


def test_calendar_of_what_is_no_case():
    guichet.equal(say("calendar", "/nowhere.json").returncode, 1)
    for text in ("", "{", "7", '[{"id": "a"}]'):
        done = say("calendar", "-", input=text)
        guichet.equal(done.returncode, 1, text)
        guichet.equal(done.stdout, "", text)
        assert done.stderr, text
    for member, said in (({}, "a.op: "), ({"op": "fly"}, "add, sub, between or handover"),
                         ({"op": "add"}, "such as 2026-06-18T09:12:00-04:00"),
                         ({"op": "add", "start": "2026-06-18T09:12:00"}, "a.start: "),
                         ({"op": "add", "start": "2026-06-18T09:12:00Z"}, 'such as {"days": 5')):
        done = say("calendar", "-", input=json.dumps([{"id": "a", **member}]), lang="en")
        guichet.equal((done.returncode, done.stdout), (1, ""), member)
        assert said in done.stderr, done.stderr


# --- keys ------------------------------------------------------------------------------------------


def test_keys_without_a_server():
    with tempfile.TemporaryDirectory() as d:
        data = os.path.join(d, "data")
        guichet.equal(say("key", "list", "--data", data).returncode, 1)
        done = say("key", "create", "app mobile", "--role", "client", "--data", data)
        guichet.equal(done.returncode, 0, done.stderr)
        secret = done.stdout.split()[-1]
        assert len(secret) >= 40 and done.stdout.endswith("\n" + secret + "\n"), done.stdout
        done = say("key", "list", "--data", data)
        assert "app mobile" in done.stdout and "client" in done.stdout, done.stdout
        assert secret not in done.stdout
        for name in sorted(os.listdir(data)):
            with open(os.path.join(data, name), "rb") as f:
                assert secret.encode() not in f.read(), "the key itself is in " + name
        for bad in ("", "x" * 201, "a\nb"):
            guichet.equal(say("key", "create", bad, "--role", "client", "--data", data).returncode, 1)
        guichet.equal(say("key", "revoke", "nobody", "--data", data).returncode, 1)


def test_keys_beside_a_running_server():
    s = guichet.shared()

    def allowed(secret):
        return s.request("GET", "/api/v1/requests", headers={"Authorization": "Bearer " + secret})

    guichet.equal(allowed("nonsense").status, 401)
    secret = guichet.run("key", "create", "ann", "--role", "agent", "--data", s.data).stdout.split()[-1]
    guichet.equal(allowed(secret).status, 200)
    guichet.run("key", "revoke", "ann", "--data", s.data)
    guichet.equal(allowed(secret).status, 401)
    listed = guichet.run("key", "list", "--data", s.data, env=guichet.language("en")).stdout
    assert re.search(r"^ann\b.*revoked", listed, re.M), listed
    again = guichet.run("key", "create", "ann", "--role", "agent", "--data", s.data).stdout.split()[-1]
    assert again != secret
    guichet.equal(allowed(again).status, 200)
    guichet.equal(allowed(secret).status, 401)


# --- serve -----------------------------------------------------------------------------------------


def test_the_first_line_is_exact_and_alone():
    with guichet.Server() as s:
        s.get("/healthz")
        s.process.terminate()
        guichet.equal(s.process.stdout.read(), b"")
    with tempfile.TemporaryDirectory() as d:
        p = subprocess.Popen([guichet.BINARY, "serve", guichet.BOROUGH, "--data", d, "--listen",
                              "localhost:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = p.stdout.readline()
        p.terminate()
        p.communicate()
        assert re.fullmatch(rb"guichet: listening on http://localhost:[1-9]\d*\n", line), line


def test_port_in_use():
    with socket.socket() as taken, tempfile.TemporaryDirectory() as d:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = "127.0.0.1:%d" % taken.getsockname()[1]
        for lang, words in (("fr", "déjà utilisé"), ("en", "in use")):
            done = say("serve", guichet.BOROUGH, "--data", d, "--listen", address, lang=lang)
            guichet.equal(done.returncode, 1)
            guichet.equal(done.stdout, "")
            assert done.stderr.startswith("guichet: %s: %s" % (address, words)), done.stderr


def test_second_server_on_the_same_data():
    s = guichet.shared()
    for lang, words in (("fr", "déjà utilisé"), ("en", "in use")):
        done = say("serve", guichet.BOROUGH, "--data", s.data, "--listen", "127.0.0.1:0", lang=lang)
        guichet.equal(done.returncode, 1)
        guichet.equal(done.stdout, "")
        assert words in done.stderr, done.stderr
    guichet.equal(s.get("/readyz").status, 200)


def of_format(data, number):
    """Rewrites the number of the format in every copy of the page that LMDB has of it."""
    path = os.path.join(data, "data.mdb")
    with open(path, "rb") as f:
        bytes_ = f.read()
    marks = len(re.findall(rb"\x00format\x00\x00\x00.", bytes_, re.S))
    assert marks, "no format is written"
    with open(path, "wb") as f:
        f.write(re.sub(rb"\x00format\x00\x00\x00.", b"\0format\0\0\0" + bytes([number]), bytes_, flags=re.S))


def test_data_of_another_format():
    with tempfile.TemporaryDirectory() as d:
        with guichet.Server(data=d) as s:
            s.filed()
        serve = ("serve", guichet.BOROUGH, "--listen", "127.0.0.1:0")
        for number, said in ((2, {"fr": "version plus récente de Guichet ; servez-vous de celle-là",
                                  "en": "newer version of Guichet; use that one"}),
                             (0, {"fr": "« guichet rebuild --data DIR »", "en": "\"guichet rebuild --data DIR\""})):
            of_format(d, number)
            for command in (serve, ("rebuild", "--verify"), ("export",), ("explain", "1001"), ("recompute",)):
                if number == 0 and command[0] in ("serve", "recompute"):
                    continue  # the owner brings an older one up: no format was before the first
                for lang, words in said.items():
                    done = say(*command, "--data", d, lang=lang)
                    guichet.equal((done.returncode, done.stdout), (1, ""), command)
                    assert d in done.stderr and words in done.stderr, (command, done.stderr)
        of_format(d, 1)
        guichet.run("rebuild", "--verify", "--data", d)


def test_data_that_cannot_be():
    with tempfile.TemporaryDirectory() as d:
        plain = os.path.join(d, "file")
        with open(plain, "w") as f:
            f.write("not a directory")
        damaged = os.path.join(d, "damaged")
        os.mkdir(damaged)
        with open(os.path.join(damaged, "data.mdb"), "wb") as f:
            f.write(b"\xde\xad\xbe\xef" * 4096)
        for where in (plain, os.path.join(plain, "below"), damaged):
            done = say("serve", guichet.BOROUGH, "--data", where, "--listen", "127.0.0.1:0")
            guichet.equal(done.returncode, 1, where)
            guichet.equal(done.stdout, "")
            assert where in done.stderr, done.stderr
        for command in (["rebuild", "--verify"], ["backup", os.path.join(d, "copy")], ["export"],
                        ["key", "list"]):
            done = say(*command, "--data", os.path.join(d, "nowhere"))
            guichet.equal(done.returncode, 1, command)


if __name__ == "__main__":
    guichet.main()
