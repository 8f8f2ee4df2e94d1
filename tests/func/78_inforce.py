"""Commands that work on a data directory count by the rules in force in it; by a folder's only when it is named."""

import json
import os
import tempfile

import guichet

ADMIN = "/api/v1/admin/"
GUIDE = os.path.join(guichet.ROOT, "examples", "another-borough")
CLOSED = 'calendar "roads" {\n      exceptions = { exception "2026-06-04" { name = { fr = "Fête", en = "Feast" } } },'
LIGHT = "street-light"
BEFORE, AFTER = "2026-06-08T15:30:00-04:00", "2026-06-09T15:30:00-04:00"


def english(*args, check=True):
    return guichet.run(*args, check=check, env=guichet.language("en"))


def with_a_feast(s):
    """Puts a closed day in force, which the folder knows nothing of; and other goals."""
    with open(os.path.join(guichet.BOROUGH, "jurisdiction.lua")) as f:
        text = f.read()
    changed = text.replace('calendar "roads" {', CLOSED, 1)
    assert changed != text
    a = s.send("POST", ADMIN + "activate", {"texts": {"jurisdiction.lua": changed}}, "admin")
    guichet.equal(a.status, 200, a)


def test_what_is_in_force_counts_and_a_folder_only_when_named():
    with guichet.Server() as s:
        rid = s.filed(LIGHT)
        guichet.equal(s.as_agent(rid)["due_at"], BEFORE)
        with_a_feast(s)
        # beside the running server
        line = "%s resolution %s %s\n" % (rid, BEFORE, AFTER)
        at = ("--data", s.data, "--at", guichet.NOON)
        guichet.equal(english("recompute", *at, "--preview").stdout, line + "1 open, 1 would move\n")
        guichet.equal(english("recompute", guichet.BOROUGH, *at, "--preview").stdout, "1 open, 0 would move\n")
        api = s.get("/api/v1/requests/%s/explain" % rid, key="agent", Accept_Language="en").json
        guichet.equal(json.loads(english("explain", rid, *at, "--json").stdout), api)
        for folder in ([], [guichet.BOROUGH]):
            guichet.equal(english("console", *folder, *at, "--eval", "now").stdout, "1780329600\n")
        s.stop()
        guichet.equal(english("recompute", *at).stdout, line + "1 open, 1 moved\n")
        guichet.equal(english("recompute", *at).stdout, "1 open, 0 moved\n")
        words = " ".join(english("explain", rid, *at).stdout.split())
        assert "Tuesday, June 9, 2026 at 3:30 p.m." in words and "Feast" in words, words
        guichet.run("rebuild", "--verify", "--data", s.data)
        with guichet.Server(data=s.data) as again:
            told = [e for e in again.as_agent(rid)["events"] if e["kind"] == "recomputed"]
            guichet.equal([e["at"] for e in told], [guichet.NOON])


def test_rules_in_force_are_those_of_the_console():
    with guichet.Server() as s:
        rid = s.filed(LIGHT)
        path = os.path.join(guichet.ROOT, "plugins", LIGHT, "service.lua")
        with open(path) as f:
            text = f.read()
        assert 'rule "default"' in text
        text = text.replace('rule "default"', 'rule "in_force"').replace('version = "1.', 'version = "7.')
        a = s.send("POST", ADMIN + "activate", {"texts": {"services/%s/service.lua" % LIGHT: text}}, "admin")
        guichet.equal(a.status, 200, a)
        new = s.filed(LIGHT)
        data = ("--data", s.data)
        assert "in_force" in english("console", new, *data, "--eval", ":why").stdout
        assert "in_force" not in english("console", guichet.BOROUGH, new, *data, "--eval", ":why").stdout
        assert "Rule: in_force" in english("explain", new, *data).stdout
        assert "Rule: default" in english("explain", rid, *data).stdout  # as it was decided


def test_one_of_several_boroughs_is_named():
    with guichet.Server(boroughs=(guichet.BOROUGH, GUIDE)) as s:
        rid = s.filed(LIGHT, jurisdiction_id="pierrefonds-roxboro")
        for command in (("explain", rid), ("recompute", "--preview"), ("console", rid, "--eval", "1")):
            done = english(*command, "--data", s.data, check=False)
            guichet.equal((done.returncode, done.stdout), (1, ""), command)
            assert "--jurisdiction: anse-aux-cedres, pierrefonds-roxboro\n" in done.stderr, done.stderr
            done = english(*command, "--data", s.data, "--jurisdiction", "pierrefonds-roxboro")
            assert done.stdout, command
            done = english(*command, "--data", s.data, "--jurisdiction", "atlantis", check=False)
            guichet.equal((done.returncode, done.stdout), (1, ""), command)
            assert '"atlantis" was never served' in done.stderr, done.stderr


def test_what_cannot_be_counted_is_said():
    with tempfile.TemporaryDirectory() as d:
        empty, imported, bare = (os.path.join(d, name) for name in ("empty", "imported", "bare"))
        english("key", "create", "a", "--role", "admin", "--data", empty)
        with guichet.Server() as s:
            rid = s.filed(LIGHT)
            lines = os.path.join(d, "lines")
            with open(lines, "w") as f:
                f.write(guichet.run("export", "--data", s.data).stdout)
            for wrong in ("noon", "2026-06-01", "2026-06-01T12:00:00"):
                for command in (("explain", rid), ("recompute", "--preview"), ("console", rid)):
                    done = english(*command, "--data", s.data, "--at", wrong, check=False)
                    guichet.equal(done.returncode, 2, command)
                    assert '--at "%s"' % wrong in done.stderr, done.stderr
        guichet.run("import", lines, "--data", imported)
        assert "Rule: default" in english("explain", rid, "--data", imported).stdout
        with open(lines) as f, open(lines + "-bare", "w") as without:  # as it was before rules were kept
            without.writelines(x for x in f if json.loads(x)["type"] in ("guichet", "jurisdiction", "calendar", "event"))
        guichet.run("import", lines + "-bare", "--data", bare)
        for data, said in ((empty, "no borough was served from this data yet"),
                           (bare, "no rules are in force in it; name the borough's folder"),
                           (os.path.join(d, "none"), "not found")):
            for command in (("explain", rid), ("recompute",), ("console", rid, "--eval", "1")):
                done = english(*command, "--data", data, check=False)
                guichet.equal((done.returncode, done.stdout), (1, ""), (command, data))
                assert said in done.stderr.lower(), (command, done.stderr)
        assert english("explain", rid, guichet.BOROUGH, "--data", bare).stdout


if __name__ == "__main__":
    guichet.main()
