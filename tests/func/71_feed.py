"""The feed: every event once, in the order in which it was committed, page by page and as it happens, whatever
the writers, the listeners and the server do."""

import json
import socket
import threading

import guichet

FEED = "/api/v1/feed"
WRITERS, EACH = 8, 25


def read_all(s, after=0, limit=100):
    """Every item after a cursor."""
    items, more = [], True
    while more:
        a = s.get("%s?after=%d&limit=%d" % (FEED, after, limit), key="agent")
        guichet.equal(a.status, 200, repr(a))
        items += a.json["items"]
        after, more = a.json["cursor"], a.json["more"]
    return items


def check_order(items, first=1):
    """Cursors without a gap; of each request its events in their order, none left out."""
    guichet.equal([i["cursor"] for i in items], list(range(first, first + len(items))))
    last = {}
    for i in items:
        guichet.equal(i["event"]["number"], last.get(i["request"], 0) + 1, i["request"])
        last[i["request"]] = i["event"]["number"]


class Listener:
    """A stream, read line by line."""

    def __init__(self, s, query="", last=None, minor=1):
        head = "GET %s%s HTTP/1.%d\r\nHost: localhost\r\nAccept: text/event-stream\r\n" % (
            FEED, query, minor)
        head += "Authorization: Bearer %s\r\n" % s.key("agent")
        if last is not None:
            head += "Last-Event-ID: %d\r\n" % last
        self.sock = socket.create_connection((s.host, s.port), timeout=20)
        self.sock.sendall((head + "\r\n").encode())
        self.file = self.sock.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(": ", 1)
            self.headers[name.lower()] = value
        self.chunked = self.headers.get("transfer-encoding") == "chunked"
        self.rest = b""

    def more(self):
        """What came next; b"" at the end, which of a chunked stream must be said."""
        if not self.chunked:
            return self.file.readline()
        size = self.file.readline()
        assert size.endswith(b"\r\n"), "cut off"
        piece = self.file.read(int(size, 16))
        guichet.equal(self.file.read(2), b"\r\n")
        return piece

    def item(self):
        while b"\n\n" not in self.rest:
            piece = self.more()
            if not piece:
                return None
            self.rest += piece
        event, self.rest = self.rest.split(b"\n\n", 1)
        if event.startswith(b":"):
            return self.item()
        said, data = event.split(b"\n")
        found = json.loads(data[len(b"data: "):])
        guichet.equal(said, b"id: %d" % found["cursor"])
        return found

    def items(self, count):
        return [self.item() for _ in range(count)]

    def close(self):
        self.file.close()
        self.sock.close()


def write(s, seed):
    """One writer: files, notes, assigns; with a connection of its own."""
    conn = s.connect()
    headers = {"Authorization": "Bearer " + s.key("agent"), "Content-Type": "application/json"}
    body = {"service": "pothole", "lat": 45.4946, "long": -73.8486,
            "attributes": guichet.EXAMPLES["pothole"]}

    def post(path, data):
        a = s.request("POST", path, json.dumps(data), headers, conn)
        assert a.status in (200, 201), a
        return a.json

    for n in range(EACH):
        rid = post("/api/v1/requests", body)["id"]
        post("/api/v1/requests/%s/notes" % rid, {"note": "writer %d, %d" % (seed, n)})
        post("/api/v1/requests/%s/assignment" % rid, {"assignee": "team %d" % seed})
    conn.close()


def test_nothing_is_skipped_under_many_writers():
    with guichet.Server("--threads", "2") as s:
        s.key("agent")
        listener = Listener(s, "?after=0")
        writers = [threading.Thread(target=write, args=(s, n)) for n in range(WRITERS)]
        for w in writers:
            w.start()
        polled, total = [], WRITERS * EACH * 3
        while len(polled) < total:
            polled += read_all(s, polled[-1]["cursor"] if polled else 0, limit=7)
        for w in writers:
            w.join()
        check_order(polled)
        guichet.equal(len(polled), total)
        guichet.equal(listener.items(total), polled)
        listener.close()
        s.stop()
        guichet.run("rebuild", "--verify", "--data", s.data)


def test_a_listener_hears_what_comes_from_now_on():
    s = guichet.shared()
    s.filed()
    listener = Listener(s)
    guichet.equal((listener.status, listener.headers["content-type"], listener.headers["connection"]),
                  (200, "text/event-stream; charset=utf-8", "close"))
    rid = s.filed()
    item = listener.item()
    guichet.equal((item["request"], item["event"]["kind"]), (rid, "submitted"))
    guichet.equal(item, read_all(s)[-1])
    listener.close()


def test_a_listener_that_lost_its_line_goes_on():
    s = guichet.shared()
    s.filed()
    first = Listener(s)
    rid = s.filed()
    seen = first.item()["cursor"]
    first.close()
    s.send("POST", "/api/v1/requests/%s/notes" % rid, {"note": "entre-temps"})
    again = Listener(s, last=seen)
    guichet.equal(again.item()["event"]["note"], "entre-temps")
    again.close()
    old = Listener(s, "?after=%d" % seen, minor=0)
    guichet.equal(old.item()["event"]["note"], "entre-temps")
    old.close()


def listener_accepted(s):
    """Who has left is known to have at the next tick only."""
    listener = Listener(s)
    while listener.status == 503:
        listener.close()
        listener = Listener(s)
    return listener


def test_listeners_are_few_enough_and_leave_no_trace():
    with guichet.Server("--threads", "1") as s:
        for _ in range(2):  # the second time only if those of the first have left
            listeners = [listener_accepted(s)]
            while listeners[-1].status == 200:
                listeners.append(Listener(s))
            guichet.equal((listeners[-1].status, len(listeners)), (503, 65))
            for one in listeners:
                one.close()
            while s.metrics()["guichet_connections", frozenset()] > 2:
                pass


def test_stopping_says_goodbye():
    s = guichet.Server()
    with s:
        listener = Listener(s)
        rid = s.filed()
        guichet.equal(listener.item()["request"], rid)
        s.stop()
        guichet.equal(listener.item(), None)
        listener.close()


def test_what_a_feed_is_not():
    s = guichet.shared()
    guichet.equal(s.get(FEED).status, 401)
    guichet.equal(s.get(FEED, key="client").status, 403)
    guichet.equal(s.get(FEED + "?after=-1", key="agent").status, 400)
    guichet.equal(s.get(FEED + "?limit=501", key="agent").status, 400)
    last = read_all(s)[-1]["cursor"]
    a = s.get("%s?after=%d" % (FEED, last + 1000), key="agent")
    guichet.equal((a.json["items"], a.json["cursor"], a.json["more"]), ([], last + 1000, False))


if __name__ == "__main__":
    guichet.main()
