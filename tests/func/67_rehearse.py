"""An administrator tries a text that nobody has saved: its tests, and what it would have decided of stored requests.
Nothing is written, nothing else waits; one rehearsal at a time, over when the server stops or its asker leaves."""

import csv
import io
import json
import os
import signal
import socket
import threading
import time

import guichet
import swarm

ADMIN = "/api/v1/admin/"
PATH = "core/graffiti/service.lua"
SINCE = {"since": "2026-05-01", "until": "2026-07-01"}
LOOP = ('priority = "normal"', 'priority = function() while true do end end')


def changed(service, *changes):
    with open(os.path.join(guichet.ROOT, "plugins", service, "service.lua"), encoding="utf-8") as f:
        text = f.read()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


SOONER = changed("graffiti", ("default = 24, min = 1", "default = 12, min = 1"))


def some(s, count=6):
    return [int(s.filed("graffiti", {"hateful": ("no", "yes")[n % 2], "support": "wall"})) for n in range(count)]


def ask(s, verb, status=200, headers=None, **body):
    answer = s.send("POST", ADMIN + verb, body, "admin", **(headers or {}))
    guichet.equal(answer.status, status, answer)
    return answer


def active(s):
    return s.get(ADMIN + "generations", "admin").json


def test_tests_of_an_unsaved_text():
    with guichet.Server() as s:
        before = active(s)
        good = ask(s, "test").json
        assert good["tests"] > 20 and good["failed"] == 0, (good["tests"], good["failed"])
        guichet.equal(len(good["services"]), 6)
        mine = """return { test "gros trou" { now = "2026-11-06 16:50", given = { size = "large", place = "roadway" },
          expect = { rule = "default", due = "2020-01-01" } } }"""
        a = ask(s, "test", texts={"core/pothole/service_test.lua": mine}, service="pothole").json
        guichet.equal((a["tests"], a["failed"], len(a["services"])), (1, 1, 1))
        service = a["services"][0]
        [one] = service["results"]
        guichet.equal((one["name"], one["passed"], one["where"]), ("gros trou", False, "pothole/service_test.lua:1"))
        [miss] = one["misses"]
        assert "2020-01-01" in miss["expected"] and miss["got"].startswith("2026-11"), miss
        guichet.equal((miss["rule"], miss["where"].split(":")[0]), ("default", "pothole/service.lua"))
        assert {"kind": "attribute", "of": None, "id": "depth", "where": None} in service["never"], service["never"]
        guichet.equal(active(s), before)


def test_faults_are_all_told():
    with guichet.Server() as s:
        texts = {"core/pothole/service_test.lua": "return {", "core/graffiti/service_test.lua": "return 7"}
        wheres = {e["where"].split(":")[0] for e in ask(s, "test", 400, texts=texts).json["errors"]}
        guichet.equal(wheres, {"pothole/service_test.lua", "graffiti/service_test.lua"})
        for verb in ("test", "backtest"):
            bad = ask(s, verb, 400, texts={PATH: "return service {}"}).json["errors"][0]
            assert bad["where"].startswith("graffiti/service.lua") and bad["fr"] != bad["en"], bad
            guichet.equal(ask(s, verb, 400, service="volcano").json["errors"][0]["where"], "service")
            ask(s, verb, 400, colour="blue")
            guichet.equal(s.send("POST", ADMIN + verb, {}, "manager").status, 403)
            guichet.equal(s.send("POST", ADMIN + verb, {}, None).status, 401)
        for bad in ({"since": "soon"}, {"until": "2026-13-01"}, {"since": 7}):
            guichet.equal(ask(s, "backtest", 400, **bad).json["errors"][0]["where"], list(bad)[0])
        ask(s, "backtest", 406, headers={"Accept": "text/html"})


