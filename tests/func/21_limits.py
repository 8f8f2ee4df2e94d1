"""Every limit of the server, set small by its option, with the status that it answers."""

import contextlib
import json
import re
import socket
import time

import guichet
import swarm

HEAD = "Host: localhost\n"


@contextlib.contextmanager
def limited(*options):
    with guichet.Server(*options) as s:
        yield s
        guichet.equal(s.get("/healthz").status, 200, "it goes on serving")


def connect(s, timeout=10):
    return socket.create_connection((s.host, s.port), timeout=timeout)


def status(raw):
    """The status of each answer in some bytes; [] when it just closed."""
    return [int(n) for n in re.findall(rb"HTTP/1\.1 (\d{3}) ", raw)]


def ask(s, head, body=b"", **options):
    """Sends a request as bytes; returns all that comes until the server closes."""
    return s.raw(head.replace("\n", "\r\n").encode() + body, **options)


def closing(raw, code):
    """One error answer of that status, the last thing on its connection."""
    guichet.equal(status(raw), [code], raw[:500])
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower(), head
    guichet.equal(len(body), int(re.search(rb"(?i)content-length: (\d+)", head).group(1)))
    return body


def test_the_options_say_their_defaults():
    text = guichet.run("serve", "--help", env=guichet.language("en")).stdout
    for line in ("414 beyond (8K)", "431 beyond (16K)", "431 beyond (100)", "413 beyond (1M)",
                 "408 beyond (10000)", "408 beyond (30000)", "408 below (1K)", "that rate (5000)", "(60000)"):
        assert line in text, (line, text)


def test_request_line():
    with limited("--max-request-line", "200") as s:
        def line(n):  # "GET /…?q= HTTP/1.1", n bytes with its end
            start = "GET /healthz?q="
            return start + "x" * (n - len(start) - 11) + " HTTP/1.1\n" + HEAD
        guichet.equal(status(ask(s, line(200) + "Connection: close\n\n")), [200])
        closing(ask(s, line(201) + "\n"), 414)
        closing(ask(s, line(5000) + "\n"), 414)
    with limited() as s:
        closing(ask(s, "GET /%s HTTP/1.1\n%s\n" % ("x" * 8200, HEAD)), 414)


def test_headers():
    with limited("--max-headers", "1K") as s:
        guichet.equal(status(ask(s, "GET /healthz HTTP/1.1\n%sConnection: close\nX: %s\n\n"
                                 % (HEAD, "x" * 800))), [200])
        closing(ask(s, "GET /healthz HTTP/1.1\n%sX: %s\n\n" % (HEAD, "x" * 1100)), 431)
        many = "".join("X%d: yyyyyyyyyyyy\n" % n for n in range(80))
        closing(ask(s, "GET /healthz HTTP/1.1\n%s%s\n" % (HEAD, many)), 431)
    with limited() as s:
        closing(ask(s, "GET /healthz HTTP/1.1\n%sX: %s\n\n" % (HEAD, "x" * (17 << 10))), 431)


def test_header_count():
    def head(n):  # n fields in all
        return "GET /healthz HTTP/1.1\n%sConnection: close\n%s\n" % (HEAD, "".join(
            "X%d: y\n" % i for i in range(n - 2)))
    with limited("--max-header-count", "10") as s:
        guichet.equal(status(ask(s, head(10))), [200])
        closing(ask(s, head(11)), 431)
    with limited() as s:
        guichet.equal(status(ask(s, head(100))), [200])
        closing(ask(s, head(101)), 431)


