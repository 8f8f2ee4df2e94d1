"""Clocks that stand still and go on: pauses, the citizen's answer, seasons, handovers, reopening, and dates computed
anew."""

import os
import shutil
import tempfile

import guichet

API = "/api/v1/requests"
LIGHT, POT = "street-light", "pothole"


def clock_of(r, name="resolution"):
    [clock] = [c for c in r["clocks"] if c["name"] == name]
    return clock


def act(s, rid, verb, body, key="agent", **headers):
    return s.send("POST", "%s/%s/%s" % (API, rid, verb), body, key, **headers)


def acted(s, rid, verb, body):
    a = act(s, rid, verb, body)
    assert a.status == 200, a
    return a.json


def paused(s, rid, reason="citizen", **more):
    return acted(s, rid, "pauses", {"reason": reason, **more})


def server(at=guichet.NOON):
    return guichet.Server(clock=at)


def filed_with_token(s, service=LIGHT):
    a = s.file_json(service=service, attributes=guichet.EXAMPLES[service])
    assert a.status == 201, a
    return a.json["id"], a.json["token"]


def test_a_pause_hides_the_date_and_the_answer_brings_it_back():
    with server() as s:
        rid, token = filed_with_token(s)
        guichet.equal(s.as_agent(rid)["due_at"], "2026-06-08T15:30:00-04:00")
        s.set_clock("2026-06-02T10:00:00-04:00")
        r = paused(s, rid, note="De quel lampadaire s'agit-il ?")
        clock = clock_of(r)
        guichet.equal((r["due_at"], clock["due_at"], clock["state"]), (None, None, "paused"))
        # Monday 12:00 to 15:30, Tuesday 7:00 to 10:00; Tuesday 10:00 to Monday 15:30 is left
        guichet.equal((clock["consumed_seconds"], clock["remaining_seconds"]),
                      (6.5 * 3600, (5.5 + 4 * 8.5) * 3600))
        guichet.equal(clock["pauses"], [{"reason": "citizen", "text": "en attente du citoyen",
                                         "from": "2026-06-02T10:00:00-04:00",
                                         "to": clock["resumes_at"]}])
        first = clock_of(r, "first_response")
        guichet.equal((first["state"], first["pauses"]), ("running", []))
        seen = s.get("/api/v1/track/" + token).json
        guichet.equal((seen["due_at"], seen["due_if_resumed_at"]), (None, "2026-06-08T15:30:00-04:00"))
        guichet.equal(clock["due_if_resumed_at"], "2026-06-08T15:30:00-04:00")
        assert seen["promise"].startswith("En pause. Si le travail reprenait maintenant\u00a0: "), seen["promise"]
        assert "lundi 8 juin 2026" in seen["promise"], seen["promise"]
        guichet.equal(seen["timeline"][-1]["note"], "De quel lampadaire s'agit-il ?")
        # two closings pass, so the date moves by two business days
        s.set_clock("2026-06-04T10:00:00-04:00")
        a = s.send("POST", "/api/v1/track/%s/answer" % token, {"text": "Le troisième."}, None)
        guichet.equal((a.status, a.json["due_at"]), (200, "2026-06-10T15:30:00-04:00"))
        guichet.equal(a.json, s.get("/api/v1/track/" + token).json)
        guichet.equal([step["label"] for step in a.json["timeline"]][-2:], ["en attente du citoyen", "Votre réponse"])
        r = s.as_agent(rid)
        clock = clock_of(r)
        guichet.equal((clock["state"], clock["due_at"], clock["consumed_seconds"]),
                      ("running", "2026-06-10T15:30:00-04:00", 6.5 * 3600))
        event = r["events"][-1]
        guichet.equal((event["kind"], event["actor"], event["answer"]),
                      ("answered", "citizen", "Le troisième."))
        [value] = [v for v in event["clocks"] if v["name"] == "resolution"]
        guichet.equal((value["due_at"], value["paused"]), (clock["due_at"], False))


