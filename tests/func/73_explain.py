"""Why a request is due when it is: for the citizen, for agents, on the command line; and the promise is of the same
value as the deadline, whatever happens to it."""

import html
import json
import os
import re
import shutil
import tempfile

import guichet

POT, HATE = "pothole", {"hateful": "yes", "support": "wall"}


def why(s, rid, lang="en"):
    """The explanation as an agent gets it: clock name -> clock."""
    a = s.get("/api/v1/requests/%s/explain" % rid, key="agent", Accept_Language=lang)
    assert a.status == 200, a
    guichet.equal(a.json["request"], rid)
    return {c["clock"]: c for c in a.json["clocks"]}


def filed(s, service, attributes=None):
    """A request filed through the JSON door: (id, tracking token)."""
    a = s.file_json(service, attributes)
    assert a.status == 201, a
    return a.json["id"], a.json["token"]


def track(s, token, lang="fr"):
    a = s.get("/api/v1/track/" + token, Accept_Language=lang)
    assert a.status == 200, a
    return a.json


def words(date, lang):
    """A date in words as the promise says it, taken from the explanation that must begin with it."""
    return re.match(r"(?:Échéance : |Due: )(.*?), (?:car|because) ", date).group(1)


def test_a_walk_names_what_did_not_count():
    with guichet.Server(clock="2026-06-18T09:12:00-04:00") as s:
        rid, _ = filed(s, "street-light")
        clock = why(s, rid)["resolution"]
        assert clock["walk"]["agrees"]
        guichet.equal(clock["walk"]["rows"][-1]["to"], clock["due_at"])
        guichet.equal(clock["walk"]["rows"][0]["from"], clock["started_at"])
        holidays = [r["name"] for r in clock["walk"]["rows"] if r["why"] == "holiday"]
        guichet.equal(holidays, ["National Holiday"])
        assert "National Holiday (Wednesday, June 24, 2026)" in clock["walk"]["text"]
        french = why(s, rid, "fr")["resolution"]["walk"]["text"]
        assert french.startswith("Échéance : ") and "Fête nationale (mercredi 24 juin 2026)" in french, french


def test_a_winter_is_named():
    with guichet.Server(clock="2026-11-12T12:00:00-05:00") as s:
        rid, token = filed(s, POT)
        windows = [r for r in why(s, rid)["resolution"]["walk"]["rows"] if r["why"] == "window"]
        guichet.equal([(r["from"][:10], r["to"][:10], r["counted"]) for r in windows], [("2026-11-15", "2027-04-01", 0)])
        assert "(du dimanche 15 novembre 2026 au mercredi 31 mars 2027)" in track(s, token)["why"]
        assert all(r["why"] == "elapsed" for r in why(s, rid)["make_safe"]["walk"]["rows"])


def test_rows_join_and_add_up():
    s = guichet.shared()
    for service in sorted(guichet.EXAMPLES):
        for clock in why(s, s.filed(service)).values():
            rows = clock["walk"]["rows"]
            assert 0 < len(rows) <= 60
            total, at = 0, clock["started_at"]
            for row in rows:
                guichet.equal(row["from"], at)
                total, at = total + row["counted"], row["to"]
                guichet.equal(row["total"], total)
            guichet.equal(at, clock["due_at"])


def rolling(d, roll):
    """A copy of the plugins whose potholes are due in seven days, rolled that way when the last one is closed."""
    plugins = os.path.join(d, "plugins")
    shutil.copytree(os.path.join(guichet.ROOT, "plugins"), plugins)
    path = os.path.join(plugins, POT, "service.lua")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    changed = text.replace('unit = "cd", at = "close",', 'unit = "cd", at = "close", roll = "%s",' % roll)
    assert changed != text
    with open(path, "w", encoding="utf-8") as f:
        f.write(changed)
    return plugins


def test_a_closed_last_day_moves_as_the_rule_says():
    for roll, due, said in (("none", "2026-06-15T15:30:00-04:00", "moves to the next opening day"),
                            ("next", "2026-06-15T15:30:00-04:00", "moves to the next opening day"),
                            ("prev", "2026-06-12T15:30:00-04:00", "moves to the opening day before")):
        with tempfile.TemporaryDirectory() as d, \
                guichet.Server("--plugins", rolling(d, roll), clock="2026-06-06T10:00:00-04:00") as s:
            rid, _ = filed(s, POT)
            clock = why(s, rid)["resolution"]
            guichet.equal((clock["due_at"], clock["walk"]["agrees"]), (due, True))
            assert "The last day, Saturday, June 13, 2026, is closed: the due date " + said in clock["walk"]["text"], clock
            [rule] = [r for c in s.get("/api/v1/services/" + POT).json["clocks"] if c["name"] == "resolution"
                      for r in c["rules"]]
            guichet.equal(rule["roll"], roll)
            [clock] = [c for c in s.as_agent(rid)["clocks"] if c["name"] == "resolution"]
            guichet.equal(clock["goal"]["roll"], roll)


