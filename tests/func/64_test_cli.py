"""guichet test, as its author meets it: what a miss says, what no test exercises, JUnit, dates, faults, exit codes."""

import os
import shutil
import tempfile
import xml.etree.ElementTree

import guichet

TESTS = "pothole/service_test.lua"
FIRST = 'rule = { first_response = "default", make_safe = "default", resolution = "default" }'
DUE = 'due = { first_response = "2026-06-02 09:30", make_safe'


class Plugins:
    """A copy of the shared services, to be spoilt."""

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="guichet-tests-")
        self.dir = os.path.join(self.top, "plugins")
        shutil.copytree(os.path.join(guichet.ROOT, "plugins"), self.dir)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def path(self, name):
        return os.path.join(self.dir, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as f:
            return f.read()

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)

    def change(self, name, old, new):
        text = self.read(name)
        guichet.equal(text.count(old), 1, old)
        self.write(name, text.replace(old, new))

    def test(self, *args, lang="en", status=0, where="."):
        done = guichet.run("test", os.path.join(self.dir, where), *args, check=False, env=guichet.language(lang))
        guichet.equal(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr


def line_of(text, words):
    return text[:text.index(words)].count("\n") + 1


def test_all_services_pass():
    with Plugins() as p:
        out = p.test()
        assert "pothole: " in out and out.endswith(" tests, 0 failed\n"), out
        out = p.test(lang="fr")
        assert out.endswith(" essai(s), 0 échec(s)\n"), out


def test_a_miss_says_what_was_expected_what_came_and_which_rule():
    with Plugins() as p:
        p.change(TESTS, DUE, DUE.replace("06-02", "06-03"))
        name = "a hole is repaired within seven days, at the close of the roads crew"
        at = line_of(p.read(TESTS), 'test "%s"' % name)
        rule = line_of(p.read("clocks/first_response.lua"), 'rule "default"')
        out = p.test("--service", "pothole", status=1)
        assert ("  %s:%d: failed: %s\n    due date of first_response:\n"
                "      expected 2026-06-03 09:30\n      got      2026-06-02 09:30\n"
                "      by the rule \"default\", clocks/first_response.lua:%d\n" % (TESTS, at, name, rule)) in out, out
        assert ", 1 failed\n" in out, out
        out = p.test("--service", "pothole", lang="fr", status=1)
        assert ("échec : %s\n    échéance de first_response :\n      attendu 2026-06-03 09:30\n"
                "      obtenu  2026-06-02 09:30\n      selon la règle « default », clocks/first_response.lua:%d\n"
                % (name, rule)) in out, out


def test_what_no_test_exercises_is_listed():
    with Plugins() as p:
        p.write(TESTS, """return {
  test "one small hole" { given = { size = "small", place = "roadway" }, expect = { state = "received" } },
}
""")
        out = p.test("--service", "pothole")
        exercised = out.split("exercised: ")[1]
        assert "\n    attribute: " in exercised and "depth" in exercised and "danger" in exercised, out
        for seen in ("size", "place,", "received", "first_response/default"):
            assert seen not in exercised, (seen, out)
        assert "state: accepted, " in exercised and "reason: done/repaired" in exercised, out
        assert "1 of 1 tests passed" in out, out
        assert "  exercé : " in p.test("--service", "pothole", lang="fr")


def test_rules_never_fired_name_their_line():
    with Plugins() as p:
        p.change("clocks/first_response.lua", 'rule "default"',
                 'rule "rare" { when = { month = { 12 } }, goal = 4, unit = "bh" },\n    rule "default"')
        at = line_of(p.read("clocks/first_response.lua"), 'rule "rare"')
        out = p.test("--service", "pothole")
        assert "first_response/rare (clocks/first_response.lua:%d)" % at in out, out


def test_junit_is_xml_of_all_that_was_found():
    with Plugins() as p:
        p.change(TESTS, DUE, DUE.replace("06-02", "06-03"))
        p.change(TESTS, 'test "waiting for the citizen stops the repair"', 'test "<&\\"> waiting"')
        p.write("graffiti/service_test.lua", "return { tset {} }\n")
        junit = os.path.join(p.top, "junit.xml")
        out = p.test("--junit", junit, status=1)
        suites = {s.get("name"): s for s in xml.etree.ElementTree.parse(junit).getroot()}
        guichet.equal(set(suites), {"pothole", "street-light", "street-furniture", "cleanliness", "cleaning", "guichet"})
        pothole = suites["pothole"]
        cases = pothole.findall("testcase")
        guichet.equal((int(pothole.get("tests")), pothole.get("failures")), (len(cases), "1"))
        assert '<&"> waiting' in [c.get("name") for c in cases], [c.get("name") for c in cases]
        failed = [c for c in cases if c.find("failure") is not None]
        guichet.equal(len(failed), 1)
        guichet.equal((failed[0].get("file"), failed[0].find("failure").get("message")),
                      (TESTS, "due date of first_response"))
        assert failed[0].get("line").isdigit(), failed[0].attrib
        assert "expected 2026-06-03 09:30, got 2026-06-02 09:30" in failed[0].find("failure").text
        faults = suites["guichet"].findall("testcase")
        guichet.equal(suites["guichet"].get("errors"), str(len(faults)))
        guichet.equal(faults[0].get("file"), "graffiti/service_test.lua")
        assert faults[0].find("error").get("message") in out, out
        p.test("--junit", os.path.join(p.top, "nowhere", "junit.xml"), status=1)


def test_the_same_answers_in_any_year():
    """Each is played on calendars around the year in which it files."""
    with Plugins() as p:
        today = p.test()
        for at in ("2036-02-29", "2045-07-14 16:50", "1999-12-31T23:59:59-05:00"):
            guichet.equal(p.test("--at", at), today, at)
        p.change(TESTS, "return {\n", """return {
  test "long ago" {
    now = "1979-06-01 10:00", given = { size = "small", place = "roadway" }, expect = { due = "1979-06-08 15:30" },
  },
  test "far off" {
    now = "2140-06-01 10:00", given = { size = "small", place = "roadway" }, expect = { rule = "default" },
  },
  test "beyond all calendars" {
    now = "9995-06-01 10:00", given = { size = "small", place = "roadway" }, expect = { rule = "default" },
  },
""")
        out = p.test("--service", "pothole", status=1)
        assert ", 1 failed\n" in out and "failed: beyond all calendars\n    calendars of that year:" in out, out


def test_at_is_when_tests_that_do_not_say_are_filed():
    with Plugins() as p:
        p.write(TESTS, """return {
  test "no time" { given = { size = "small", place = "roadway" }, expect = { due = { make_safe = "2034-05-04 10:00" } } },
}
""")
        at = ["--service", "pothole", "--at"]
        p.test(*at, "2034-05-01 10:00")
        p.test(*at, "2034-05-01T10:00:00-04:00")
        assert "got      2034-05-05 10:00" in p.test(*at, "2034-05-02 10:00", status=1)
        for bad in ("yesterday", "2034-13-01", "2034-05-01 25:00", ""):
            assert 'a date, such as 2026-11-06' in p.test(*at, bad, status=2), bad


def test_faults_of_a_test_file_come_all_at_once():
    with Plugins() as p:
        p.write(TESTS, """return {
  test "one" { given = { siez = "small" }, expect = { stat = "received" } },
  test "two" { now = "2026-02-30 10:00", expect = { state = "recieved" } },
}
""")
        out = p.test("--service", "pothole", status=1)
        for where, hint in ((2, 'no attribute "siez", did you mean "size"?'), (2, '"expect.stat", did you mean "state"?'), (3, "2026-02-30"),
                            (3, 'did you mean "received"?')):
            assert any(l.startswith("%s:%d: " % (TESTS, where)) and hint in l for l in out.splitlines()), (hint, out)
        assert "vouliez-vous « size » ?" in p.test("--service", "pothole", lang="fr", status=1)
        p.write(TESTS, "return {\n  test\n")
        assert TESTS + ":" in p.test("--service", "pothole", status=1)


def test_a_broken_service_is_no_success():
    with Plugins() as p:
        p.change("graffiti/service.lua", "attributes", "atributes")
        assert 'did you mean "attributes"?' in p.test(status=1)


def test_which_folder():
    """A borough, the shared services, one of them, or a borough's own."""
    with Plugins() as p:
        assert "\npothole: " not in p.test(where="graffiti")
        guichet.equal(p.test(where="pothole"), p.test("--service", "pothole"))
        other = os.path.join(guichet.ROOT, "examples", "another-borough")
        town = os.path.join(p.top, "town")
        shutil.copytree(other, town)
        own = os.path.join(town, "services", "missed-collection", "service_test.lua")
        with open(own, "w", encoding="utf-8") as f:
            f.write('return { test "t" { expect = { state = "received" } } }\n')
        out = p.test(where=os.path.dirname(own), status=1)
        assert out.startswith("missed-collection: 0 of 1 tests passed\n"), out
        assert out.count(" tests passed") == 1, out
        assert "is required" in out or "required" in out, out
        assert 'no service "potholes"; did you mean "pothole"?' in p.test("--service", "potholes", status=1)
        assert "there are:\n  pothole\n" in p.test("--service", "qqqqqq", status=1)
        assert "not found" in p.test(where="nowhere", status=1)
        p.write(TESTS, "return {}\n")
        assert "there must be 1 to 500" in p.test(where="pothole", status=1)
        os.unlink(p.path(TESTS))
        assert "pothole: no tests\n0 tests, 0 failed\n" in p.test(where="pothole", status=1)
        p.test("--ta", "2026-01-01", status=2)


if __name__ == "__main__":
    guichet.main()
