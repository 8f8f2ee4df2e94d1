"""Drives the real binary over the real protocol: starts it on a free port, speaks HTTP, stops it.

    with guichet.Server() as s:
        answer = s.get("/healthz")
        assert answer.status == 200

A test is a file tests/func/NN_name.py with functions named test_*; `guichet.main()` at its end runs
them in order and prints one line each. Tests that only look share one server: guichet.shared(). The first failure of a basic test is the one to look at.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.path.abspath(os.environ.get("GUICHET") or os.path.join(ROOT, "build", "dev", "guichet"))
BOROUGH = os.path.join(ROOT, "examples", "pierrefonds-roxboro")
NOON = "2026-06-01T12:00:00-04:00"  # a Monday, when everything is open
INSIDE = {"lat": "45.4946", "long": "-73.8486"}  # a place in the territory


class Answer:
    """Status, headers (lower-case names) and body of one HTTP answer."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {}
        for name, value in headers:  # repeated ones are joined, as RFC 9110 says
            known = self.headers.get(name.lower())
            self.headers[name.lower()] = value if known is None else known + ", " + value
        self.body = body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return "<%d %s %r>" % (self.status, self.headers.get("content-type"), self.body[:300])


class Server:
    """A running `guichet serve`. clock=None runs on the real time; data=None on a fresh directory;
    what it writes to standard error goes to `log`, else to a file beside the data."""

    def __init__(self, *args, boroughs=(BOROUGH,), data=None, clock=NOON, env=None, stderr=None,
                 wrapper=(), log=None):
        self.own_data = data is None
        self.data = data or tempfile.mkdtemp(prefix="guichet-test-")
        self.args = [*wrapper, BINARY, "serve", *boroughs, "--data", self.data, "--listen",
                     "127.0.0.1:0", *args]
        if clock:
            self.args += ["--test-clock", clock]
        self.env = {**os.environ, **(env or {})}
        self.stderr_to = stderr
        self.log_path = log or os.path.join(self.data, "stderr.log")
        self.keys = {}
        self.process = None
        self.conn = None

    def start(self, timeout=30):
        os.makedirs(self.data, exist_ok=True)
        self.log = open(self.log_path, "ab+") if self.stderr_to is None \
            else self.stderr_to
        self.process = subprocess.Popen(self.args, stdout=subprocess.PIPE, stderr=self.log,
                                        env=self.env)
        line = self.process.stdout.readline().decode()
        if not line.startswith("guichet: listening on http://"):
            self.process.wait(timeout)
            raise AssertionError("did not start: %r\n%s" % (line, self.read_log()))
        where = urllib.parse.urlsplit(line.split()[-1])
        self.host, self.port = where.hostname, where.port
        return self

    def read_log(self):
        try:
            with open(self.log_path, "rb") as f:
                return f.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def stop(self, sig=signal.SIGTERM, timeout=30):
        """Stops it and returns its exit status; what it printed must hold no sanitizer report."""
        if self.conn:
            self.conn.close()
            self.conn = None
        if self.process.poll() is None:
            self.process.send_signal(sig)
        status = self.process.wait(timeout)
        self.process.stdout.close()
        log = self.read_log()
        for bad in ("AddressSanitizer", "ThreadSanitizer", "LeakSanitizer", "runtime error",
                    "impossible:"):
            if bad in log:
                raise AssertionError(log[-8000:])
        return status

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        try:
            if self.process and self.process.poll() is None:
                status = self.stop()
                if kind is None and status != 0:
                    raise AssertionError("exit status %d\n%s" % (status, self.read_log()[-4000:]))
        finally:
            if self.process and self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            if kind is not None:
                sys.stderr.write(self.read_log()[-4000:])
            if self.own_data:
                shutil.rmtree(self.data, ignore_errors=True)

    # --- speaking HTTP ---------------------------------------------------------------------------

    def connect(self):
        conn = http.client.HTTPConnection(self.host, self.port, timeout=60)
        conn.connect()
        conn.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return conn

    def request(self, method, path, body=None, headers=None, conn=None):
        headers = dict(headers or {})
        c = conn or self.conn
        if c is None:
            c = self.conn = self.connect()
        try:
            c.request(method, path, body=body, headers=headers)
            r = c.getresponse()
            return Answer(r.status, r.getheaders(), r.read())
        except (http.client.HTTPException, OSError):
            c.close()
            if conn is None:
                self.conn = None
            raise

    def get(self, path, key=None, **headers):
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if key:
            headers["Authorization"] = "Bearer " + self.key(key)
        return self.request("GET", path, headers=headers)

    def send(self, method, path, data, key="agent", **headers):
        """Sends JSON with the key of a role."""
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if key:
            headers["Authorization"] = "Bearer " + self.key(key)
        headers.setdefault("Content-Type", "application/json")
        return self.request(method, path, json.dumps(data), headers)

    def post_form(self, path, fields, **headers):
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        body = urllib.parse.urlencode(fields) if not isinstance(fields, (str, bytes)) else fields
        return self.request("POST", path, body, headers)

    def raw(self, data, timeout=10):
        """Sends bytes on a connection of its own and returns all that comes back until it closes
        or falls silent for `timeout` seconds."""
        with socket.create_connection((self.host, self.port), timeout=timeout) as s:
            s.sendall(data)
            got = b""
            try:
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        break
                    got += piece
            except (TimeoutError, ConnectionResetError):
                pass
            return got

    # --- the borough -------------------------------------------------------------------------------

    def key(self, role):
        """The API key of a role, made beside the running server at first use."""
        if role not in self.keys:
            done = run("key", "create", "test-" + role, "--role", role, "--data", self.data)
            self.keys[role] = done.stdout.split()[-1]
        return self.keys[role]

    def file(self, service="pothole", attributes=None, fmt="json", **fields):
        """Files a request through the Open311 door; returns the answer."""
        form = {"api_key": self.key("client"), "service_code": service, **INSIDE, **fields}
        form = {k: v for k, v in form.items() if v is not None}
        pairs = list(form.items())
        for code, value in (attributes if attributes is not None else EXAMPLES[service]).items():
            if isinstance(value, (list, tuple)):
                pairs += [("attribute[%s][]" % code, v) for v in value]
            else:
                pairs.append(("attribute[%s]" % code, value))
        return self.post_form("/open311/v2/requests.%s" % fmt, pairs)

    def filed(self, *args, **fields):
        """Files a request that must be accepted; returns its id."""
        a = self.file(*args, **fields)
        assert a.status == 200, a
        return a.json[0]["service_request_id"]

    def file_json(self, service="pothole", attributes=None, key="client", headers=None, **members):
        """Files a request through the JSON door; returns the answer."""
        data = {"service": service, "lat": float(INSIDE["lat"]), "long": float(INSIDE["long"]),
                "attributes": EXAMPLES[service] if attributes is None else attributes, **members}
        return self.send("POST", "/api/v1/requests", data, key=key, **(headers or {}))

    def move(self, rid, to, reason=None, key="agent", headers=None, **members):
        """Asks for a transition; returns the answer."""
        data = {"to": to, **members}
        if reason:
            data["reason"] = reason
        return self.send("POST", "/api/v1/requests/%s/transitions" % rid, data, key=key,
                         **(headers or {}))

    def moved(self, rid, to, reason=None, **members):
        """A transition that must succeed; returns the request after it."""
        a = self.move(rid, to, reason, **members)
        assert a.status == 200, a
        return a.json

    def as_agent(self, rid):
        """The request as an agent sees it."""
        a = self.get("/api/v1/requests/%s" % rid, key="agent")
        assert a.status == 200, a
        return a.json

    def set_clock(self, now):
        a = self.send("POST", "/api/v1/test/clock", {"now": now}, key="admin")
        assert a.status == 200, a

    def metrics(self):
        """/metrics as {(name, frozenset of labels): value}."""
        a = self.get("/metrics")
        assert a.status == 200, a
        found = {}
        for line in a.text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
                pairs = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")
                found[name, frozenset(pairs)] = float(value)
        return found