def test_a_pause_on_the_day_that_was_moved_to():
    """Friday's closing falls in the pause: no opening day is left before Saturday, and none gets earlier."""
    with tempfile.TemporaryDirectory() as d, \
            guichet.Server("--plugins", rolling(d, "prev"), clock="2026-06-06T10:00:00-04:00") as s:
        rid, _ = filed(s, POT)
        s.set_clock("2026-06-12T10:00:00-04:00")
        a = s.send("POST", "/api/v1/requests/%s/pauses" % rid, {"reason": "citizen", "note": "Où ?"})
        assert a.status in (200, 201), a
        s.set_clock("2026-06-12T18:00:00-04:00")
        a = s.send("POST", "/api/v1/requests/%s/resume" % rid, {})
        assert a.status == 200, a
        clock = why(s, rid)["resolution"]
        # Friday did not count: Sunday is the seventh day, and closed
        guichet.equal((clock["due_at"], clock["walk"]["agrees"]), ("2026-06-15T15:30:00-04:00", True))
        assert "The last day, Sunday, June 14, 2026, is closed, and no opening day that counts comes before it" in \
            clock["walk"]["text"], clock


def test_a_clock_says_its_rule_file_line_and_versions():
    s = guichet.shared()
    clock = why(s, s.filed("graffiti", HATE))["resolution"]
    guichet.equal(clock["rule"], "hateful")
    assert re.fullmatch(r"\d+\.\d+\.\d+", clock["service_version"]), clock["service_version"]
    assert re.fullmatch(r"graffiti/service\.lua:\d+", clock["origin"]) and clock["because"]
    assert clock["calendar_version"] and clock["zone_version"]


def test_it_says_what_would_move_the_date():
    s = guichet.shared()
    clock = why(s, s.filed("graffiti"))["resolution"]
    moves = {m["rule"]: m for m in clock["moves"]}
    assert moves["hateful"]["attribute"] == "hateful" and moves["hateful"]["value"] == "yes", clock["moves"]
    # what it says is what happens: the same request with that answer is due then
    other = why(s, s.filed("graffiti", HATE))["resolution"]
    guichet.equal((moves["hateful"]["due_at"], "hateful"), (other["due_at"], other["rule"]))
    assert all(m["rule"] != "hateful" for m in other["moves"])


def test_the_promise_and_the_deadline_are_one_value():
    """Through a filing, a pause, its end, and a reclassification: wherever a date is shown it is the same date."""
    with guichet.Server() as s:
        rid, token = filed(s, POT)

        def agree():
            agent, public = s.as_agent(rid), s.get("/open311/v2/requests/%s.json" % rid).json[0]
            clock = why(s, rid)["resolution"]
            for lang in ("fr", "en"):
                mine = track(s, token, lang)
                guichet.equal(mine["due_at"], agent["due_at"])
                if agent["due_at"]:
                    date = words(mine["why"], lang)
                    assert mine["promise"].endswith(date) or date in mine["promise"], (mine["promise"], date)
                else:
                    held = {"fr": "En pause. Si le travail reprenait maintenant\u00a0: ", "en": "On hold. If work "}[lang]
                    assert mine["promise"].startswith(held), mine["promise"]
                    [held] = [c for c in agent["clocks"] if c["name"] == "resolution"]
                    guichet.equal(mine["due_if_resumed_at"], held["due_if_resumed_at"])
                    assert mine["why"].startswith(("Pas d’échéance", "No due date")), mine["why"]
            guichet.equal(clock["due_at"], agent["due_at"])
            guichet.equal(public["expected_datetime"], agent["due_at"])
            return agent["due_at"]

        first = agree()
        assert first
        s.set_clock("2026-06-02T10:00:00-04:00")
        a = s.send("POST", "/api/v1/requests/%s/pauses" % rid, {"reason": "citizen", "note": "Où ?"})
        assert a.status in (200, 201), a
        guichet.equal(agree(), None)
        s.set_clock("2026-06-04T10:00:00-04:00")
        a = s.send("POST", "/api/v1/track/%s/answer" % token, {"text": "Devant le 12."}, key=None)
        assert a.status == 200, a
        assert agree() > first
        rows = why(s, rid)["resolution"]["walk"]["rows"]
        assert any(r["why"] == "pause" for r in rows), rows


