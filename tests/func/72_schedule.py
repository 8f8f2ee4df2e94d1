"""What comes due by itself: each step once, at its instant, whatever the server dies of and however the clock
jumps; late ones collapse; a feed, an outbox and the request's own history tell of it."""

import json
import os
import random
import signal
import tempfile
import threading
import time

import guichet

FILED = "2026-06-01T12:00:00-04:00"  # a Monday
FIRINGS = int(os.environ.get("FIRINGS", "1000"))

JURISDICTION = """return jurisdiction {
  id = "ladder", api = 1,
  name = { fr = "Échelle", en = "Ladder" }, motto = { fr = "On y monte", en = "Up we go" },
  contact = { fr = "311", en = "311" }, key_service = { fr = "Écrivez", en = "Write" },
  zone = "America/Toronto", languages = { "fr", "en" },
  calendars = { calendar "office" {
    mon = { { "09:00", "17:00" } }, tue = { { "09:00", "17:00" } }, wed = { { "09:00", "17:00" } },
    thu = { { "09:00", "17:00" } }, fri = { { "09:00", "17:00" } } } },
  services = { "bench" },
}
"""
SERVICE = """
return service {
  code = "bench", version = "1.0.0", api = 1,
  name = { fr = "Banc", en = "Bench" }, description = { fr = "Un banc.", en = "A bench." },
  group = "tests",
  attributes = { attribute.choice "size" { label = { fr = "Taille", en = "Size" },
    values = { { "small", fr = "Petit", en = "Small" }, { "big", fr = "Grand", en = "Big" } } } },
  clocks = { clock "resolution" { calendar = "office",
    rule "big" { when = { size = "big" }, unit = "bh", goal = 60 },
    rule "usual" { unit = "bh", goal = 20 },
    pauses = { "citizen" }, max_pause = { citizen = "3bd" }, reminder = { citizen = "1bd" },
    steps = {
      step { pct = 50, to = "team" },
      step { before = "2bh", to = "lead" },
      step { at_due = true, to = "lead" },
      step { after = "14eh", to = "manager", quiet = "next_open" },
    } } },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED",
      next = { "done", "checking" } },
    state "checking" { label = { fr = "Vérifiée", en = "Checked" }, status = "open", detailed = "IN_PROCESS",
      next = { "done", "received" }, timeout = { after = "2bd", to = "done", reason = "ok" } },
    state "done" { label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      next = { "received" },
      reasons = { reason "ok" { label = { fr = "Fait", en = "Done" }, say = { fr = "Fait.", en = "Done." } } } },
  },
}
"""
# 20 business hours from Monday noon: half on Tuesday at 14:00, due on Wednesday at 16:00; 14 hours later it is
# six in the morning, when nobody is there.
LADDER = [("step", "50%", "team", "2026-06-02T14:00:00-04:00"),
          ("step", "before 2bh", "lead", "2026-06-03T14:00:00-04:00"),
          ("step", "due", "lead", "2026-06-03T16:00:00-04:00"),
          ("due", None, None, "2026-06-03T16:00:00-04:00"),
          ("breach", None, None, "2026-06-03T16:00:01-04:00"),
          ("step", "after 14eh", "manager", "2026-06-04T09:00:00-04:00")]

_borough = []


def borough():
    if not _borough:
        d = tempfile.mkdtemp(prefix="guichet-borough-")
        os.makedirs(os.path.join(d, "services", "bench"))
        for name, text in (("jurisdiction.lua", JURISDICTION), ("services/bench/service.lua", SERVICE)):
            with open(os.path.join(d, name), "w") as f:
                f.write(text)
        _borough.append(d)
    return _borough[0]


def server(**options):
    return guichet.Server(boroughs=(borough(),), **{"clock": FILED, **options})


def file(s, conn=None):
    a = s.request("POST", "/api/v1/requests",
                  json.dumps({"service": "bench", "lat": 45.5, "long": -73.8}),
                  {"Authorization": "Bearer " + s.key("agent"), "Content-Type": "application/json"}, conn)
    assert a.status == 201, a
    return a.json["id"]


def firings(s, rid):
    return [e for e in s.as_agent(rid)["events"] if e["kind"] == "fired"]


def facts(event):
    f = event["fired"]
    return f["what"], event["step_form"], f["to"], f["planned_at"]


def covered(events):
    """All that events stand for: (clock, cycle, what, step), each of which is to be there once."""
    return [(f["clock"], f["cycle"], f["what"], f["step"])
            for e in events for f in [e["fired"], *e["collapsed"]]]


def messages(s):
    return s.get("/api/v1/outbox?limit=500", key="manager").json["items"]


