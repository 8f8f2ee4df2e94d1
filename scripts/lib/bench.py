"""Measures the counter beside its peers and prints a Markdown table. Run by scripts/bench.

Every figure is the median of RUNS runs; the runs of a pair alternate, so that a machine that speeds up or
slows down does so for both. Nothing here is a test: it prints what it saw.
"""

import argparse
import datetime
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
os.environ.setdefault("GUICHET", os.path.join(ROOT, "build", "release", "guichet"))
import burst  # noqa: E402
import guichet  # noqa: E402
import replay  # noqa: E402

RUNS = 5
STEPS = 100000  # due at one instant
SECONDS = 4
CLIENTS = 64


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_port(port):
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("bench: a peer did not start on port %d" % port)


class Peer:
    """A program of Debian's, started on a free port in a directory of its own."""

    def __init__(self, command, port, cwd=None):
        self.port = port
        self.process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        wait_port(port)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def redis(where):
    port = free_port()
    return Peer(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--appendonly", "yes",
                 "--appendfsync", "always", "--save", "", "--dir", where], port)


def nginx(where, sizes):
    port = free_port()
    for size in sizes:
        with open(os.path.join(where, "%d.json" % size), "wb") as f:
            f.write(b"x" * size)
    conf = os.path.join(where, "nginx.conf")
    with open(conf, "w") as f:
        f.write("""
daemon off; worker_processes %d; pid %s/nginx.pid; error_log /dev/null;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
       types { application/json json; } open_file_cache max=100; client_body_temp_path %s;
       proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; scgi_temp_path %s;
       server { listen 127.0.0.1:%d; root %s; } }
""" % (os.cpu_count(), where, where, where, where, where, where, port, where))
    os.chmod(where, 0o755)
    return Peer(["/usr/sbin/nginx", "-c", conf, "-p", where], port)


class Postgres:
    """A cluster of its own, made by initdb as the postgres user, with Debian's defaults."""

    def __init__(self, where):
        self.bin = sorted(os.path.join("/usr/lib/postgresql", v, "bin")
                          for v in os.listdir("/usr/lib/postgresql"))[-1]
        self.where, self.port = where, free_port()
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.as_user:
            shutil.chown(where, "postgres")
        self.run("initdb", "-D", where + "/db", "-A", "trust")
        self.run("pg_ctl", "-D", where + "/db", "-w", "-l", where + "/log", "-o",
                 "-p %d -k %s" % (self.port, where), "start")
        self.psql("create table request (id bigserial primary key, body text not null)")
        with open(where + "/insert.sql", "w") as f:
            f.write("insert into request (body) values ('%s');\n" % ("x" * 400))
        os.chmod(where + "/insert.sql", 0o644)

    def run(self, tool, *args):
        done = subprocess.run([*self.as_user, os.path.join(self.bin, tool), *args],
                              capture_output=True, text=True, cwd="/")
        if done.returncode != 0:
            raise SystemExit("bench: %s: %s" % (tool, done.stderr))
        return done.stdout

    def psql(self, sql):
        self.run("psql", "-h", self.where, "-p", str(self.port), "-d", "postgres", "-c", sql)

    def inserts(self, clients):
        out = self.run("pgbench", "-h", self.where, "-p", str(self.port), "-n", "-M", "prepared",
                       "-f", self.where + "/insert.sql", "-c", str(clients), "-j", "1", "-T",
                       str(SECONDS), "postgres")
        return float(re.search(r"tps = ([\d.]+)", out).group(1))

    def stop(self):
        self.run("pg_ctl", "-D", self.where + "/db", "-m", "fast", "stop")


def redis_sets(peer):
    out = subprocess.run(["redis-benchmark", "-p", str(peer.port), "-t", "set", "-d", "400", "-c",
                          str(CLIENTS), "-n", "60000", "-r", "1000000", "--csv"],
                         capture_output=True, text=True, check=True).stdout
    return float(re.search(r'"SET","([\d.]+)"', out).group(1))


