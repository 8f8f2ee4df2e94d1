"""guichet console: rules and Lua about a stored request, in the sandbox, beside a running server, changing nothing."""

import os
import subprocess

import guichet

V2 = "/open311/v2"
TOWN = os.path.join(guichet.ROOT, "examples", "another-borough")
QUAY = {"lat": "47.5850", "long": "-69.8100"}


def server():
    return guichet.shared(boroughs=(TOWN,))


def first():
    """The server with its two requests: garbage 1001, compost 1002."""
    s = server()
    if not s.get(V2 + "/requests.json").json:
        for what in ("garbage", "compost"):
            a = s.file("missed-collection", {"bin": what}, description='Rue "du Quai"', **QUAY)
            guichet.equal(a.status, 200, a)
    return s


def console(*args, lang="en", lines=None, check=True):
    done = subprocess.run([guichet.BINARY, "console", TOWN, "--data", first().data, *args],
                          input=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=60, env=guichet.language(lang))
    assert not check or done.returncode == 0, (args, done.returncode, done.stderr)
    return done


def value(line, *args):
    return console("--eval", line, *args).stdout


def fails(line, lang="en"):
    done = console("--eval", line, lang=lang, check=False)
    guichet.equal((done.returncode, done.stdout), (1, ""), line)
    return done.stderr


def test_expressions_statements_and_values():
    for line, printed in (
            ("1 + 1", "2\n"), ("7 / 2, 'a'", '3.5\n"a"\n'), ("nil", "nil\n"), ("local x = 1", ""),
            ("local x = 20 return x * 2 + 2", "42\n"), ("{}", "{}\n"),
            ("{ 3, 2, z = true, [9.5] = 'é', ['a b'] = {} }",
             '{ 3, 2, [9.5] = "é", ["a b"] = {}, z = true }\n'),
            ("'\"\\1\\n\\\\'", '"\\"\\001\\n\\\\"\n'),
            ("local t = {} t.t = t return t",
             "{ t = { t = { t = { t = { t = { t = {…} } } } } } }\n"),
            ("print", None)):
        if printed is None:
            assert "print" in fails(line)
        else:
            guichet.equal(value(line), printed, line)


def test_the_request_as_its_rules_see_it():
    guichet.equal(value("request.attributes.bin"), '"compost"\n', "the newest")
    guichet.equal(value("request.attributes.bin", "1001"), '"garbage"\n')
    guichet.equal(value("request.description", "1001"), '"Rue \\"du Quai\\""\n')
    guichet.equal(value("request.local_time.hour, request.settings.return_days"), "12\n2\n")
    guichet.equal(value("now == request.requested_at, cx.now == now"), "true\ntrue\n")
    guichet.equal(value("now", "--at", "2026-06-05T00:00:00Z"), "1780617600\n")
    guichet.equal(value("cx.count { days = 30 }", "1002"), "1\n")
    guichet.equal(value("cx.calendar 'roads' :add(now, 2, 'bd')", "1001"),
                  "%d\n" % 1780518600)  # Wednesday 3 June, 16:30
    whole = value("request")
    assert whole.startswith("{ attributes = { bin = ") and value(":request") == whole


def test_why_counts_the_winter():
    with guichet.Server(clock="2026-11-26T12:00:00-05:00") as s:
        guichet.equal(s.file("pothole", {"size": "small", "place": "roadway"}).status, 200)
        done = subprocess.run([guichet.BINARY, "console", "--data", s.data, "--eval", ":why"],
                              stdout=subprocess.PIPE, text=True, timeout=60,
                              env=guichet.language("en"))
        lines = done.stdout.split("resolution (roads)")[1].splitlines()
        due, kept = (next(x for x in lines if word in x).split(": ")[1]
                     for word in ("due: ", "kept with the request: "))
        guichet.equal(due, kept)
        assert "2027" in due, due