def test_pauses_are_a_union():
    with server() as s:
        rid = s.filed(LIGHT)
        s.set_clock("2026-06-02T10:00:00-04:00")
        paused(s, rid)
        s.set_clock("2026-06-03T10:00:00-04:00")
        paused(s, rid, "weather")
        s.set_clock("2026-06-04T10:00:00-04:00")
        r = acted(s, rid, "resume", {"reason": "citizen"})
        guichet.equal(clock_of(r)["state"], "paused")
        s.set_clock("2026-06-05T10:00:00-04:00")
        r = acted(s, rid, "resume", {})
        guichet.equal(r["due_at"], "2026-06-11T15:30:00-04:00")


def test_what_cannot_be_paused():
    with server() as s:
        rid = s.filed(LIGHT)
        for body, where in (({"reason": "lunch"}, "reason"), ({"reason": "winter"}, "reason"),
                            ({"reason": "citizen", "until": "tomorrow"}, "until"),
                            ({"reason": "citizen", "until": "2026-05-01T00:00:00Z"}, "until"),
                            ({}, "reason"), ({"reason": "citizen", "why": "x"}, "why")):
            a = act(s, rid, "pauses", body)
            guichet.equal(a.status, 400, body)
            assert where in a.text, (body, a)
        guichet.equal(act(s, rid, "resume", {}).status, 400)
        guichet.equal(act(s, rid, "pauses", {"reason": "citizen"}, "client").status, 403)
        guichet.equal(act(s, "999999", "pauses", {"reason": "citizen"}).status, 404)
        guichet.equal(act(s, rid, "pauses", {"reason": "citizen"}, **{"If-Match": '"7"'}).status, 412)
        paused(s, rid)
        guichet.equal(act(s, rid, "pauses", {"reason": "citizen"}).status, 400)
        guichet.equal(act(s, rid, "handover", {"calendar": "moon", "assignee": "x"}).status, 400)
        guichet.equal(s.send("POST", "/api/v1/track/nothing/answer", {"text": "x"}, None).status, 404)
        s.moved(rid, "cancelled", "duplicate")
        guichet.equal(act(s, rid, "pauses", {"reason": "citizen"}).status, 400)
        guichet.equal(clock_of(s.as_agent(rid))["state"], "met")


def test_a_retry_of_a_pause_is_the_same_pause():
    with server() as s:
        rid = s.filed(LIGHT)
        first = act(s, rid, "pauses", {"reason": "citizen"}, **{"Idempotency-Key": "p-1"})
        again = act(s, rid, "pauses", {"reason": "citizen"}, **{"Idempotency-Key": "p-1"})
        guichet.equal((first.status, again.status, again.json), (200, 200, first.json))
        guichet.equal(len(s.as_agent(rid)["events"]), 2)


def test_a_pause_ends_at_its_limit_and_at_its_plan():
    with server() as s:
        longest, planned = s.filed(LIGHT), s.filed(LIGHT)
        r = paused(s, longest)
        # twenty business days, two of them holidays' neighbours: 24 June is closed
        guichet.equal(clock_of(r)["resumes_at"], "2026-06-30T12:00:00-04:00")
        r = paused(s, planned, "permit", until="2026-06-03T12:00:00-04:00")
        guichet.equal((clock_of(r)["resumes_at"], r["due_at"]), ("2026-06-03T12:00:00-04:00", None))
        s.set_clock("2026-07-02T09:00:00-04:00")
        guichet.equal(clock_of(s.as_agent(longest))["state"], "running")
        guichet.equal(clock_of(s.as_agent(planned))["state"], "running")


def test_a_state_may_pause():
    with server() as s:
        rid = s.filed(LIGHT)
        r = s.moved(rid, "waiting")
        guichet.equal((clock_of(r)["state"], r["due_at"]), ("paused", None))
        s.set_clock("2026-06-03T12:00:00-04:00")
        r = s.moved(rid, "in_progress")
        # the day of receipt never counts, paused or not; Tuesday does not, Wednesday does
        guichet.equal((clock_of(r)["state"], r["due_at"]), ("running", "2026-06-09T15:30:00-04:00"))


