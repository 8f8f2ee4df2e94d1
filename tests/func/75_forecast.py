"""What past requests say about open ones, and the burn of the budget of lateness."""

import guichet

LIGHT = "street-light"


def forecast(s, service=LIGHT, key="manager"):
    a = s.get("/api/v1/forecast?service=" + service, key=key)
    assert a.status == 200, a
    return a.json


def history(s, quick=12, slow=4):
    """Street lights filed on a Monday noon: some repaired after two hours, some after thirteen days."""
    s.set_clock("2026-06-01T12:00:00-04:00")
    ids = [s.filed(LIGHT) for _ in range(quick + slow)]
    s.set_clock("2026-06-01T14:00:00-04:00")
    for rid in ids[:quick]:
        s.moved(rid, "in_progress")
        s.moved(rid, "done", "repaired")
    return ids[quick:]


def close(s, ids):
    for rid in ids:
        s.moved(rid, "in_progress")
        s.moved(rid, "done", "repaired")


def test_too_few_say_nothing():
    with guichet.Server(clock="2026-06-01T11:00:00-04:00") as s:
        guichet.equal(s.as_agent(s.filed(LIGHT))["forecast"], None)
        answer = forecast(s)
        guichet.equal(answer["durations"][0]["p50_seconds"], None)
        guichet.equal([w["burn_rate"] for w in answer["windows"]], [None, None])
        assert not answer["alert"]


def test_durations_and_the_risk_of_an_open_request():
    with guichet.Server(clock="2026-06-01T11:00:00-04:00") as s:
        left = history(s)
        s.set_clock("2026-06-01T15:15:00-04:00")
        [durations] = forecast(s)["durations"]
        guichet.equal((durations["measure"], durations["requests"], durations["closed"]), ("business", 16, 12))
        guichet.equal(durations["p50_seconds"], 2 * 3600)
        guichet.equal(durations["p90_seconds"], None)  # so many have not ended yet
        new = s.filed(LIGHT)
        f = s.as_agent(new)["forecast"]
        assert 0.2 < f["breach"] < 0.3, f  # a quarter of all were not repaired in time, for all that is known
        guichet.equal(f["usual_at"], "2026-06-02T08:45:00-04:00")  # two hours of work from 15:15
        old = s.as_agent(left[0])["forecast"]
        guichet.equal(old["breach"], 1.0)  # none that was open so long was seen to end in time


def test_it_is_made_at_most_once_a_minute():
    with guichet.Server(clock="2026-06-01T11:00:00-04:00") as s:
        history(s)
        first = forecast(s)
        s.filed(LIGHT)
        guichet.equal(forecast(s), first)
        s.set_clock("2026-06-01T14:00:59-04:00")
        guichet.equal(forecast(s), first)
        s.set_clock("2026-06-01T14:01:00-04:00")
        later = forecast(s)
        guichet.equal(later["durations"][0]["requests"], first["durations"][0]["requests"] + 1)
        guichet.equal(later["made_at"], "2026-06-01T14:01:00-04:00")


def test_burn_and_alert():
    with guichet.Server(clock="2026-06-01T11:00:00-04:00") as s:
        left = history(s, quick=8, slow=4)
        s.set_clock("2026-06-09T12:00:00-04:00")  # due 8 June at closing, late from the 9th at 7:00
        f = forecast(s)
        short, long = f["windows"]
        # the short window has only what became late: never closed is not forgotten
        guichet.equal((short["closures"], short["decided"], short["late"]), (0, 4, 4))
        guichet.equal((long["closures"], long["decided"], long["late"]), (8, 12, 4))
        assert abs(short["burn_rate"] - 10) < 1e-9 and abs(long["burn_rate"] - 4 / 12 * 10) < 1e-9
        assert short["complete"] and long["complete"] and not f["alert"]  # eight closures are too few
        close(s, left)
        s.set_clock("2026-06-09T12:05:00-04:00")
        f = forecast(s)
        guichet.equal([(w["closures"], w["decided"], w["late"]) for w in f["windows"]], [(4, 4, 4), (12, 12, 4)])
        assert f["alert"]
        s.set_clock("2026-06-20T12:00:00-04:00")
        f = forecast(s)
        guichet.equal([w["decided"] for w in f["windows"]], [0, 12])
        assert not f["alert"]


def test_a_closed_request_has_no_forecast():
    with guichet.Server(clock="2026-06-01T11:00:00-04:00") as s:
        rid = s.filed(LIGHT)
        close(s, [rid])
        guichet.equal(s.as_agent(rid)["forecast"], None)


def test_who_may_ask():
    s = guichet.shared()
    path = "/api/v1/forecast?service=" + LIGHT
    for key, status in ((None, 401), ("client", 403), ("agent", 403), ("manager", 200), ("admin", 200)):
        guichet.equal(s.get(path, key=key).status, status, key)
    for query in ("", "?service=", "?service=none"):
        guichet.equal(s.get("/api/v1/forecast" + query, key="manager").status, 400, query)


guichet.main()
