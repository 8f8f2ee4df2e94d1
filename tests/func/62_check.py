"""guichet check: what is no fault and deserves a look is said, and how much was seen."""

import os
import re
import shutil
import tempfile

import guichet

SIZES = 'rule "default" {\n        goal = ref "repair_days"'


class Town:
    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="guichet-check-")
        self.dir, self.plugins = os.path.join(self.top, "town"), os.path.join(self.top, "plugins")
        shutil.copytree(guichet.BOROUGH, self.dir)
        shutil.copytree(os.path.join(guichet.ROOT, "plugins"), self.plugins)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def change(self, name, old, new):
        path = os.path.join(self.top, name)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        guichet.equal(text.count(old), 1, old)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace(old, new))

    def rules(self, *rules):
        """Before the last rule of a pothole's repair."""
        self.change("plugins/pothole/service.lua", SIZES, "\n      ".join([*rules, SIZES]))

    def check(self, lang="en", status=0):
        done = guichet.run("check", self.dir, "--plugins", self.plugins, check=False, env=guichet.language(lang))
        guichet.equal(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def looks(self, about):
        return [l for l in self.check().splitlines() if l.startswith("to look at: ") and about in l]


def rule(name, when, rest=""):
    return 'rule "%s" { when = { %s }, goal = 3, unit = "bd"%s },' % (name, when, rest)


def test_how_much_it_saw():
    with Town() as t:
        last = t.check().splitlines()[-1]
        seen = re.fullmatch(r"pierrefonds-roxboro: 6 services, (\d+) rules, (\d+) tests, (\d+) calendars: good(; .*)?", last)
        assert seen and int(seen[1]) > 6 and int(seen[2]) > 50, last
        assert re.match(r"pierrefonds-roxboro : 6 services, %s règles, %s essais, " % seen.groups()[:2],
                        t.check("fr").splitlines()[-1])


def test_rules_that_never_decide():
    hidden = [('size = { "small", "medium" }', 'size = "small"'), ('size = "small"', 'size = "small", month = { 1 }'),
              ("month = { 1, 2, 3 }", 'month = { 2 }, place = "alley"'), ("depth = { ge = 10 }", "depth = { ge = 10 }"),
              ('size = { ne = "small" }', 'size = { ne = { "small", "medium" } }')]
    for first, second in hidden:
        with Town() as t:
            t.rules(rule("first", first), rule("second", second))
            found = t.looks("never decides")
            guichet.equal(len(found), 1, "%s / %s\n%s" % (first, second, t.check()))
            assert re.match(r'to look at: pothole/service\.lua:\d+: the rule "second" never decides: "first" before', found[0])
            assert "la règle « second » ne décide jamais" in t.check("fr")


def test_rules_that_may_decide():
    seen = [('size = "small"', 'size = { "small", "medium" }'), ('size = "small", month = { 1 }', 'size = "small"'),
            ("month = { 1 }", "month = { 1, 2 }"), ("depth = { ge = 10 }", "depth = { ge = 11 }"),
            ('size = "small"', 'place = "alley"'), ("depth = { ge = 10 }", "depth = { le = 10 }")]
    for first, second in seen:
        with Town() as t:
            t.rules(rule("first", first), rule("second", second))
            guichet.equal(t.looks("never decides"), [])
    with Town() as t:  # only for a time
        t.rules(rule("first", 'size = "small"', ', from = "2090-01-01"'), rule("second", 'size = "small"'))
        guichet.equal(t.looks("never decides"), [])


def test_a_rule_that_is_over():
    with Town() as t:
        t.rules(rule("then", 'size = "small"', ', from = "2020-01-01", to = "2020-06-01"'))
        guichet.equal(len(t.looks('the rule "then" is over')), 1)


def test_files_near_their_limits():
    for text in ("-- " + "x" * 50000 + "\n", "for i = 1, 900000 do local x = i end\n",
                 "local t = {}\nfor i = 1, 8250 do t[i] = { i } end\n"):
        with Town() as t:
            t.change("plugins/pothole/service.lua", "return service {", text + "return service {")
            found = t.looks("of what loading may take")
            guichet.equal(len(found), 1, text[:40] + t.check())
            assert re.match(r"to look at: pothole/service\.lua: this file takes (8|9)\d % of", found[0]), found


def test_a_service_that_was_forgotten():
    with Town() as t:
        guichet.run("new", t.dir, "tree-branch", "--plugins", t.plugins)
        guichet.equal(len(t.looks("services/tree-branch is there, but \"services\" does not name it")), 1)


def test_a_calendar_that_runs_out():
    with Town() as t:
        dates = "".join('exception "2001-%s" { name = { fr = "F", en = "C" } },' % d for d in ("12-27", "12-28", "12-29"))
        t.change("town/jurisdiction.lua", 'calendar "roads" {', 'calendar "quays" { mon = { { "08:00", "12:00" } }, '
                 "exceptions = { %s } },\n    calendar \"roads\" {" % dates)
        assert t.looks('calendar "quays": no closures for'), t.check()


def test_a_file_of_an_old_editor():
    with Town() as t:
        with open(os.path.join(t.plugins, "pothole", "service.lua"), "rb") as f:
            text = f.read()
        with open(os.path.join(t.plugins, "pothole", "service.lua"), "wb") as f:
            f.write(text + b"\n-- d\xe9lai\n")
        line = text.count(b"\n") + 2
        assert "pothole/service.lua:%d: this line is not in UTF-8" % line in t.check(status=1)
        assert "pothole/service.lua:%d: cette ligne n'est pas en UTF-8" % line in t.check("fr", status=1)


def test_faults_of_a_test_file():
    with Town() as t:
        t.change("plugins/pothole/service_test.lua", 'given = { size = "large", place = "roadway", depth = 12 }',
                 'given = { siez = "large" }')
        assert 'no attribute "siez", did you mean "size"?' in t.check(status=1)


if __name__ == "__main__":
    guichet.main()