def test_body():
    form = "Content-Type: application/x-www-form-urlencoded\n"
    with limited("--max-body", "2K") as s:
        url = "/open311/v2/requests.json?api_key=" + s.key("client")
        fitting = s.post_form(url, "description=" + "x" * 2036)  # 2048 bytes
        guichet.equal(fitting.status, 400)  # read whole, then found wanting
        body = closing(ask(s, "POST %s HTTP/1.1\n%s%sContent-Length: 2049\n\n" % (url, HEAD, form),
                           b"x" * 2049), 413)
        assert body.startswith(b'[{"code":413,'), body
        # said before a byte of the body came
        closing(ask(s, "POST %s HTTP/1.1\n%s%sContent-Length: 999999999\n\n" % (url, HEAD, form)), 413)
        closing(ask(s, "POST %s HTTP/1.1\n%s%sContent-Length: 4000\nExpect: 100-continue\n\n"
                    % (url, HEAD, form)), 413)
        chunks = b"400\r\n" + b"x" * 1024 + b"\r\n"
        closing(ask(s, "POST %s HTTP/1.1\n%s%sTransfer-Encoding: chunked\n\n" % (url, HEAD, form),
                    chunks * 3 + b"0\r\n\r\n"), 413)
    with limited() as s:
        a = s.send("POST", "/api/v1/requests", {"description": "x" * ((1 << 20) - 100)}, "client")
        guichet.equal(a.status, 400)
        raw = ask(s, "POST /api/v1/requests HTTP/1.1\n%sContent-Type: application/json\n"
                  "Content-Length: 1048577\n\n" % HEAD)
        assert b'"status":413' in closing(raw, 413), raw


def test_form_fields():
    with limited() as s:
        url = "/open311/v2/requests.json?api_key=" + s.key("client")
        base = [("service_code", "pothole"), *guichet.INSIDE.items(), ("attribute[size]", "small"),
                ("attribute[place]", "roadway")]
        guichet.equal(s.post_form(url, base + [("x", "y")] * 490).status, 200)
        a = s.post_form(url, base + [("x", "y")] * 600)
        assert a.status in (400, 413), a
        guichet.equal(s.post_form(url, base + [("n" * 201, "y")]).status, 400)


def test_json_depth():
    with limited() as s:
        for depth in (100, 10000, 200000):
            a = s.request("POST", "/api/v1/requests", '{"a":' + "[" * depth + "]" * depth + "}",
                          {"Authorization": "Bearer " + s.key("client"),
                           "Content-Type": "application/json"})
            guichet.equal(a.status, 400, depth)


def timed(s, data, timeout=10):
    began = time.monotonic()
    raw = s.raw(data, timeout=timeout)
    return raw, time.monotonic() - began


def test_slow_head():
    with limited("--header-ms", "300", "--idle-ms", "5000") as s:
        raw, took = timed(s, b"GET /healthz HTTP/1.1\r\nHost: loc")
        closing(raw, 408)
        assert 0.25 < took < 4, took
        with connect(s) as c:  # a byte now and then does not help
            began = time.monotonic()
            try:
                for byte in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: xxxxxxxxxxxxxxxxxxxxxx":
                    c.sendall(bytes([byte]))
                    time.sleep(0.02)
                got = c.recv(65536)
            except ConnectionError:
                got = b"HTTP/1.1 408 "
            guichet.equal(status(got), [408])
            assert time.monotonic() - began < 4


