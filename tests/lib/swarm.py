"""Many writers at once: N keep-alive connections, each filing one request after another, until told to
stop or cut off. Remembers every acknowledgement with the marker that was sent."""

import json
import selectors
import socket
import time


class Writer:
    """One connection that always has exactly one POST under way."""

    def __init__(self, swarm, number):
        self.swarm = swarm
        self.number = number
        self.sent = 0
        self.inbox = b""
        self.sock = socket.create_connection((swarm.host, swarm.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)

    def send_next(self):
        if not self.swarm.take_turn():
            return
        self.sent += 1
        self.marker = "%s-%d-%d" % (self.swarm.name, self.number, self.sent)
        self.sock.send(self.swarm.form(self.marker))

    def receive(self):
        """True while the connection lives."""
        piece = self.sock.recv(65536)
        if not piece:
            return False
        self.inbox += piece
        head, found, rest = self.inbox.partition(b"\r\n\r\n")
        if not found:
            return True
        length = int([h for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")][0]
                     .split(b":")[1])
        if len(rest) >= length:
            self.inbox = rest[length:]
            self.swarm.head = head
            self.swarm.answered(self.marker, int(head.split(b" ")[1]), rest[:length])
            self.send_next()
        return True


class Swarm:
    """`form` makes the bytes of one request from its marker; `answered` is called for each answer.
    `head` is then that of the same answer. With a limit, no more than that many requests are sent in all."""

    def __init__(self, host, port, name, form, writers=50, limit=None):
        self.host, self.port, self.name, self.form = host, port, name, form
        self.limit, self.sent = limit, 0
        self.answers = []  # (marker, status, body)
        self.select = selectors.DefaultSelector()
        self.writers = [Writer(self, n) for n in range(writers)]
        for w in self.writers:
            self.select.register(w.sock, selectors.EVENT_READ, w)

    def take_turn(self):
        self.sent += 1
        return self.limit is None or self.sent <= self.limit

    def answered(self, marker, status, body):
        self.answers.append((marker, status, body))

    def run(self, until):
        """Runs until until() is true or every connection is gone; until() is asked often."""
        for w in self.writers:
            w.send_next()
        alive = len(self.writers)
        while alive and not until():
            for key, _ in self.select.select(0.02):
                try:
                    if key.data.receive():
                        continue
                except (ConnectionError, OSError):
                    pass
                self.select.unregister(key.fileobj)
                alive -= 1

    def close(self):
        for w in self.writers:
            w.sock.close()
        self.select.close()


SMALL_HOLE = "attribute%5Bsize%5D=small&attribute%5Bplace%5D=roadway"


def open311_form(key, marker, service="pothole", attributes=SMALL_HOLE):
    body = ("api_key=%s&service_code=%s&%s&lat=45.4946&long=-73.8486&description=%s"
            % (key, service, attributes, marker)).encode()
    return (b"POST /open311/v2/requests.json HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
            % (len(body), body))


def file_many(server, count, writers=16, name="many", **form):
    """Files exactly that many requests as fast as the server takes them; returns their ids."""
    key = server.key("client")
    s = Swarm(server.host, server.port, name, lambda m: open311_form(key, m, **form), writers, count)
    s.run(lambda: len(s.answers) >= count)
    s.close()
    for _, status, body in s.answers:
        assert status == 200, (status, body)
    ids = [json.loads(body)[0]["service_request_id"] for _, _, body in s.answers]
    assert len(ids) == count, (len(ids), count)
    return ids


def wait_until(condition, seconds=10, every=0.01):
    """Polls a condition of the outside world (a file, a port) with a bound; returns its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(every)
    raise AssertionError("not within %s s" % seconds)