def test_backtest_of_an_unsaved_text():
    with guichet.Server() as s:
        ids = some(s)
        before = active(s)
        same = ask(s, "backtest", **SINCE).json
        guichet.equal(same, {"decided": 6, "moved": 0, "dates": 0, "changes": []})
        a = ask(s, "backtest", texts={PATH: SOONER}, **SINCE).json
        guichet.equal((a["decided"], a["moved"], a["dates"]), (6, 3, 3))
        [group] = a["changes"]
        guichet.equal((group["service"], group["kind"], group["samples"]), ("graffiti", "earlier", ids[1::2]))
        table = ask(s, "backtest", headers={"Accept": "text/csv"}, texts={PATH: SOONER}, **SINCE)
        assert table.headers["content-type"].startswith("text/csv"), table.headers
        rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
        guichet.equal([int(r["id"]) for r in rows], ids[1::2])
        guichet.equal(ask(s, "backtest", texts={PATH: SOONER}, service="pothole", **SINCE).json["decided"], 0)
        guichet.equal(ask(s, "backtest", texts={PATH: SOONER}, since="2026-07-01").json["decided"], 0)
        guichet.equal(ask(s, "backtest", texts={PATH: SOONER}, since="1d").json["decided"], 6)
        guichet.equal(active(s), before)


def slow(s, count=400):
    """Requests of which a candidate's function runs to the end of its budget, each time."""
    swarm.file_many(s, count)
    return json.dumps({"texts": {"core/pothole/service.lua": changed("pothole", LOOP)}, **SINCE})


def head(s):
    return {"Authorization": "Bearer " + s.key("admin"), "Content-Type": "application/json"}


def progress(s):
    return s.get(ADMIN + "backtest", "admin").json


def begun(s, body):
    conn = s.connect()
    conn.request("POST", ADMIN + "backtest", body, head(s))
    swarm.wait_until(lambda: progress(s)["running"], 30)
    return conn


def test_one_at_a_time_and_nothing_waits():
    """While functions loop: a second rehearsal is sent away; an activation and live requests are not held up."""
    with guichet.Server() as s:
        body = slow(s)
        conn = begun(s, body)
        for lang, words in (("fr", "une autre répétition"), ("en", "another rehearsal")):
            busy = ask(s, "backtest", 503, headers={"Accept_Language": lang}, **SINCE)
            assert words in busy.json["detail"] and int(busy.headers["retry-after"]) >= 1, busy
        ask(s, "test", 503)
        assert progress(s)["running"] and progress(s)["since"].startswith("2026-04-30T20:00"), progress(s)
        done = s.send("POST", ADMIN + "activate", {"texts": {PATH: changed("graffiti") + "\n"}}, "admin")
        guichet.equal(done.status, 200, done)
        s.filed("graffiti")
        assert progress(s)["running"], "it was over too early to show anything"
        answer = conn.getresponse()
        report = json.loads(answer.read())
        guichet.equal(answer.status, 200)
        guichet.equal([(g["kind"], g["service"]) for g in report["changes"]], [("failed", "pothole")])
        conn.close()
        assert not progress(s)["running"]
        ask(s, "backtest", **SINCE)


def test_who_leaves_ends_it():
    for how in ("close", "reset"):
        with guichet.Server() as s:
            conn = begun(s, slow(s))
            if how == "reset":
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            conn.sock.close()
            swarm.wait_until(lambda: not progress(s)["running"], 10)
            ask(s, "backtest", since="2026-07-01")


def test_a_stop_ends_it():
    with guichet.Server() as s:
        conn = begun(s, slow(s, 2000))
        s.process.send_signal(signal.SIGTERM)
        answer = conn.getresponse()
        guichet.equal(answer.status, 503, answer.read())
        conn.close()
        guichet.equal(s.stop(timeout=20), 0)


def test_live_answers_beside_it():
    with guichet.Server() as s:
        body = slow(s, 800)
        conn = begun(s, body)
        times = []
        while progress(s)["running"] and len(times) < 200:
            began = time.monotonic()
            s.filed()
            times.append(time.monotonic() - began)
        conn.close()
        times.sort()
        print("      submissions beside a looping rehearsal: median %.1f ms, p99 %.1f ms, of %d" % (
            times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3, len(times)))
        assert len(times) > 20, len(times)


if __name__ == "__main__":
    guichet.main()