def test_asphalt_waits_for_spring_and_safety_does_not():
    with server("2026-12-01T12:00:00-05:00") as s:
        rid = s.filed(POT)
        r = s.as_agent(rid)
        clock, safe = clock_of(r), clock_of(r, "make_safe")
        guichet.equal((clock["state"], clock["due_at"], clock["resumes_at"]),
                      ("paused", "2027-04-07T15:30:00-04:00", "2027-04-01T00:00:00-04:00"))
        guichet.equal(clock["consumed_seconds"], 0)
        assert "7 avril 2027" in r["promise"], r["promise"]
        guichet.equal((safe["state"], safe["due_at"]), ("running", "2026-12-04T12:00:00-05:00"))
        s.set_clock("2026-12-02T12:00:00-05:00")
        safe = clock_of(s.moved(rid, "made_safe"), "make_safe")
        guichet.equal((safe["state"], safe["met_at"], safe["consumed_seconds"]),
                      ("met", "2026-12-02T12:00:00-05:00", 86400))


def test_a_handover_keeps_what_was_consumed():
    with server() as s:
        rid = s.filed(LIGHT)
        before = clock_of(s.as_agent(rid), "first_response")
        guichet.equal(before["due_at"], "2026-06-02T11:30:00-04:00")
        s.set_clock("2026-06-01T15:00:00-04:00")
        # three of eight hours are consumed; half an hour today, then from seven
        r = acted(s, rid, "handover", {"calendar": "roads", "assignee": "Équipe de voirie"})
        first = clock_of(r, "first_response")
        guichet.equal((r["assignee"], first["consumed_seconds"], first["due_at"]),
                      ("Équipe de voirie", 3 * 3600, "2026-06-02T11:30:00-04:00"))


def test_reopening_goes_on_or_starts_afresh():
    with server() as s:
        on, afresh = s.filed(LIGHT), s.filed("cleaning")
        for rid in (on, afresh):
            s.moved(rid, "in_progress")
        s.set_clock("2026-06-02T10:00:00-04:00")
        s.moved(on, "done", "already_settled")
        s.moved(afresh, "done", "already_settled")
        s.set_clock("2026-06-04T10:00:00-04:00")
        r = s.moved(on, "reopened", "came_back")
        guichet.equal((r["due_at"], clock_of(r)["cycle"]), ("2026-06-10T15:30:00-04:00", 0))
        r = s.moved(afresh, "reopened", "came_back")
        clock = clock_of(r)
        guichet.equal((clock["started_at"], r["due_at"], clock["cycle"], clock["consumed_seconds"]),
                      ("2026-06-04T10:00:00-04:00", "2026-06-11T15:30:00-04:00", 1, 0))


def test_a_correction_keeps_the_pauses():
    with server() as s:
        rid = s.filed("cleanliness", {"kind": "litter", "hazard": ["glass"]})
        paused(s, rid)
        s.set_clock("2026-06-03T12:00:00-04:00")
        acted(s, rid, "resume", {})
        guichet.equal(s.as_agent(rid)["due_at"], "2026-06-03T15:30:00-04:00")
        a = s.send("PATCH", "%s/%s" % (API, rid), {"attributes": {"kind": "litter"}}, "agent")
        guichet.equal((a.status, a.json["due_at"]), (200, "2026-06-05T15:30:00-04:00"))


def test_another_priority_moves_no_clock():
    with server() as s:
        rid = s.filed(LIGHT)
        s.set_clock("2026-06-02T10:00:00-04:00")
        before = clock_of(s.as_agent(rid))
        path = "%s/%s" % (API, rid)
        a = s.send("PATCH", path, {"priority": "urgent"}, "agent")
        guichet.equal((a.status, a.json["priority"], clock_of(a.json)), (200, "urgent", before))
        event = s.as_agent(rid)["events"][-1]
        guichet.equal((event["kind"], event["priority"], event["clocks"]), ("prioritized", "urgent", []))
        for wrong in ("urgent", "soon"):
            a = s.send("PATCH", path, {"priority": wrong}, "agent")
            guichet.equal(a.status, 400, a)
        s.stop()
        guichet.run("rebuild", "--verify", "--data", s.data)