def slow_post(s, length=5000):
    return ("POST /open311/v2/requests.json HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            "application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\napi_key=" % length).encode()


def test_slow_body():
    with limited("--body-ms", "400", "--body-rate", "0") as s:
        raw, took = timed(s, slow_post(s))
        closing(raw, 408)
        assert 0.3 < took < 4, took


def test_body_below_the_least_rate():
    with limited("--body-ms", "20000", "--body-rate", "1K", "--body-grace-ms", "900") as s:
        raw, took = timed(s, slow_post(s))
        closing(raw, 408)
        assert 0.8 < took < 6, took


def test_body_that_pauses_within_its_grace():
    with limited("--body-rate", "1M", "--body-grace-ms", "20000") as s:
        with connect(s) as c:
            c.sendall(slow_post(s, 10))
            time.sleep(1.5)  # the pause is the test: it is a hundred times too slow by now
            c.sendall(b"xx")
            guichet.equal(status(c.recv(65536)), [403])


def test_idle():
    with limited("--idle-ms", "300") as s:
        raw, took = timed(s, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        guichet.equal(status(raw), [200], "closed without a word")
        assert 0.25 < took < 4, took
        raw, took = timed(s, b"")
        guichet.equal(raw, b"")
        assert 0.25 < took < 4, took


def test_slow_reader():
    with limited("--write-ms", "400") as s:
        swarm.file_many(s, 300)
        c = socket.socket()
        c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        c.connect((s.host, s.port))
        c.settimeout(10)
        ask_list = b"GET /open311/v2/requests.xml HTTP/1.1\r\nHost: localhost\r\n\r\n"
        c.sendall(ask_list * 60)  # some 15 MB of answers, of which it reads nothing
        swarm.wait_until(lambda: s.metrics()[OPEN] == 1, 10)
        c.close()


OPEN = ("guichet_connections", frozenset())


def test_requests_on_one_connection():
    with limited("--max-per-connection", "3") as s:
        one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        raw = s.raw(one * 5)
        guichet.equal(status(raw), [200] * 3)
        guichet.equal([b"connection: close" in a.lower() for a in raw.split(b"HTTP/1.1 ")[1:]],
                      [False, False, True])


def refused(s):
    """An extra connection gets 503 with Retry-After, without having to ask."""
    with connect(s) as c:
        with contextlib.suppress(ConnectionError):
            c.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        raw = b""
        with contextlib.suppress(ConnectionError):
            while piece := c.recv(65536):
                raw += piece
    guichet.equal(status(raw), [503], raw)
    assert re.search(rb"(?i)retry-after: \d+", raw), raw


def full_then_free(options, room):
    with guichet.Server(*options) as s:
        held = [connect(s) for _ in range(room)]
        for c in held:
            c.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            guichet.equal(status(c.recv(65536)), [200])
        for _ in range(3):
            refused(s)
        held.pop().close()

        def free():
            with connect(s) as c, contextlib.suppress(ConnectionError):
                c.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return status(c.recv(65536)) == [200]
        swarm.wait_until(free, 5)
        for c in held:
            c.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            guichet.equal(status(c.recv(65536)), [200], "those inside are served")
            c.close()


def test_connections_of_one_address():
    full_then_free(("--max-per-address", "5"), 5)


def test_connections_in_all():
    full_then_free(("--max-connections", "6", "--max-per-address", "100"), 6)


def test_documents_name_the_status_of_the_answer():
    s = guichet.shared()
    post = "POST %s HTTP/1.1\n" + HEAD + "Content-Type: application/%s\n"
    open311 = post % ("/open311/v2/requests.json", "x-www-form-urlencoded")
    own = post % ("/api/v1/requests", "json")
    for code, head in ((413, "Content-Length: 9999999\n\n"), (417, "Expect: a miracle\n\n"),
                       (501, "Transfer-Encoding: gzip, chunked\n\n")):
        for start in (open311, own):
            raw = ask(s, start + head)
            closing(raw, code)
            document = json.loads(raw.partition(b"\r\n\r\n")[2])
            told = document[0]["code"] if isinstance(document, list) else document["status"]
            guichet.equal(told, code, raw)


def test_host_names():
    with limited("--hosts", "guichet.example.org") as s:
        for host, expected in (("guichet.example.org", 200), ("GUICHET.example.org:443", 200),
                               ("localhost", 200), ("%s:%d" % (s.host, s.port), 200),
                               ("evil.example", 421), ("xguichet.example.org", 421)):
            raw = ask(s, "GET /healthz HTTP/1.1\nHost: %s\nConnection: close\n\n" % host)
            guichet.equal(status(raw), [expected], host)


if __name__ == "__main__":
    guichet.main()
