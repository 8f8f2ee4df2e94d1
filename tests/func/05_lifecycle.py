"""How a server starts, stops and starts again: draining, signals, memory, data kept, the test clock."""

import os
import re
import signal
import socket
import tempfile
import time

import guichet
import swarm


def half_post(server, description="half"):
    """A connection on which all but the last bytes of a POST have been sent; and those bytes."""
    raw = swarm.open311_form(server.key("client"), description)
    conn = socket.create_connection((server.host, server.port), timeout=20)
    conn.sendall(raw[:-4])
    return conn, raw[-4:]


def read_all(conn):
    got = b""
    while piece := conn.recv(65536):
        got += piece
    return got


def logged(server, event):
    return swarm.wait_until(lambda: "event=%s" % event in server.read_log())


def refused(server):
    try:
        socket.create_connection((server.host, server.port), timeout=1).close()
        return False
    except ConnectionRefusedError:
        return True


def test_each_server_takes_a_free_port():
    with guichet.Server() as a, guichet.Server() as b:
        assert a.port != b.port and a.port > 0
        for s in (a, b):
            guichet.equal(s.get("/healthz").json, {"status": "ok"})


def test_stops_when_asked():
    for sig in (signal.SIGTERM, signal.SIGINT):
        with guichet.Server() as s:
            s.filed()
            guichet.equal(s.stop(sig), 0)


def test_sigterm_drains_what_has_begun():
    with guichet.Server() as s:
        idle = s.connect()
        idle.request("GET", "/healthz")
        idle.getresponse().read()
        conn, rest = half_post(s, "begun before the signal")
        swarm.wait_until(lambda: s.metrics())  # the half has been read by now
        s.process.send_signal(signal.SIGTERM)
        logged(s, "stopping")
        swarm.wait_until(lambda: refused(s))
        guichet.equal(read_all(idle.sock), b"", "an idle connection is closed")
        guichet.equal(s.process.poll(), None)
        conn.sendall(rest)
        head, _, body = read_all(conn).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        assert b"connection: close" in head.lower(), head
        rid = re.search(rb'"service_request_id":"(\d+)"', body).group(1).decode()
        guichet.equal(s.process.wait(20), 0)
        s.conn = None
        s.start()
        guichet.equal(s.get("/open311/v2/requests/%s.json" % rid).json[0]["description"],
                      "begun before the signal")


def test_second_sigterm_stops_at_once():
    with guichet.Server() as s:
        conn, _ = half_post(s)
        swarm.wait_until(lambda: s.metrics())
        s.process.send_signal(signal.SIGTERM)
        logged(s, "stopping")
        time.sleep(0.2)
        guichet.equal(s.process.poll(), None, "it waits for the first half")
        began = time.monotonic()
        s.process.send_signal(signal.SIGTERM)
        guichet.equal(s.process.wait(10), 0)
        assert time.monotonic() - began < 5
        assert not read_all(conn).startswith(b"HTTP/1.1 200")


def test_sighup_reads_the_folders_again():
    s = guichet.shared()
    s.process.send_signal(signal.SIGHUP)
    logged(s, "rules_reloaded")
    guichet.equal(s.get("/readyz").status, 200)
    s.filed()


def test_restart_keeps_data_and_numbers():
    with tempfile.TemporaryDirectory() as d:
        with guichet.Server(data=d) as s:
            first = s.filed(description="kept", attributes={"size": "large", "place": "sidewalk",
                                                            "depth": "12"})
            s.moved(first, "in_progress", note="On y va.")
            before = [s.get("/api/v1/requests/" + first, key="agent").body,
                      s.get("/open311/v2/requests/%s.xml?extensions=true" % first).body,
                      s.get("/open311/v2/requests.json").body]
            last = int(s.filed())
        with guichet.Server(data=d) as s:
            after = [s.get("/api/v1/requests/" + first, key="agent").body,
                     s.get("/open311/v2/requests/%s.xml?extensions=true" % first).body]
            guichet.equal(after, before[:2])
            guichet.equal(int(s.filed()), last + 1, "a clean stop leaves no gap in the numbers")
        guichet.run("rebuild", "--verify", "--data", d)


