"""activate, rollback and history in a data directory that no server has: the same gate, the same history, and what they
put in force is what the next start serves."""

import getpass
import os
import re
import shutil
import tempfile

import guichet


class Town:
    """A borough's folder with shared services of its own, and data that a server has served."""

    def __init__(self, served=True):
        self.top = tempfile.mkdtemp(prefix="guichet-offline-")
        self.dir, self.plugins, self.data = (os.path.join(self.top, n) for n in ("town", "plugins", "data"))
        shutil.copytree(guichet.BOROUGH, self.dir)
        shutil.copytree(os.path.join(guichet.ROOT, "plugins"), self.plugins)
        if served:
            with self.server() as s:
                self.first = s.get("/api/v1/admin/generations", "admin").json["active"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def server(self, *args):
        return guichet.Server("--plugins", self.plugins, *args, boroughs=(self.dir,), data=self.data)

    def version(self, version, **changes):
        path = os.path.join(self.plugins, "pothole", "service.lua")
        with open(path, encoding="utf-8") as f:
            text = re.sub(r'version = "[0-9.]+"', 'version = "%s"' % version, f.read(), count=1)
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def run(self, verb, *args, status=0, lang="en"):
        done = guichet.run(verb, *args, "--data", self.data, check=False, env=guichet.language(lang), stdin=-3)
        guichet.equal(done.returncode, status, "%s %s\n%s%s" % (verb, args, done.stdout, done.stderr))
        return done.stdout + done.stderr

    def activate(self, *args, **how):
        return self.run("activate", self.dir, "--plugins", self.plugins, *args, **how)


APPROVED = ("--approve", "core/pothole@2.0.0,core/pothole@3.0.0")


def test_activated_without_a_server_served_by_the_next():
    with Town() as t:
        t.version("2.0.0")
        out = t.activate(*APPROVED, "--note", "deux", "--author", "Marie T.")
        after = re.search(r"in force: (\w+) \(before: %s\)" % t.first, out).group(1)
        assert '+ ' in out and "2.0.0" in out, out
        lines = t.run("history").splitlines()
        guichet.equal(len(lines), 2)
        assert lines[0].startswith("*    2  %s  " % after) and lines[0].endswith("activated     Marie T.  deux"), lines
        assert lines[1].startswith("     1  %s  " % t.first) and "first" in lines[1], lines
        assert "nothing to change: %s" % after in t.activate(*APPROVED)
        with t.server() as s:
            guichet.equal(s.get("/api/v1/services/pothole").json["version"], "2.0.0")
            newest = s.get("/api/v1/admin/generations", "admin").json
            guichet.equal(newest["active"], after)
            guichet.equal((newest["items"][0]["author"], newest["items"][0]["note"]), ("Marie T.", "deux"))


def test_the_same_gate():
    """Faults, tests that fail, upgrades that nobody approved: nothing is changed."""
    with Town() as t:
        t.version("2.0.0")
        out = t.activate(status=1)
        assert "--approve core/pothole@2.0.0" in out, out
        t.version("2.0.0", **{'goal = ref "repair_days", unit = "cd"': 'goal = 9, unit = "cd"'})
        out = t.activate(*APPROVED, status=1)
        assert "pothole/service_test.lua:" in out and "expected 2026-06-08" in out, out
        t.version("2.0.0", required="requird")
        assert 'did you mean "required"?' in t.activate(*APPROVED, status=1)
        guichet.equal(len(t.run("history").splitlines()), 1)


def test_back_and_forth():
    with Town() as t:
        assert "no generation to go back to" in t.run("rollback", status=1)
        assert "pas de génération" in t.run("rollback", status=1, lang="fr")
        t.version("2.0.0")
        t.activate(*APPROVED)
        t.version("3.0.0")
        t.activate(*APPROVED)
        assert getpass.getuser() in t.run("history").splitlines()[0]
        t.run("rollback", "--note", "trop tôt")
        assert "in force: %s" % t.first in t.run("rollback")
        t.run("rollback", status=1)
        assert "en vigueur : " in t.run("rollback", "--to", "3", lang="fr")
        t.run("rollback", "--to", "99", status=1)
        kinds = [line[1:].split()[3] for line in t.run("history").splitlines()]
        guichet.equal(kinds, ["rolled_back"] * 3 + ["activated"] * 2 + ["first"])
        shown = t.run("history")
        guichet.equal(shown.count("*"), 1, "the newest alone is in force")
        with t.server() as s:
            guichet.equal(s.get("/api/v1/services/pothole").json["version"], "3.0.0")
            where = ("--server", "http://%s:%d" % (s.host, s.port))
            there = guichet.run("history", *where, "--key", s.key("admin")).stdout
            guichet.equal([line[:24] for line in there.splitlines()], [line[:24] for line in shown.splitlines()])
            done = guichet.run("history", *where, "--key", s.key("agent"), check=False, env=guichet.language("en"))
            assert "403" in done.stderr and "it takes a key of role admin" in done.stderr, done.stderr


def test_expects():
    with Town() as t:
        t.version("2.0.0")
        assert 'the generation in force is "%s"' % t.first in t.activate(*APPROVED, "--expects", "0123456789ab", status=1)
        t.activate(*APPROVED, "--expects", t.first)


def test_a_server_that_has_the_store_is_named():
    with Town() as t:
        t.version("2.0.0")
        with t.server() as s:
            for out in (t.activate(*APPROVED, status=1), t.run("rollback", status=1)):
                assert "a server (or another command) has %s" % t.data in out and "--server" in out, out
            assert "un serveur (ou une autre commande) a" in t.activate(status=1, lang="fr")
            guichet.equal(len(t.run("history").splitlines()), 1, "reading goes beside it")
            guichet.equal(s.get("/api/v1/admin/generations", "admin").json["active"], t.first)


def test_before_the_first_start():
    """A store of another borough: the folder's rules are recorded under their author, and served."""
    with Town() as t:
        other = os.path.join(guichet.ROOT, "examples", "another-borough")
        shutil.rmtree(t.data)
        with guichet.Server(boroughs=(other,), data=t.data):
            pass
        out = t.activate("--author", "Greffe")
        assert "in force: " in out, out
        assert "several jurisdictions" in t.run("history", status=1)
        line = t.run("history", "--jurisdiction", "pierrefonds-roxboro").splitlines()[0]
        assert line.startswith("*    1  ") and "activated" in line and "Greffe" in line, line
        assert 'no jurisdiction "nowhere"' in t.run("history", "--jurisdiction", "nowhere", status=1)
        out = t.run("rollback", "--jurisdiction", "nowhere", status=1)
        assert "anse-aux-cedres" in out and "pierrefonds-roxboro" in out, out
        with t.server() as s:
            guichet.equal(len(s.get("/api/v1/admin/generations", "admin").json["items"]), 1)
            assert int(s.filed()) == 1001


def test_a_change_keeps_the_requests():
    with Town() as t:
        with t.server() as s:
            rid = s.filed()
            before = s.as_agent(rid)
        t.version("2.0.0")
        t.activate(*APPROVED)
        guichet.run("rebuild", "--verify", "--data", t.data)
        with t.server() as s:
            guichet.equal(s.as_agent(rid), before)
            guichet.equal(int(s.filed()), int(rid) + 1)


def test_words_that_do_not_go_together():
    with Town(served=False) as t:
        assert "has no data of Guichet" in t.activate(status=1), "the store is not made"
        assert "n’a pas de données de Guichet" in t.run("history", status=1, lang="fr")
        assert not os.path.exists(t.data)
        assert "--data and --server" in t.activate("--server", "http://127.0.0.1:1", status=2)
        for bad in ("", "a\nb", "x" * 101):
            assert "--author" in t.activate("--author", bad, status=1), bad
        done = guichet.run("history", "--author", "me", check=False)
        guichet.equal(done.returncode, 2)
        done = guichet.run("rollback", "--author", "me", check=False, env=guichet.language("en"))
        guichet.equal(done.returncode, 2)
        assert "goes with --data" in done.stderr, done.stderr
        done = guichet.run("history", check=False, env=guichet.language("en"))
        guichet.equal(done.returncode, 1)
        assert "nobody answers at http://127.0.0.1:8311; when no server runs: --data DIR" in done.stderr, done.stderr
        done = guichet.run("history", "--server", "127.0.0.1:1", check=False, env=guichet.language("en"))
        assert "it must be an address such as http://127.0.0.1:8311" in done.stderr, done.stderr


if __name__ == "__main__":
    guichet.main()