def test_all_of_it_folds_again():
    with server() as s:
        rid = s.filed(LIGHT)
        paused(s, rid)
        s.set_clock("2026-06-03T12:00:00-04:00")
        acted(s, rid, "resume", {})
        acted(s, rid, "handover", {"calendar": "office", "assignee": "Anne"})
        s.moved(rid, "in_progress")
        s.moved(rid, "done", "already_settled")
        s.stop()
        a = guichet.run("rebuild", "--verify", "--data", s.data)
        guichet.equal(a.returncode, 0)


def changed_borough(where, closed="2026-06-04"):
    """A copy of the example whose roads are closed on that day."""
    borough = shutil.copytree(guichet.BOROUGH, os.path.join(where, "borough"))
    manifest = os.path.join(borough, "jurisdiction.lua")
    with open(manifest) as f:
        text = f.read()
    changed = text.replace('calendar "roads" {', 'calendar "roads" {\n      exceptions = '
                           '{ exception "%s" {} },' % closed, 1)
    assert changed != text
    with open(manifest, "w") as f:
        f.write(changed)
    return borough


def put_in_force(s, borough):
    """The folder's calendars instead of those that were exported with the rest."""
    with open(os.path.join(borough, "jurisdiction.lua")) as f:
        a = s.send("POST", "/api/v1/admin/activate", {"texts": {"jurisdiction.lua": f.read()}}, "admin")
    guichet.equal(a.status, 200, a)


def recomputed(r):
    """Its event, which what came due since may follow."""
    return [e for e in r["events"] if e["kind"] == "recomputed"][-1]


def recompute(data, borough, *options):
    a = guichet.run("recompute", "--data", data, "--plugins", guichet.ROOT + "/plugins", borough, *options)
    guichet.equal(a.returncode, 0, a)
    return a.stdout


def test_dates_are_computed_anew_when_a_calendar_changes():
    with server() as s, tempfile.TemporaryDirectory() as d:
        rid = s.filed(LIGHT)
        s.stop()
        borough = changed_borough(d)
        line = "%s resolution 2026-06-08T15:30:00-04:00 2026-06-09T15:30:00-04:00" % rid
        for options, count in ((["--preview"], 1), (["--preview"], 1), ([], 1), ([], 0)):
            out = recompute(s.data, borough, *options)
            guichet.equal(out.count(line), count, out)
        a = guichet.run("rebuild", "--verify", "--data", s.data)
        guichet.equal(a.returncode, 0)
        with guichet.Server(data=s.data, boroughs=(borough,)) as again:
            r = again.as_agent(rid)
            guichet.equal((r["due_at"], [c["name"] for c in recomputed(r)["clocks"]]),
                          ("2026-06-09T15:30:00-04:00", ["resolution"]))