def test_each_at_its_instant():
    with server() as s:
        rid = file(s)
        seen = []
        for what, form, to, at in sorted(LADDER, key=lambda rung: rung[3]):
            s.set_clock(at)
            seen = firings(s, rid)
            guichet.equal(seen[-1]["at"], at)
            assert not seen[-1]["collapsed"], seen[-1]
        guichet.equal(sorted(map(facts, seen), key=str), sorted(LADDER, key=str))
        guichet.equal([e["role"] for e in seen], ["system"] * len(LADDER))
        guichet.equal({e["clock"]["rule"] for e in seen}, {seen[0]["clock"]["rule"]})
        guichet.equal([(m["request"], m["event"], m["kind"], m["to"]) for m in messages(s)],
                      [(rid, e["number"], e["fired"]["what"], e["fired"]["to"]) for e in seen])
        assert "Banc" in messages(s)[0]["text"]["fr"] and "Bench" in messages(s)[0]["text"]["en"]
        s.set_clock("2026-12-01T12:00:00-05:00")
        guichet.equal(len(firings(s, rid)), len(LADDER), "nothing fires twice")
        feed = s.get("/api/v1/feed", key="agent").json["items"]
        guichet.equal([i["event"] for i in feed if i["event"]["kind"] == "fired"], seen)


def test_one_second_early_is_too_early():
    with server() as s:
        rid = file(s)
        s.set_clock("2026-06-02T13:59:59-04:00")
        guichet.equal(firings(s, rid), [])
        s.set_clock("2026-06-02T14:00:00-04:00")
        guichet.equal(list(map(facts, firings(s, rid))), LADDER[:1])


def test_late_ones_collapse_into_the_highest():
    with server() as s:
        rid = file(s)
        s.set_clock("2026-06-10T12:00:00-04:00")
        seen = firings(s, rid)
        guichet.equal(sorted(map(facts, seen), key=str), sorted(LADDER[4:], key=str))
        guichet.equal(len(covered(seen)), len(LADDER))
        guichet.equal(len(set(covered(seen))), len(LADDER))
        guichet.equal(len(messages(s)), 2)


def test_nothing_comes_due_for_who_is_done():
    with server() as s:
        rid = file(s)
        s.set_clock(LADDER[0][3])
        s.moved(rid, "done", "ok")
        s.set_clock("2026-06-10T12:00:00-04:00")
        guichet.equal(list(map(facts, firings(s, rid))), LADDER[:1])
        s.stop()
        guichet.run("rebuild", "--verify", "--data", s.data)


def pause(s, rid):
    a = s.send("POST", "/api/v1/requests/%s/pauses" % rid, {"reason": "citizen"})
    assert a.status in (200, 201), a


def test_a_step_is_undone_when_the_due_date_moves_past_it():
    with server() as s:
        rid = file(s)
        s.set_clock(LADDER[1][3])  # half of it is gone, and all but two hours
        guichet.equal(covered(firings(s, rid)), [("resolution", 0, "step", n) for n in (2, 1)])
        a = s.send("PATCH", "/api/v1/requests/" + rid, {"attributes": {"size": "big"}})
        guichet.equal((a.status, a.json["due_at"]), (200, "2026-06-10T16:00:00-04:00"))
        told = s.as_agent(rid)["events"][-1]
        guichet.equal(sorted(u["step"] for u in told["undone"]), [1, 2])
        s.set_clock("2026-06-05T10:00:00-04:00")  # thirty hours of sixty
        guichet.equal(facts(firings(s, rid)[-1]), ("step", "50%", "team", "2026-06-05T10:00:00-04:00"))
        s.set_clock("2026-12-01T12:00:00-05:00")
        guichet.equal(len(covered(firings(s, rid))), 2 + len(LADDER))
        s.stop()
        guichet.run("rebuild", "--verify", "--data", s.data)


def test_a_paused_clock_sleeps_and_wakes_by_itself():
    with server() as s:
        rid = file(s)
        pause(s, rid)  # Monday at noon
        s.set_clock("2026-06-02T11:59:59-04:00")
        guichet.equal(firings(s, rid), [])
        s.set_clock("2026-06-02T12:00:00-04:00")
        [reminder] = firings(s, rid)
        guichet.equal((reminder["fired"]["what"], reminder["fired"]["pause"]), ("reminder", "citizen"))
        s.set_clock("2026-06-04T12:00:00-04:00")
        r = s.as_agent(rid)
        guichet.equal([(e["kind"], e["role"]) for e in r["events"][3:]],
                      [("fired", "system"), ("resumed", "system")])
        guichet.equal(r["events"][3]["fired"]["what"], "pause_maximum")
        # Nothing was consumed: 20 hours from Thursday at noon end on Monday at 16:00.
        guichet.equal(r["due_at"], "2026-06-08T16:00:00-04:00")
        s.set_clock("2026-06-08T16:00:00-04:00")
        late = firings(s, rid)[2:]
        guichet.equal(sorted(covered(late)), sorted({*covered(late)}))
        guichet.equal(len(covered(late)), 4)
        s.stop()
        guichet.run("rebuild", "--verify", "--data", s.data)


