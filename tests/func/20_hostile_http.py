"""The table of hostile requests against the real server: each whole, and cut at every byte."""

import concurrent.futures
import os
import select
import socket
import time

import guichet

TABLE = os.path.join(guichet.ROOT, "tests", "lib", "hostile.txt")
CUT_BELOW = 400  # bytes: longer requests are sent whole only
PATIENCE = 5.0   # seconds for an answer that is due
SILENCE = 0.05   # seconds that "open" stays silent
ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}


def end_of_repeat(text, at):
    """Where the "}}" is that closes the "{{" before `at`, and where its last "*" is."""
    depth, star = 1, None
    while True:
        if text.startswith("{{", at):
            depth, at = depth + 1, at + 2
        elif text.startswith("}}", at):
            depth -= 1
            if depth == 0:
                return at, star
            at += 2
        else:
            star = at if depth == 1 and text[at] == "*" else star
            at += 1


def expand(text, lets):
    """The bytes a line of the table stands for; the notation is explained there."""
    out, at = b"", 0
    while at < len(text):
        if text.startswith("{{", at):
            end, star = end_of_repeat(text, at + 2)
            once = text[at + 2:star]
            out += expand(once[2:] if once.startswith("N:") else once, lets) * int(text[star + 1:end])
            at = end + 2
        elif text.startswith("${", at):
            end = text.index("}", at)
            out, at = out + lets[text[at + 2:end]], end + 1
        elif text.startswith("\\x", at):
            out, at = out + bytes([int(text[at + 2:at + 4], 16)]), at + 4
        elif text[at] == "\\":
            out, at = out + ESCAPES[text[at + 1]], at + 2
        else:
            out, at = out + text[at].encode(), at + 1
    return out


def read_table():
    """(name, bytes, [statuses], closes) for every case."""
    lets, name, data = {}, None, b""
    with open(TABLE, encoding="ascii") as f:
        for line in f:
            key, value = line[:6], line[6:].rstrip("\n")
            if key == "let:  ":
                word, text = value.split(" ", 1)
                lets[word] = expand(text, lets)
            elif key == "name: ":
                name, data = value, b""
            elif key == "send: ":
                data += expand(value, lets)
            elif key == "want: ":
                *statuses, end = value.split()
                yield name, data, [int(s) for s in statuses], end == "close"


class Connection:
    """One socket, and the answers that came over it."""

    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bytes, self.closed = b"", False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (ConnectionResetError, BrokenPipeError):
            pass  # it had refused already: what it said is still to be read

    def read(self, seconds):
        """Reads on for that long; False when nothing came."""
        if not select.select([self.socket], [], [], seconds)[0]:
            return False
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            piece = b""
        self.bytes += piece
        self.closed = not piece
        return True

    def answers(self, heads):
        """The statuses of all complete answers; heads says which of them have no body."""
        statuses, rest = [], self.bytes
        while b"\r\n\r\n" in rest:
            head, _, rest = rest.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            statuses.append(int(lines[0].split(b" ")[1]))
            fields = {k.lower(): v.strip() for k, _, v in (h.partition(b":") for h in lines[1:])}
            length = int(fields.get(b"content-length", b"0"))
            if len(statuses) <= len(heads) and heads[len(statuses) - 1]:
                length = 0
            if len(rest) < length:
                statuses.pop()
                break
            rest = rest[length:]
        return statuses

    def listen(self, statuses, closes, heads):
        """What came back, once it is as wanted or will never be."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.closed:
            if len(self.answers(heads)) >= len(statuses) and not closes:
                if not self.read(SILENCE):
                    break
            else:
                self.read(0.1)
        got = self.answers(heads)
        self.socket.close()
        return got, self.closed


def ask(server, pieces, statuses, closes):
    data = b"".join(pieces)
    heads = [m == b"HEAD" for m in (line.split(b" ")[0] for line in data.split(b"\r\n"))
             if m in (b"GET", b"HEAD", b"POST")]
    connection = Connection(server)
    for piece in pieces:
        connection.send(piece)
        if len(pieces) > 1:
            time.sleep(0.001)  # so that the pieces come as reads of their own
    return connection.listen(statuses, closes, heads)


def run(server, case, cuts):
    name, data, statuses, closes = case
    for cut in cuts:
        pieces = [p for p in (data[:cut], data[cut:]) if p] or [data]
        got = ask(server, pieces, statuses, closes)
        assert got == (statuses, closes), "%s, cut at %d: %r, not %r" % (
            name, cut, got, (statuses, closes))
    return len(cuts)


def run_all(cuts_of):
    table = list(read_table())
    assert len(table) >= 120
    with guichet.Server() as server:
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            jobs = [pool.submit(run, server, case, cuts_of(case[1])) for case in table]
            connections = sum(job.result() for job in jobs)
        assert server.get("/healthz").status == 200
    return connections


def test_every_case_whole():
    run_all(lambda data: [0])


def test_every_case_cut_at_every_byte():
    connections = run_all(lambda data: range(1, len(data)) if len(data) < CUT_BELOW else [])
    assert connections > 10000


if __name__ == "__main__":
    guichet.main()