def test_a_request_keeps_the_calendar_it_was_filed_under():
    """A later calendar counts for later requests only, until the dates are asked for anew; also after an export."""
    with server() as s, tempfile.TemporaryDirectory() as d:
        rid = s.filed(LIGHT)
        s.stop()
        borough = changed_borough(d)
        lines, moved = os.path.join(d, "lines"), os.path.join(d, "moved")
        with open(lines, "w") as f:
            f.write(guichet.run("export", "--data", s.data).stdout)
        guichet.run("import", lines, "--data", moved)
        for data in [moved]:
            with guichet.Server(data=data, boroughs=(borough,), clock="2026-06-02T10:00:00-04:00") as again:
                put_in_force(again, borough)
                new = again.filed(LIGHT)
                guichet.equal(again.as_agent(new)["due_at"], "2026-06-10T15:30:00-04:00")
                paused(again, rid)
                again.set_clock("2026-06-03T10:00:00-04:00")
                r = acted(again, rid, "resume", {})
                # one closing passed; the fourth of June still counts for this one
                guichet.equal(clock_of(r)["due_at"], "2026-06-09T15:30:00-04:00")
                walk = again.get("%s/%s/explain" % (API, rid), "agent").json["clocks"]
                [walk] = [c["walk"] for c in walk if c["clock"] == "resolution"]
                guichet.equal((walk["agrees"], "exception" in [w["why"] for w in walk["rows"]]), (True, False))
            guichet.equal(guichet.run("rebuild", "--verify", "--data", data).returncode, 0)
            a = guichet.run("explain", rid, borough, "--data", data, "--lang", "en", "--at", "2026-06-03T11:00:00-04:00")
            assert "Tuesday, June 9, 2026" in a.stdout, a.stdout
        line = "%s resolution 2026-06-09T15:30:00-04:00 2026-06-10T15:30:00-04:00" % rid
        guichet.equal(recompute(moved, borough, "--preview").count(line), 1)
        guichet.equal(recompute(moved, borough).count(line), 1)
        with guichet.Server(data=moved, boroughs=(borough,), clock="2026-06-03T12:00:00-04:00") as again:
            guichet.equal(again.as_agent(rid)["due_at"], "2026-06-10T15:30:00-04:00")


def another_tzdata(where):
    """A tzdata in which Toronto keeps the time of Winnipeg: an hour later."""
    tz = os.path.join(where, "zoneinfo")
    os.makedirs(os.path.join(tz, "America"))
    shutil.copy("/usr/share/zoneinfo/America/Winnipeg", os.path.join(tz, "America", "Toronto"))
    with open(os.path.join(tz, "tzdata.zi"), "w") as f:
        f.write("# version 2099z\n")
    return tz


def test_a_new_law_of_the_zone_is_noticed_and_moves_nothing_by_itself():
    with server() as s, tempfile.TemporaryDirectory() as d:
        rid = s.filed(LIGHT)
        guichet.equal(s.get("/readyz").json["tzdata_changed"], [])
        was = s.as_agent(rid)["events"][0]["decision"]["zone_version"]
        s.stop()
        env = {"TZDIR": another_tzdata(d)}
        changed = [{"jurisdiction": "pierrefonds-roxboro", "was": was, "is": "2099z"}]
        for _ in range(2):
            with guichet.Server(data=s.data, env=env, clock="2026-06-02T10:00:00-04:00") as again:
                guichet.equal(again.get("/readyz").json["tzdata_changed"], changed)
                assert "event=tzdata_changed jurisdiction=pierrefonds-roxboro was=%s is=2099z" % was \
                    in again.read_log()
                # shown in the hour of today, but the instant is the one that was promised
                guichet.equal(again.as_agent(rid)["due_at"], "2026-06-08T14:30:00-05:00")
        command = ["recompute", "--data", s.data, guichet.BOROUGH]
        env = {**guichet.language("en"), **env}
        line = "%s resolution 2026-06-08T14:30:00-05:00 2026-06-08T15:30:00-05:00" % rid
        out = guichet.run(*command, "--preview", env=env).stdout
        guichet.equal(out.splitlines()[0], "tzdata 2099z, was " + was)
        assert line in out and "1 would move" in out, out
        assert line in guichet.run(*command, env=env).stdout
        guichet.equal(guichet.run(*command, "--preview", env=env).stdout, "1 open, 0 would move\n")
        with guichet.Server(data=s.data, env=env, clock="2026-06-03T10:00:00-04:00") as again:
            guichet.equal(again.get("/readyz").json["tzdata_changed"], [])
            r = again.as_agent(rid)
            guichet.equal((r["due_at"], recomputed(r)["zone_version"]), ("2026-06-08T15:30:00-05:00", "2099z"))
            guichet.equal(again.get("%s/%s/explain" % (API, rid), "agent").json["clocks"][0]["zone_version"], "2099z")


if __name__ == "__main__":
    guichet.main()
