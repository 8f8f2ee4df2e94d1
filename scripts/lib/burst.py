"""Steps of many requests due at one instant, worked off while others file and read: how long these wait.

    python3 scripts/lib/burst.py [--steps 100000]

The store is filled by an import of one request's lines, over and over, so that all come due together; the clock is
the test clock, moved over that instant. Probes keep asking meanwhile, each a little after its last answer, as they did for
a while before; what the work costs them is the difference. Run by scripts/bench as its row "schedule"."""

import argparse
import contextlib
import json
import os
import selectors
import socket
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
os.environ.setdefault("GUICHET", os.path.join(ROOT, "build", "release", "guichet"))
import guichet  # noqa: E402

SERVICE = "street-light"
READERS, WRITERS = 8, 4
PAUSE = 0.02  # of a probe between an answer and its next request
BEFORE = 3    # seconds without the work


class Probe:
    """One connection with at most one request under way; `took` is (when sent, seconds to the whole answer)."""

    def __init__(self, server, kind, request):
        self.kind, self.request = kind, request
        self.sock = socket.create_connection((server.host, server.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.inbox, self.took, self.next = b"", [], 0

    def send(self, now):
        self.sent, self.inbox, self.next = now, b"", None
        self.sock.sendall(self.request)

    def receive(self):
        self.inbox += self.sock.recv(65536)
        head, found, body = self.inbox.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(body) < length:
            return
        if b" 200 " not in head[:20] and b" 201 " not in head[:20]:
            raise SystemExit("burst: %r" % head)
        now = time.monotonic()
        self.took.append((self.sent, now - self.sent))
        self.next = now + PAUSE


def probes(server, first):
    """Readers of one request each, by an agent, and writers of new ones."""
    agent = "Host: x\r\nAuthorization: Bearer %s\r\n" % server.key("agent")
    form = urllib.parse.urlencode({"api_key": server.key("client"), "service_code": SERVICE, **guichet.INSIDE,
                                   **{"attribute[%s]" % k: v for k, v in guichet.EXAMPLES[SERVICE].items()}})
    get = "GET /api/v1/requests/%d HTTP/1.1\r\n%s\r\n"
    post = ("POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: %d\r\n\r\n%s" % (len(form), form))
    return [Probe(server, "GET", (get % (first + i, agent)).encode()) for i in range(READERS)] + \
           [Probe(server, "POST", post.encode()) for _ in range(WRITERS)]


def keep_asking(all_probes, until):
    """Until `until` says so and the last answer is here."""
    with selectors.DefaultSelector() as select:
        for p in all_probes:
            select.register(p.sock, selectors.EVENT_READ, p)
        while True:
            now, ending = time.monotonic(), until()
            if ending and all(p.next is not None for p in all_probes):
                return
            for p in all_probes:
                if not ending and p.next is not None and p.next <= now:
                    p.send(now)
            for key, _ in select.select(0.002):
                key.data.receive()


def fill(data, steps):
    """Imports that many requests, all of them filed at noon; returns the first id and the instant of the first step."""
    with guichet.Server() as s:
        first = int(s.filed(SERVICE))
        lines = [json.loads(line) for line in guichet.run("export", "--data", s.data).stdout.splitlines()]
    head = [x for x in lines if x["type"] != "event"]
    [event] = [x for x in lines if x["type"] == "event"]
    step = min(i["at"] for i in event["event"]["agenda"])
    for x in head:
        if x["type"] == "jurisdiction":
            x["next_id"] = first + steps
    path = data + ".lines"
    with open(path, "w") as f:
        for x in head:
            f.write(json.dumps(x) + "\n")
        for i in range(steps):
            event["request"] = first + i
            event["event"]["token_hash"] = "%064x" % i
            f.write(json.dumps(event) + "\n")
    guichet.run("import", path, "--data", data, timeout=600)
    os.remove(path)
    os.sync()  # what the import left to write is not what is measured
    return first, step


def delays(all_probes, kind, since, until):
    """Milliseconds, sorted, of what was sent in that time."""
    return sorted(1000 * t for p in all_probes if p.kind == kind for at, t in p.took if since <= at < until)


def at(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def measure(where, steps):
    """{"seconds": of the work, "GET": {"idle": […], "busy": […]}, "POST": …}: delays in milliseconds, sorted."""
    data = tempfile.mkdtemp(dir=where)
    first, step = fill(data, steps)
    with guichet.Server("--access-log", "off", data=data) as s, contextlib.ExitStack() as stack:
        asking = probes(s, first)
        for p in asking:
            stack.callback(p.sock.close)
        s.key("admin")
        begin = time.monotonic()
        keep_asking(asking, lambda: time.monotonic() - begin >= BEFORE)
        moving = threading.Thread(target=s.set_clock, args=(step,))
        moved = time.monotonic()
        moving.start()
        keep_asking(asking, lambda: not moving.is_alive())
        ended = time.monotonic()
        fired = s.metrics()["guichet_schedule_fired_total", frozenset()]
        if fired < steps:
            raise SystemExit("burst: %d of %d were fired" % (fired, steps))
        return {"seconds": ended - moved,
                **{kind: {"idle": delays(asking, kind, begin, moved), "busy": delays(asking, kind, moved, ended)}
                   for kind in ("GET", "POST")}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=100000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-burst-") as where:
        seen = measure(where, options.steps)
    print("%d steps in %.2f s, %.0f a second" % (options.steps, seen["seconds"], options.steps / seen["seconds"]))
    for kind in ("GET", "POST"):
        for name in ("idle", "busy"):
            v = seen[kind][name]
            print("%-4s %s: %5d answers, median %.2f ms, p99 %.2f ms, longest %.2f ms"
                  % (kind, name, len(v), statistics.median(v), at(v, 0.99), v[-1]))


if __name__ == "__main__":
    main()