def wrk(url, script=None, connections=CLIENTS, seconds=SECONDS, headers=()):
    """(requests per second, p50 in milliseconds, failed answers)"""
    command = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency"]
    for h in headers:
        command += ["-H", h]
    if script:
        command += ["-s", script]
    out = subprocess.run(command + [url], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", out).groups()
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(bad.group(1)) if bad \
        else 0


def post_script(where, key, service="pothole"):
    """A wrk script that files requests of a service, as a pothole is, at positions all over the territory."""
    path = os.path.join(where, "post-%s.lua" % service)
    territory = replay.Territory(os.path.join(guichet.BOROUGH, "territory.geojson"))
    rng = random.Random(1)
    places = ['"lat=%.6f&long=%.6f"' % territory.draw(rng) for _ in range(5000)]
    with open(path, "w") as f:
        f.write("""
local places = { %s }
local n = 0
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local start = "api_key=%s&service_code=%s&attribute%%5Bsize%%5D=small"
  .. "&attribute%%5Bplace%%5D=roadway&description="
  .. string.rep("Un+trou+au+coin+de+la+rue,+profond+et+dangereux.+", 4)
request = function()
  n = n + 1
  local body = start .. n .. "&" .. places[n %% #places + 1]
  return wrk.format("POST", "/open311/v2/requests.json", headers, body)
end
""" % (", ".join(places), key, service))
    return path


def random_get_script(where, first, count):
    path = os.path.join(where, "get.lua")
    with open(path, "w") as f:
        f.write("""
request = function()
  return wrk.format("GET", "/open311/v2/requests/" .. (%d + math.random(0, %d)) .. ".json")
end
""" % (first, count - 1))
    return path


class Counter:
    """The server under measurement, with a client's and an agent's key."""

    def __init__(self, data, boroughs=(guichet.BOROUGH,)):
        self.server = guichet.Server("--access-log", "off", data=data, clock=None, boroughs=boroughs)
        self.server.start()
        self.base = "http://127.0.0.1:%d" % self.server.port
        self.agent = "Authorization: Bearer " + self.server.key("agent")
        self.data = data
        self.post = post_script(data, self.server.key("client"))

    def submit(self, seconds=SECONDS, connections=CLIENTS, script=None):
        rate, p50, bad = wrk(self.base + "/open311/v2/requests.json", script or self.post, connections,
                             seconds)
        if bad:
            raise SystemExit("bench: %d submissions were not accepted" % bad)
        return rate, p50

    def filed(self):
        """How many are in the store: ids are given in order from the first one."""
        answer = self.server.get("/open311/v2/requests.json?page_size=1")
        return int(answer.json[0]["service_request_id"])

    def rss_anon_mb(self):
        with open("/proc/%d/status" % self.server.process.pid) as f:
            return int(re.search(r"RssAnon:\s+(\d+)", f.read()).group(1)) / 1024

    def stop(self):
        self.server.stop()


def size_of(url, header=None):
    request = urllib.request.Request(url)
    if header:
        request.add_header(*header.split(": ", 1))
    with urllib.request.urlopen(request) as answer:
        return len(answer.read())


def median(values):
    return statistics.median(values)


def pairs(first, second):
    """RUNS runs of each, in turn: the medians, and the median of the ratios."""
    a, b = [], []
    for _ in range(RUNS):
        a.append(first())
        b.append(second())
    return median(a), median(b), median(x / y for x, y in zip(a, b))


def row_submit(counter, where, rows):
    say("bench: durable submissions, Redis, PostgreSQL")
    r = redis(os.path.join(where, "redis"))
    pg = Postgres(os.path.join(where, "pg"))
    ours, theirs, ratio = pairs(lambda: counter.submit()[0], lambda: redis_sets(r))
    rows.append(("durable submissions, 64 connections", "%.0f/s" % ours,
                 "Redis SET 400 B, appendfsync always: %.0f/s" % theirs, "%.2f" % ratio, "≥ 0.8"))
    best = max((pg.inserts(c), c) for c in (16, CLIENTS))[1]
    ours, theirs, ratio = pairs(lambda: counter.submit()[0], lambda: pg.inserts(best))
    rows.append(("the same", "%.0f/s" % ours,
                 "PostgreSQL single-row INSERT, %d clients: %.0f/s" % (best, theirs),
                 "%.2f" % ratio, "≥ 2"))
    r.stop()
    pg.stop()


def row_pages(counter, where, rows, wanted):
    one = counter.base + "/open311/v2/requests/%d.json" % counter.filed()
    fifty = counter.base + "/open311/v2/requests.json?page_size=50"
    sizes = [size_of(one), size_of(fifty)]
    peer = nginx(os.path.join(where, "nginx"), sizes)
    for name, url, size, goal, row in (
            ("GET one request, %d B" % sizes[0], one, sizes[0], "≥ 1.0", "get"),
            ("list of 50, %d B" % sizes[1], fifty, sizes[1], "≥ 0.5", "list")):
        if row not in wanted:
            continue
        say("bench: %s, nginx" % name)
        static = "http://127.0.0.1:%d/%d.json" % (peer.port, size)
        ours, theirs, ratio = pairs(lambda u=url: wrk(u)[0], lambda u=static: wrk(u)[0])
        rows.append((name, "%.0f/s" % ours, "nginx, static file of the same size: %.0f/s" % theirs,
                     "%.2f" % ratio, goal))
    peer.stop()


def latencies(counter, where):
    """p50 in ms of each kind of call with 8 connections: name -> median of RUNS."""
    last = counter.filed()
    get = random_get_script(where, last - 9000, 9000)
    calls = {
        "GET one": lambda: wrk(counter.base + "/", get, 8, 2)[1],
        "list of 50": lambda: wrk(counter.base + "/open311/v2/requests.json?page_size=50", None, 8,
                                  2)[1],
        "list by service and status":
            lambda: wrk(counter.base + "/open311/v2/requests.json?page_size=50&service_code=pothole"
                        "&status=open", None, 8, 2)[1],
        "agents' list by time left": lambda: wrk(counter.base + "/api/v1/requests", None, 8, 2,
                                                 [counter.agent])[1],
        "submission": lambda: counter.submit(2, 8)[1],
    }
    return {name: median([call() for _ in range(RUNS)]) for name, call in calls.items()}


def fill(counter, count):
    """Files until `count` more are stored."""
    goal = counter.filed() + count if count else 0
    while counter.filed() < goal:
        left = goal - counter.filed()
        say("bench: filling the store, %d to go" % left)
        counter.submit(max(1, min(20, left // 10000)), 256)


def rows_at_scale(where, rows, count, wanted):
    data = os.path.join(where, "scale")
    counter = Counter(data)
    counter.submit(1, 8)
    fill(counter, 10000)
    before = latencies(counter, where) if "growth" in wanted else {}
    fill(counter, count)
    after = latencies(counter, where) if "growth" in wanted else {}
    for name in before:
        rows.append(("p50 of %s, 10 thousand → %s" % (name, "{:,}".format(count).replace(",", " ")),
                     "%.2f ms" % after[name], "%.2f ms with 10 thousand" % before[name],
                     "%.2f" % (after[name] / before[name]), "≤ 1.5"))
    if "memory" in wanted:
        rows.append(("memory with %d requests, file cache aside" % count,
                     "%.0f MB" % counter.rss_anon_mb(), "", "", "≤ 150 MB"))
    counter.stop()
    if "backtest" in wanted:
        row_backtest(data, rows)
    if "start" in wanted:
        rows.append(("start with %d requests to the first answer" % count,
                     "%.0f ms" % median([start_ms(data) for _ in range(RUNS)]), "", "", "≤ 100 ms"))


def start_ms(data):
    server = guichet.Server("--access-log", "off", data=data, clock=None)
    began = time.monotonic()
    server.start()
    server.get("/open311/v2/requests.json?page_size=1")
    took = (time.monotonic() - began) * 1000
    server.stop()
    return took


def row_backtest(data, rows):
    """Every stored request decided again by the rules in the folder, from the file cache."""
    say("bench: backtest")
    command = [guichet.BINARY, "backtest", guichet.BOROUGH, "--data", data, "--since", "3650d", "--format",
               "json"]
    times = []
    for _ in range(RUNS + 1):
        began = time.monotonic()
        report = json.loads(subprocess.check_output(command))
        times.append(time.monotonic() - began)
    seconds = median(times[1:])
    rows.append(("backtest of %s decisions" % "{:,}".format(report["decided"]).replace(",", " "),
                 "%.1f s" % seconds, "", "%.1f s a million" % (seconds * 1e6 / report["decided"]),
                 "≤ 10 s a million"))


# Two services with the same form: what a rule costs is what lies between them.
RULED_BOROUGH = """local day = { { "08:00", "17:00" } }
return jurisdiction {
  id = "bench", api = 1, zone = "America/Toronto", languages = { "fr", "en" }, territory = "territory.geojson",
  name = { fr = "Banc", en = "Bench" }, motto = { fr = "Vite.", en = "Fast." },
  contact = { fr = "Mairie", en = "Hall" }, key_service = { fr = "Mairie", en = "Hall" },
  calendars = { calendar "office" { mon = day, tue = day, wed = day, thu = day, fri = day } },
  services = { "plain", "ruled" },
}
"""
RULED_SERVICE = """return service {
  code = "%s", version = "1.0.0", api = 1, group = "tests",
  name = { fr = "Essai", en = "Test" }, description = { fr = "Un essai.", en = "A test." },
  attributes = {
    attribute.choice "size" { label = { fr = "Taille", en = "Size" },
      values = { { "small", fr = "Petit", en = "Small" }, { "big", fr = "Gros", en = "Big" } } },
    attribute.choice "place" { label = { fr = "Lieu", en = "Place" },
      values = { { "roadway", fr = "Chaussée", en = "Roadway" }, { "alley", fr = "Ruelle", en = "Alley" } } },
    attribute.number "depth" { label = { fr = "Profondeur", en = "Depth" }, min = 0, max = 100 } },
  clocks = { clock "resolution" { calendar = "office", %s
    rule "default" { goal = 5, unit = "bd" } } },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED",
      next = { "done" } },
    state "done" { label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Fait", en = "Done" }, say = { fr = "Fait.", en = "Done." } } } } },
  priority = %s,
}
"""
RULES = """
    rule "deep" { when = { depth = { ge = 50 } }, goal = 1, unit = "bd" },
    rule "big" { when = { size = "big" }, goal = 2, unit = "bd" },
    rule "alley" { when = { place = "alley" }, goal = 9, unit = "bd" },"""
FUNCTION = """function(request, cx)
    local a = request.attributes
    if a.size == "big" and a.depth and a.depth > 30 then return "high" end
    return "normal"
  end"""


def write_ruled(where):
    folder = os.path.join(where, "ruled")
    for code, rules, priority in (("plain", "", '"normal"'), ("ruled", RULES, FUNCTION)):
        os.makedirs(os.path.join(folder, "services", code))
        with open(os.path.join(folder, "services", code, "service.lua"), "w") as f:
            f.write(RULED_SERVICE % (code, rules, priority))
    with open(os.path.join(folder, "jurisdiction.lua"), "w") as f:
        f.write(RULED_BOROUGH)
    shutil.copy(os.path.join(guichet.BOROUGH, "territory.geojson"), folder)
    return folder


def row_ruled(where, rows):
    say("bench: submissions with rules and without")
    counter = Counter(os.path.join(where, "ruled-data"), (write_ruled(where),))
    scripts = [post_script(counter.data, counter.server.key("client"), code) for code in ("ruled", "plain")]
    counter.submit(1, script=scripts[0])
    with_rules, without, ratio = pairs(lambda: counter.submit(script=scripts[0])[0],
                                       lambda: counter.submit(script=scripts[1])[0])
    rows.append(("submissions that four rules and a function decide", "%.0f/s" % with_rules,
                 "one rule, no function: %.0f/s" % without, "%.2f" % ratio, "≥ 0.87"))
    counter.stop()


def activate_often(counter, count, failed):
    """As an administrator's tool would: one after the other, each another text of one service."""
    with open(os.path.join(ROOT, "plugins", "pothole", "service.lua"), encoding="utf-8") as f:
        text = f.read()
    conn = counter.server.connect()
    headers = {"Authorization": "Bearer " + counter.server.key("admin"), "Content-Type": "application/json"}
    for i in range(count):
        body = json.dumps({"texts": {"core/pothole/service.lua": text + "-- %d\n" % i}})
        answer = counter.server.request("POST", "/api/v1/admin/activate", body, headers, conn)
        if answer.status != 200:
            failed.append(answer)
    conn.close()


def row_activate(where, rows, count):
    say("bench: %d activations" % count)
    counter = Counter(os.path.join(where, "activate"))
    counter.submit(1, 8)
    url, failed, rates = counter.base + "/open311/v2/requests/%d.json" % counter.filed(), [], []
    alone = median(wrk(url)[0] for _ in range(RUNS))
    thread = threading.Thread(target=activate_often, args=(counter, count, failed))
    thread.start()
    while thread.is_alive():
        rate, _, bad = wrk(url, seconds=2)
        rates.append(rate)
        if bad:
            raise SystemExit("bench: %d answers failed during activations" % bad)
    thread.join()
    if failed:
        raise SystemExit("bench: an activation failed: %r" % failed[0])
    rows.append(("GET one request during %d activations, none failed" % count, "%.0f/s" % median(rates),
                 "without: %.0f/s" % alone, "%.2f" % (median(rates) / alone), "≥ 10 000/s"))
    counter.stop()


def facts():
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*:\s*(.+)", f.read())
    with open("/proc/meminfo") as f:
        memory = int(re.search(r"MemTotal:\s+(\d+)", f.read()).group(1)) // 1048576

    def version(*command):
        out = subprocess.run(command, capture_output=True, text=True)
        return re.search(r"\d+\.\d+(\.\d+)?", out.stdout + out.stderr).group(0)

    return ("%s, %d cores, %d GiB, Linux %s; Redis %s, PostgreSQL %s, nginx %s; load generators on the "
            "same machine; medians of %d; %s"
            % (model.group(1) if model else os.uname().machine, os.cpu_count(), memory + 1,
               os.uname().release, version("redis-server", "--version"),
               version("psql", "--version"), version("/usr/sbin/nginx", "-v"), RUNS,
               datetime.date.today().isoformat()))


def figures(name):
    """What one of tests/bench prints: name -> median of RUNS."""
    program = os.path.join(ROOT, "build", "release", "tests", name)
    runs = [dict(line.split() for line in subprocess.check_output([program], text=True).splitlines())
            for _ in range(RUNS)]
    return {name: median(float(run[name]) for run in runs) for name in runs[0]}


def row_rules(rows):
    say("bench: rules")
    figure = figures("bench-rules")
    rows.append(("a decision: three attributes, four rules, a function", "%.2f µs" % figure["decision_us"],
                 "without the function: %.2f µs" % figure["decision_without_function_us"], "–", "≤ 3 µs"))


def row_calendar(rows):
    """The arithmetic of working time, on one core: nothing beside it but the goals."""
    say("bench: calendar")
    figure = figures("bench-calendar")
    rows.append(("business-time additions, one core",
                 "%.1f million/s" % (figure["additions_per_second"] / 1e6), "–", "–", "≥ 5 million/s"))
    rows.append(("goals in business days, one core",
                 "%.1f million/s" % (figure["business_day_goals_per_second"] / 1e6), "–", "–", "–"))
    rows.append(("a calendar of thirteen years built", "%.2f ms" % figure["build_ms"], "–", "–", "≤ 5 ms"))


def row_schedule(where, rows):
    """What calls wait for while steps due at one instant are worked off, beside the same calls just before."""
    runs = []
    for n in range(RUNS):
        say("bench: %d steps due at once, run %d" % (STEPS, n + 1))
        runs.append(burst.measure(where, STEPS))
    each = "{:,}".format(STEPS).replace(",", " ")
    rows.append(("%s steps due at one instant worked off" % each,
                 "%.1f s" % median(run["seconds"] for run in runs), "–", "–", "–"))
    for kind, name in (("GET", "one request"), ("POST", "a submission")):
        for word, share in (("p99", 0.99), ("longest", 1)):
            busy, idle = (median(burst.at(run[kind][when], share) for run in runs) for when in ("busy", "idle"))
            rows.append(("%s wait for %s meanwhile" % (word, name), "%.1f ms" % busy,
                         "%.1f ms just before" % idle, "%.2f" % (busy / idle),
                         "≤ 20 ms more" if share == 1 else "–"))


def print_table(rows):
    print("| what | Guichet | beside | ratio | goal |\n|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print("\n" + facts())


def main():
    names = ("submit", "get", "list", "growth", "memory", "start", "backtest", "schedule", "calendar", "rules",
             "ruled", "activate")
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--requests", type=int, default=1000000)
    parser.add_argument("--activations", type=int, default=1000)
    parser.add_argument("--data", help="where to keep the data of the run (default: a new directory)")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(names))
    options = parser.parse_args()
    unknown = set(options.rows) - set(names)
    if unknown:
        parser.error("unknown row: " + ", ".join(sorted(unknown)))
    wanted = options.rows or names
    rows = []
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir=options.data) as where:
        os.chmod(where, 0o755)
        for d in ("redis", "pg", "nginx", "small", "scale"):
            os.mkdir(os.path.join(where, d))
        if {"submit", "get", "list"} & set(wanted):
            counter = Counter(os.path.join(where, "small"))
            counter.submit(1)
            if "submit" in wanted:
                row_submit(counter, where, rows)
            if {"get", "list"} & set(wanted):
                row_pages(counter, where, rows, wanted)
            counter.stop()
        if {"growth", "memory", "start", "backtest"} & set(wanted):
            rows_at_scale(where, rows, options.requests, wanted)
        if "schedule" in wanted:
            row_schedule(where, rows)
        if "ruled" in wanted:
            row_ruled(where, rows)
        if "activate" in wanted:
            row_activate(where, rows, options.activations)
    if "calendar" in wanted:
        row_calendar(rows)
    if "rules" in wanted:
        row_rules(rows)
    print_table(rows)


if __name__ == "__main__":
    main()