def test_why_and_rule():
    why = value(":why", "1002")
    for words in ("resolution (roads)", "→ yes   compost", "yes: “Which bin?” is “Organic waste”",
                  "yes: in June, July or August", "  –     default",
                  "1 business day, until closing (missed-collection/service.lua:",
                  "due: Tuesday, June 2, 2026 at 4:30 p.m.",
                  "kept with the request: Tuesday, June 2, 2026 at 4:30 p.m.", "priority: normal"):
        assert words in why, (words, why)
    other = console("1001", "--eval", ":pourquoi", lang="fr").stdout.replace("\u00a0", " ")
    for words in ("  non   compost", "non : « Quel bac ? » est « Matières organiques »",
                  "→ oui   default", "échéance : mercredi 3 juin 2026 à 16 h 30"):
        assert words in other, (words, other)
    assert "en juin" not in other, "only what fails is told"
    rule = value(":rule resolution compost", "1001")
    guichet.equal([l.strip()[:3] for l in rule.splitlines()[:3]], ["no", "no:", "yes"])
    for line in (":rule resolution nothing", ":rule", ":rule nothing default"):
        assert "there is no rule" in fails(line), line


def test_lines_and_commands_in_both_languages():
    for lang, lines, missing in (("en", ":list\n:open 1001\nrequest.attributes.bin\n\n1 +\n:nope\n2\n",
                                  "unknown command: :nope"),
                                 ("fr", ":liste\n:ouvrir 1001\nrequest.attributes.bin\n1 +\n:nope\n2",
                                  "commande inconnue : :nope")):
        done = console(lines=lines, lang=lang)
        out = done.stdout.splitlines()
        assert "1002" in out[0] and "1001" in out[1], out
        guichet.equal(out[3:], ['"garbage"', "2"])
        assert missing in done.stderr and "console.lua:1: " in done.stderr, done.stderr
    guichet.equal(console(lines="1\n:quit\n2\n").stdout, "1\n")
    for lang, name in (("fr", ":pourquoi"), ("en", ":why")):
        assert name in console(lines=":help\n", lang=lang).stdout
    assert "1002" in value(":list 1") and "1001" not in value(":list 1")
    for line in (":list 0", ":list 101", ":open", ":open x", ":open 9999"):
        fails(line)


def test_what_is_hostile_ends_within_its_budget():
    for line in ("while true do end", "for i = 1, 1e9 do pcall(error) end",
                 "local t = {} for i = 1, 1e9 do t[i] = i end return t",
                 "('x'):rep(1e9)", "local s = 'x' while true do s = s .. s end",
                 "local function f() return f() + 1 end return f()",
                 "pcall(function() while true do end end)"):
        assert fails(line), line
    for line in ("os.execute('true')", "io.open('/etc/passwd')", "require 'os'", "load('return 1')()",
                 "debug.getinfo(1)", "x = 1", "request = nil; y = 2", "cx.now = 3"):
        fails(line)
    assert "déclarez-la avec local" in fails("x = 1", "fr")
    guichet.equal(value("request.description"), '"Rue \\"du Quai\\""\n')


def test_nothing_is_changed_and_the_server_goes_on():
    s = first()
    before = guichet.run("export", "--data", s.data).stdout
    console(lines=":why\nrequest.attributes.bin\ncx.count { days = 3 }\nrequest.service = 'x'\n")
    guichet.equal(guichet.run("export", "--data", s.data).stdout, before)
    a = s.file("missed-collection", {"bin": "recycling"}, **QUAY)
    guichet.equal(a.status, 200, a)
    guichet.equal(value("request.attributes.bin"), '"recycling"\n', "what was filed since is seen")


def test_what_is_asked_wrongly():
    s = first()
    for args, status in ((("console", TOWN), 2), (("console", TOWN, "x", "--data", s.data), 2),
                         (("console", "0", "--data", s.data), 2),
                         (("console", TOWN, "--data", s.data, "--at", "noon"), 2),
                         (("console", TOWN, "9999", "--data", s.data), 1),
                         (("console", TOWN, "--data", s.data + "-none"), 1),
                         (("console", guichet.BOROUGH, "--data", s.data, "--eval", "1"), 1)):
        guichet.equal(guichet.run(*args, check=False).returncode, status, args)


if __name__ == "__main__":
    guichet.main()