def test_the_citizen_reads_it_on_the_page():
    s = guichet.shared()
    rid, token = filed(s, POT)
    page = s.get("/suivi?token=%s&lang=fr" % token)
    text = html.unescape(page.text)
    assert "<summary>Pourquoi cette date ?</summary>" in text
    assert track(s, token)["why"] in text
    assert "service.lua" not in text and "règle" not in track(s, token)["why"]
    english = html.unescape(s.get("/suivi?token=%s&lang=en" % token).text)
    assert "<summary>Why this date?</summary>" in english


def test_a_closed_request_has_no_why_for_the_citizen():
    with guichet.Server() as s:
        rid, token = filed(s, POT)
        s.moved(rid, "in_progress")
        s.moved(rid, "done", "repaired")
        guichet.equal(track(s, token)["why"], None)
        assert "<details>" not in s.get("/suivi?token=%s" % token).text
        clock = why(s, rid)["resolution"]
        assert clock["met_at"] and not clock["moves"] and clock["walk"]["agrees"]


def test_the_command_line_says_the_same():
    with guichet.Server() as s:
        rid, _ = filed(s, "graffiti")
        args = ("explain", rid, guichet.BOROUGH, "--data", s.data, "--at", guichet.NOON)
        there = json.loads(guichet.run(*args, "--json", "--lang", "en").stdout)
        api = s.get("/api/v1/requests/%s/explain" % rid, key="agent", Accept_Language="en").json
        guichet.equal(there, api)
        for lang, said in (("fr", ("Échéance : lundi 15 juin 2026 à 15 h 30, car", "Règle : default (graffiti/service.lua:",
                                   "Une autre réponse aurait donné")),
                           ("en", ("Due: Monday, June 15, 2026 at 3:30 p.m., because", "Rule: default (graffiti/",
                                   "Another answer would have given"))):
            text = guichet.run(*args, "--lang", lang).stdout
            flat = " ".join(text.split())
            for piece in said:
                assert piece in flat, (piece, text)
            assert all(len(line) <= 80 for line in text.splitlines()), text


def test_outside_the_years_of_the_calendar():
    """A table reaches from two years before to ten after: beyond it nothing changed, it is only not counted."""
    with guichet.Server(clock=guichet.NOON) as s:
        rid, _ = filed(s, "graffiti")
        held, _ = filed(s, POT)
        a = s.send("POST", "/api/v1/requests/%s/pauses" % held, {"reason": "citizen", "note": "Où ?"})
        assert a.status in (200, 201), a
        for at in ("2056-01-01T00:00:00Z", "2029-02-01T12:00:00Z", "2012-01-01T00:00:00Z"):
            args = ("explain", rid, "--data", s.data, "--at", at)
            years = "%d to %d" % (int(at[:4]) - 2, int(at[:4]) + 10)
            text = " ".join(guichet.run(*args, "--lang", "en").stdout.split())
            assert "lies outside the years that the calendar is counted for, " + years in text, text
            assert "has changed" not in text and "a changé" not in guichet.run(*args, "--lang", "fr").stdout
            clocks = json.loads(guichet.run(*args, "--json", "--lang", "en").stdout)["clocks"]
            for clock in clocks:
                walk = clock["walk"]
                guichet.equal((walk["outside"], walk["agrees"], walk["rows"]), (True, False, []))
            # what it says to do helps
            at = re.search(r"guichet explain %s --data DIR --at (\S+)$" % rid, clocks[0]["help"]).group(1)
            near = json.loads(guichet.run(*args[:-1], at, "--json").stdout)["clocks"]
            assert all(c["walk"]["agrees"] and not c["help"] for c in near), near
            text = guichet.run("explain", held, *args[2:], "--lang", "en").stdout
            assert "No due date while it is paused. The request or its date" in " ".join(text.split()), text
            assert "1970" not in text and "1969" not in text, text


def test_who_may_not_ask():
    s = guichet.shared()
    rid = s.filed(POT)
    path = "/api/v1/requests/%s/explain" % rid
    guichet.equal(s.get(path).status, 401)
    guichet.equal(s.get(path, key="client").status, 403)
    guichet.equal(s.get("/api/v1/requests/999999/explain", key="agent").status, 404)
    guichet.equal(s.get("/api/v1/requests/none/explain", key="agent").status, 404)


def test_the_command_refuses_what_is_not_there():
    with guichet.Server() as s:
        filed(s, POT)
        for args, status in ((("1", guichet.BOROUGH), 1), (("x", guichet.BOROUGH), 2), (("1",), 1), ((), 2),
                             (("1", guichet.BOROUGH, "--lang", "de"), 2)):
            done = guichet.run("explain", *args, "--data", s.data, check=False)
            guichet.equal((done.returncode, done.stdout), (status, ""), args)


guichet.main()