def test_a_kill_never_repeats_a_number():
    with tempfile.TemporaryDirectory() as d:
        last = 0
        for _ in range(3):
            s = guichet.Server(data=d).start()
            rid = int(s.filed())
            assert rid > last, (rid, last)
            last = rid
            s.stop(signal.SIGKILL)


def test_memory_leaves_nothing():
    with tempfile.TemporaryDirectory() as d, guichet.Server("--memory", data=d) as s:
        guichet.equal(s.get("/readyz").status, 200)
        guichet.equal(len(s.get("/open311/v2/services.json").json), 6)
        guichet.equal(s.get("/open311/v2/requests.json").json, [])
        a = s.post_form("/open311/v2/requests.json", {"service_code": "pothole", "api_key": "none"})
        guichet.equal(a.status, 403)
        guichet.equal(os.listdir(d), ["stderr.log"], "only what the test itself put there")
        guichet.equal(s.stop(), 0)
        guichet.equal(os.listdir(d), ["stderr.log"])


def test_memory_takes_the_keys_made_on_disk():
    with tempfile.TemporaryDirectory() as d:
        made = guichet.run("key", "create", "x", "--role", "admin", "--data", d)
        for _ in range(2):  # the second start has forgotten what the first one was told
            with guichet.Server("--memory", data=d) as s:
                s.keys = dict.fromkeys(("client", "agent"), made.stdout.split()[-1])
                guichet.equal(s.get("/open311/v2/requests.json").json, [])
                guichet.equal(s.as_agent(s.filed())["state"]["id"], "received")


def test_data_or_memory_must_be_said():
    done = guichet.run("serve", guichet.BOROUGH, "--listen", "127.0.0.1:0", check=False)
    guichet.equal(done.returncode, 2)
    assert "--data" in done.stderr, done.stderr


# --- the test clock --------------------------------------------------------------------------------


def test_clock_stands_still_and_moves_forward():
    with guichet.Server() as s:
        guichet.equal(s.get("/api/v1/test/clock").json["now"], "2026-06-01T16:00:00Z")
        a, b = s.filed(), s.filed()
        stamps = {s.as_agent(rid)["requested_at"] for rid in (a, b)}
        guichet.equal(stamps, {guichet.NOON})
        s.set_clock("2026-06-01T16:30:05Z")
        guichet.equal(s.as_agent(s.filed())["requested_at"], "2026-06-01T12:30:05-04:00")
        for bad in ("2026-06-01T16:30:04Z", "2026-05-01T12:00:00-04:00", "yesterday", 7, None):
            a = s.send("POST", "/api/v1/test/clock", {"now": bad}, key="admin")
            assert 400 <= a.status < 500, (bad, a)
            guichet.equal(a.headers["content-type"].split(";")[0], "application/problem+json")
        guichet.equal(s.get("/api/v1/test/clock").json["now"], "2026-06-01T16:30:05Z")
        s.set_clock("2026-06-01T16:30:05Z")  # the same instant is not backward


def test_clock_does_not_exist_on_real_time():
    with guichet.Server(clock=None) as s:
        guichet.equal(s.get("/api/v1/test/clock").status, 404)
        a = s.send("POST", "/api/v1/test/clock", {"now": "2030-01-01T00:00:00Z"}, key="admin")
        guichet.equal(a.status, 404)
        now = s.as_agent(s.filed())["requested_at"]
        assert abs(time.time() - time.mktime(time.strptime(now[:19], "%Y-%m-%dT%H:%M:%S"))) < 86400


def test_bad_clock_is_wrong_usage():
    with tempfile.TemporaryDirectory() as d:
        done = guichet.run("serve", guichet.BOROUGH, "--data", d, "--listen", "127.0.0.1:0",
                           "--test-clock", "noon", check=False)
        guichet.equal(done.returncode, 2)


if __name__ == "__main__":
    guichet.main()