def test_a_state_times_out():
    with server() as s:
        rid = file(s)
        s.moved(rid, "checking")
        s.set_clock("2026-06-03T11:59:59-04:00")
        guichet.equal(s.as_agent(rid)["state"]["id"], "checking")
        s.set_clock("2026-06-03T12:00:00-04:00")
        r = s.as_agent(rid)
        guichet.equal((r["state"]["id"], r["status"], r["reason"]), ("done", "closed", "ok"))
        guichet.equal([(e["kind"], e["role"]) for e in r["events"]][-2:],
                      [("fired", "system"), ("transitioned", "system")])
        guichet.equal(r["events"][-2]["fired"]["what"], "timeout")
        s.set_clock("2026-12-01T12:00:00-05:00")
        guichet.equal(s.as_agent(rid)["version"], r["version"])
        s.stop()
        guichet.run("rebuild", "--verify", "--data", s.data)


def test_a_server_that_slept_catches_up():
    """And one whose clock went back fires nothing again."""
    with tempfile.TemporaryDirectory(prefix="guichet-schedule-") as data:
        with server(data=data) as s:
            rid = file(s)
            s.set_clock(LADDER[1][3])
            before = firings(s, rid)
        with server(data=data, clock=FILED) as s:
            s.set_clock(LADDER[0][3])
            guichet.equal(firings(s, rid), before)
        with server(data=data, clock="2026-06-10T12:00:00-04:00") as s:
            end = time.monotonic() + 20
            while len(covered(firings(s, rid))) < len(LADDER) and time.monotonic() < end:
                time.sleep(0.02)  # its own tick does it: nobody has moved this clock
            seen = firings(s, rid)
            guichet.equal(len(set(covered(seen))), len(LADDER))
            guichet.equal(len(covered(seen)), len(LADDER))


def fill(s, count):
    conn = s.connect()
    return [file(s, conn) for _ in range(count)]


def move_clock(s, to):
    """Asks for it and does not mind if the server dies of something else meanwhile."""
    def ask():
        try:
            s.request("POST", "/api/v1/test/clock", json.dumps({"now": to}),
                      {"Content-Type": "application/json"}, s.connect())
        except Exception:
            pass
    asking = threading.Thread(target=ask)
    asking.start()
    return asking


def test_killed_again_and_again_each_fires_once():
    rng = random.Random(int(os.environ.get("SEED", "7")))
    with tempfile.TemporaryDirectory(prefix="guichet-schedule-") as data:
        with server(data=data) as s:
            ids = fill(s, FIRINGS)
        kills = 0
        while True:
            s = server(data=data).start()
            asking = move_clock(s, LADDER[0][3])
            asking.join(rng.uniform(0.002, 0.04))
            done = not asking.is_alive()
            s.process.send_signal(signal.SIGKILL)
            s.process.wait(30)
            asking.join()
            s.process.stdout.close()
            kills += not done
            if done:
                break
        with server(data=data) as s:
            s.set_clock(LADDER[0][3])
            for rid in ids:
                guichet.equal(list(map(facts, firings(s, rid))), LADDER[:1], rid)
            told, after = [], 0
            while (page := s.get("/api/v1/outbox?limit=500&after=%d" % after,
                                 key="manager").json)["items"]:
                told += [m["request"] for m in page["items"]]
                after = page["cursor"]
            guichet.equal(sorted(told), sorted(ids))
        guichet.run("rebuild", "--verify", "--data", data)
        print("%d firings, %d kills before the last one" % (len(ids), kills))


def test_requests_do_not_wait_for_the_schedule():
    """Figures of one machine are no verdict: this one only prints them, and checks that all is served."""
    with server() as s:
        ids = fill(s, FIRINGS)
        asking = move_clock(s, "2026-06-10T12:00:00-04:00")
        conn, slowest = s.connect(), 0
        s.key("agent")
        while asking.is_alive():
            began = time.monotonic()
            a = s.request("GET", "/api/v1/requests/" + ids[0],
                          headers={"Authorization": "Bearer " + s.key("agent")}, conn=conn)
            slowest = max(slowest, time.monotonic() - began)
            guichet.equal(a.status, 200)
        asking.join()
        fired = s.metrics()["guichet_schedule_fired_total", frozenset()]
        guichet.equal(fired, 2 * len(ids))
        print("%d firings; the slowest request beside them took %.1f ms" % (fired, slowest * 1000))


if __name__ == "__main__":
    guichet.main()