# The least that each shared service asks for.
EXAMPLES = {
    "pothole": {"size": "small", "place": "roadway"},
    "graffiti": {"hateful": "no", "support": "wall"},
    "street-light": {"symptom": "out", "extent": "one"},
    "street-furniture": {"item": "bench", "danger": "no"},
    "cleanliness": {"kind": "full_bin"},
    "cleaning": {"kind": "sidewalk"},
}


def run(*args, check=True, timeout=60, **options):
    """Runs the binary with arguments to its end."""
    done = subprocess.run([BINARY, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=timeout, **options)
    if check and done.returncode != 0:
        raise AssertionError("%s: exit %d\n%s%s" % (" ".join(args), done.returncode, done.stdout,
                                                    done.stderr))
    return done


def language(lang):
    """An environment in which the command line speaks that language."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k != "LANGUAGE"}
    return {**env, "LANG": {"fr": "fr_CA.UTF-8", "en": "en_CA.UTF-8"}[lang]}


_shared = {}


def shared(*args, **options):
    """The one server that the tests of a file have in common, started at first use. main() stops
    it, and stopping well counts as a test."""
    wanted = repr((args, options))
    if wanted not in _shared:
        _shared[wanted] = Server(*args, **options)
        _shared[wanted].start()
    return _shared[wanted]


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError("%s\n  expected %r\n  got      %r" % (what, expected, got))


def stop_shared():
    for server in _shared.values():
        try:
            equal(server.process.poll(), None, "it ended too early: " + server.read_log()[-4000:])
            equal(server.stop(), 0, "exit status")
        finally:
            server.__exit__(None, None, None)


def run_test(name, test):
    began = time.monotonic()
    try:
        test()
        print("ok    %s (%.2f s)" % (name, time.monotonic() - began), flush=True)
        return True
    except Exception:
        print("FAIL  %s" % name, flush=True)
        traceback.print_exc()
        return False


def main():
    """Runs the test_* functions of the calling file in order; exit status 1 if any fails."""
    module = sys.modules["__main__"]
    wanted = sys.argv[1:]
    tests = [(n, f) for n, f in vars(module).items() if n.startswith("test_") and callable(f)
             and (not wanted or n in wanted)]
    results = [run_test(name, test) for name, test in tests]
    if _shared:
        results.append(run_test("(the shared server stops well)", stop_shared))
    print("%d passed, %d failed" % (results.count(True), results.count(False)))
    sys.exit(0 if results and all(results) else 1)
