"""The administrator's what-if: due dates by hand, a month in the terminal, closures that are missing."""

import json
import os
import re
import shutil
import subprocess
import tempfile

import guichet

CASE = [{"id": "A", "timezone": "America/Toronto", "op": "add", "start": "2026-06-23T16:00:00-04:00",
         "calendar": {"weekly": {d: [["08:30", "16:30"]] for d in ("mon", "tue", "wed", "thu", "fri")},
                      "holidays": [{"fixed": "06-24"}]},
         "add": {"hours": 2, "kind": "business"}}]


def run(*args, lang="en_CA.UTF-8", stdin=None):
    return subprocess.run([guichet.BINARY, "calendar", *args], capture_output=True, text=True, input=stdin,
                          env={**os.environ, "LC_ALL": lang})


def add(*args, **more):
    return run("add", guichet.BOROUGH, *args, **more)


def narrow(text):
    return all(len(line) <= 80 for line in text.splitlines())


def test_a_file_is_computed_as_ever():
    answer = run("-", stdin=json.dumps(CASE))
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == [{"id": "A", "result": "2026-06-25T10:00:00-04:00"}]


def test_a_file_is_explained_on_demand():
    answer = run("-", "--explain", "--lang", "fr", stdin=json.dumps(CASE))
    [row] = json.loads(answer.stdout)
    assert row["result"] == "2026-06-25T10:00:00-04:00"
    why = row["explain"]
    assert why["text"].startswith("Échéance : jeudi 25 juin 2026 à 10 h, car "), why["text"]
    assert why["agrees"] and why["counts"] == "seconds"
    assert [r["why"] for r in why["rows"]] == ["open", "closed", "holiday", "closed", "open"]
    assert why["rows"][-1]["total"] == 7200 and why["rows"][-1]["to"] == row["result"]


def test_a_pause_is_named_in_the_walk():
    case = dict(CASE[0], pauses=[["2026-06-23T16:10:00-04:00", "2026-06-25T09:00:00-04:00"]])
    [row] = json.loads(run("-", "--explain", stdin=json.dumps([case])).stdout)
    assert row["result"] == "2026-06-25T10:50:00-04:00"
    assert {r["why"] for r in row["explain"]["rows"]} == {"open", "pause"}


def test_add_by_hand():
    answer = add("5bd", "--calendar", "roads", "--from", "2026-06-18T09:12:00-04:00")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == ("2026-06-26T15:30:00-04:00  Friday, June 26, 2026 at 3:30 p.m.\n"
                             "2026-06-29T07:00:00-04:00  late after Monday, June 29, 2026 at 7:00 a.m.\n")


def test_add_says_why():
    for lang, words in (("en", "because the time limit is 5 business days"),
                        ("fr", "car le délai est de 5 jours ouvrables")):
        answer = add("5bd", "--calendar", "roads", "--from", "2026-06-18T09:12:00-04:00", "--explain", "--lang", lang)
        assert words in answer.stdout
        rows = answer.stdout.split("\n\n")[2]
        assert narrow(rows), rows
        assert rows.splitlines()[-1].startswith(("ven" if lang == "fr" else "Fri") + " 2026-06-26 15:30  "), rows


def test_add_takes_each_unit_and_way():
    start = ("--calendar", "roads", "--from", "2026-06-20T10:00:00-04:00")  # a Saturday
    for amount, more, due in (
            ("8bh", (), "2026-06-22T15:00"), ("2bd", (), "2026-06-25T15:30"), ("48eh", (), "2026-06-22T10:00"),
            ("2bd", ("--receipt", "actual"), "2026-06-23T15:30"), ("1bd", ("--at", "open"), "2026-06-23T07:00"),
            ("7cd", (), "2026-06-27T10:00"), ("1cw", ("--roll", "next"), "2026-06-29T10:00"),
            ("1cm", ("--roll", "prev"), "2026-07-20T10:00"), ("1.5bh", (), "2026-06-22T08:30")):
        answer = add(amount, *start, *more)
        assert answer.stdout.startswith(due), (amount, more, answer.stdout, answer.stderr)


def test_add_refuses_what_is_no_goal():
    good = ("--calendar", "roads", "--from", "2026-06-18T09:12:00-04:00")
    for args in (("5", *good), ("fivebd", *good), ("-1bd", *good), ("1.5bd", *good),
                 ("5bd", "--calendar", "roads", "--from", "2026-06-18"), ("5bd", *good, "--at", "noon"),
                 ("5bd", *good, "--lang", "de"), ("5bd", "--calendar", "roads")):
        answer = add(*args)
        assert answer.returncode == 2 and answer.stderr and not answer.stdout, args
    answer = add("5bd", "--calendar", "rodes", "--from", "2026-06-18T09:12:00-04:00")
    assert answer.returncode == 1 and "roads" in answer.stderr
    for lang, said in (("fr", "aucune échéance dans les dix ans"), ("en", "no due date within the ten years")):
        answer = guichet.run("calendar", "add", guichet.BOROUGH, "99999cd", *good, check=False,
                             env=guichet.language(lang))
        assert answer.returncode == 1 and said in answer.stderr, answer.stderr
    answer = add("5cd", *good, "--roll", "previous")
    assert answer.returncode == 2 and answer.stderr.endswith("  none\n  next\n  prev\n"), answer.stderr


def test_a_month_is_shown():
    for lang, holiday, sums in (("fr", "férié : Fête nationale", "21 jours ouverts, 178 h 30"),
                                ("en", "holiday: National Holiday", "21 open days, 178 h 30")):
        answer = run("show", guichet.BOROUGH, "--calendar", "roads", "--month", "2026-06", "--lang", lang)
        assert answer.returncode == 0 and narrow(answer.stdout), answer.stderr
        days = [line for line in answer.stdout.splitlines() if re.match(r"\w{3} [ \d]\d  ", line)]
        assert len(days) == 30
        assert holiday in days[23] and sums in answer.stdout
        assert all(re.match(r"[·▒█]{24}  ", day[8:]) for day in days), days
        assert days[0].endswith("07:00–15:30")


def test_a_month_is_refused():
    for month in ("2026", "2026-13", "june", "2026-6", "2026-06-01"):
        assert run("show", guichet.BOROUGH, "--calendar", "roads", "--month", month).returncode == 2, month


def closures(dates, hours):
    return "exceptions = { %s }," % ", ".join('exception "%s" { name = { fr = "Congé", en = "Closed" }, %s }'
                                              % (d, hours) for d in dates)


def check(dates, on, hours=""):
    """`calendar check` on a borough whose roads have these dates, closed or with these hours."""
    with tempfile.TemporaryDirectory() as d:
        folder = os.path.join(d, "borough")
        shutil.copytree(guichet.BOROUGH, folder)
        path = os.path.join(folder, "jurisdiction.lua")
        text = open(path, encoding="utf-8").read()
        text = re.sub(r'(calendar "roads" \{)', lambda m: m.group(1) + "\n" + closures(dates, hours), text)
        open(path, "w", encoding="utf-8").write(text)
        return run("check", folder, "--on", on)


def test_lists_of_closures_are_asked_for():
    one = ("2025-12-29", "2025-12-30", "2026-01-05")
    two = one + ("2026-12-28", "2026-12-29", "2027-01-04")
    answer = check(one, "2026-06-01")
    assert answer.returncode == 1 and "roads: no closures for 2026 yet" in answer.stdout, answer
    assert "enter them now" in answer.stdout and "roads: good" not in answer.stdout
    answer = check(two, "2026-06-01")
    assert answer.returncode == 0 and "roads: no closures for 2027 yet" in answer.stdout, answer
    answer = check(two, "2026-11-01")
    assert answer.returncode == 1 and "enter them now" in answer.stdout
    answer = check(("2026-06-05",), "2026-06-01")
    assert answer.returncode == 0 and "roads: good" in answer.stdout


def test_a_calendar_without_any_date_is_asked_about():
    for on in ("2026-06-01", "2026-11-01"):
        for lang, words in (("fr", "office : aucune date n’y fut jamais inscrite ; s’il ferme aux fêtes"),
                            ("en", "office: no date was ever entered; if it closes around Christmas")):
            answer = run("check", guichet.BOROUGH, "--on", on, "--lang", lang)
            assert answer.returncode == 0 and words in answer.stdout, answer
    # one day that is open as usual says that there are no closures
    answer = check(("2026-12-28", ), "2026-11-01", '{ "07:00", "15:30" }')
    assert answer.returncode == 0 and "roads: good" in answer.stdout, answer


guichet.main()
