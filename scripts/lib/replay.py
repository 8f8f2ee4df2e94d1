"""Replays real requests through the Open311 door on a test clock. Run by scripts/replay.

The extract tells the month, the weekday and the hour of each request, and its last status; no position,
no answer, no closing date. What it does not tell is drawn from a generator seeded by --seed and the row's
number: the day of the month, a position in the territory, the answers, and how long the work took. So the
same file and seed give the same table, whatever the machine.
"""

import argparse
import calendar
import collections
import csv
import datetime
import heapq
import json
import math
import os
import random
import select
import socket
import sys
import tempfile
import time
import urllib.parse
import zoneinfo

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
os.environ.setdefault("GUICHET", os.path.join(ROOT, "build", "release", "guichet"))
import guichet  # noqa: E402

ZONE = zoneinfo.ZoneInfo("America/Toronto")
CONNECTIONS = 16

# Where the last status of a row leads: the states after "received", with the result code of each closing.
# "*" stands for what was done, which depends on the activity.
PATHS = {
    "Terminée": (("in_progress", None), ("done", "*")),
    "Refusée": (("refused", "!"),),
    "Annulée": (("cancelled", "withdrawn_by_citizen"),),
    "Supprimée": (("cancelled", "entered_in_error"),),
    "Prise en charge": (("in_progress", None),),
    "Transmise pour traitement": (("forwarded", None),),
    "Acceptée": (("accepted", None),),
    "Réactivée": (("in_progress", None), ("done", "*"), ("reopened", "not_settled")),
    "Urgente": (("in_progress", None),),
}

# For each activity: what is answered (a value, or several to draw from), what was done when it ended well,
# why it was refused when it was, and the median of the days the work took.
Activity = collections.namedtuple("Activity", "answers done refused days")
ACTIVITIES = {
    "Nid-de-poule": Activity(
        {"size": ["small", "medium", "large", "several"],
         "place": ["roadway", "roadway", "roadway", "crosswalk", "bike_path"]},
        "repaired", "utility_work", 5),
    "Graffitis - Domaine public": Activity(
        {"hateful": ["no"], "support": ["wall", "furniture", "pole_or_sign", "utility_box"],
         "area": ["small", "medium", "large"]}, "removed", "utility_property", 9),
    "Graffitis haineux": Activity(
        {"hateful": ["yes"], "support": ["wall", "furniture", "pole_or_sign"]},
        "removed", "private_ground", 0.7),
    "Éclairage existant - Entretien": Activity(
        {"symptom": ["out", "out", "flickering", "dim", "on_by_day"], "extent": ["one"]},
        "repaired", "utility_network", 5),
    "Mobilier urbain": Activity(
        {"item": ["bench", "bin", "bike_rack", "bollard"], "danger": ["no", "no", "no", "yes"]},
        "repaired", "transit_property", 7),
    "Mobilier de parc": Activity(
        {"item": ["table", "playground", "sports", "bench"], "danger": ["no", "no", "yes"]},
        "repaired", "within_tolerance", 7),
    "Dépôt illégal - Déchets": Activity(
        {"kind": ["illegal_dump"], "volume": ["bag", "items", "items", "pickup"],
         "material": ["household", "furniture", "construction"]}, "collected", "collection_day", 1.5),
    "Parc - Propreté": Activity({"kind": ["park"]}, "cleaned", "not_found_on_site", 1.5),
    "Panier de rue à vider": Activity({"kind": ["full_bin"]}, "bin_emptied", "not_found_on_site", 1),
    "Débris sur la voie publique": Activity(
        {"kind": ["road_debris"], "volume": ["items", "bag"],
         "hazard": ["", "", "glass", "blocks_way"]}, "collected", "construction_site", 1),
    "Balai mécanique": Activity({"kind": ["street_sweeping"], "dirt": ["gravel", "leaves", "mud"]},
                                "swept", "on_schedule", 3),
    "Nettoyage du domaine public": Activity(
        {"kind": ["sidewalk", "public_place"], "dirt": ["droppings", "stains", "other"]},
        "washed", "private_ground", 3),
}

WEEKDAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


class Territory:
    """Draws positions inside the first ring of a GeoJSON polygon."""

    def __init__(self, path):
        with open(path) as f:
            document = json.load(f)
        feature = document["features"][0] if document["type"] == "FeatureCollection" else document
        self.ring = feature.get("geometry", feature)["coordinates"][0]
        xs, ys = zip(*[(p[0], p[1]) for p in self.ring])
        self.box = min(xs), min(ys), max(xs), max(ys)

    def inside(self, x, y):
        odd = False
        for (ax, ay), (bx, by) in zip(self.ring, self.ring[1:]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
        return odd

    def draw(self, rng):
        while True:
            x = round(rng.uniform(self.box[0], self.box[2]), 6)
            y = round(rng.uniform(self.box[1], self.box[3]), 6)
            if self.inside(x, y):
                return y, x


class Row:
    """One line of the extract, with what the generator adds to it."""

    def __init__(self, number, line, seed, territory):
        rng = random.Random("%s/%d" % (seed, number))
        self.number, self.line = number, line
        self.activity = ACTIVITIES[line["activity"]]
        self.service = line["service_code"]
        self.filed_at = self.draw_time(line, rng)
        self.lat, self.long = territory.draw(rng)
        self.answers = {k: rng.choice(v) for k, v in self.activity.answers.items()}
        self.path = list(PATHS[line["last_status"]])
        self.taken_after = rng.uniform(0.5, 30) * 3600
        self.work = self.activity.days * 86400 * math.exp(rng.gauss(0, 0.7))
        self.id = None

    @staticmethod
    def draw_time(line, rng):
        year, month = map(int, line["month"].split("-"))
        wanted = WEEKDAYS[line["weekday"]]
        days = [d for d in range(1, calendar.monthrange(year, month)[1] + 1)
                if calendar.weekday(year, month, d) == wanted]
        return datetime.datetime(year, month, rng.choice(days), int(line["hour"]), rng.randrange(60),
                                 rng.randrange(60), tzinfo=ZONE).timestamp()

    def form(self, key):
        fields = [("api_key", key), ("service_code", self.service), ("lat", "%.6f" % self.lat),
                  ("long", "%.6f" % self.long), ("external_id", "row-%d" % self.number),
                  ("channel", "import"), ("description", "%s (%s)" % (self.line["activity"],
                                                                      self.line["channels"]))]
        fields += [("attribute[%s]" % k, v) for k, v in self.answers.items() if v]
        return urllib.parse.urlencode(fields).encode()

    def step(self):
        """The next transition as JSON, or None when the row is where it ends."""
        to, reason = self.path.pop(0)
        reason = {"*": self.activity.done, "!": self.activity.refused}.get(reason, reason)
        return json.dumps({"to": to, **({"reason": reason} if reason else {})}).encode()


class Door:
    """A few keep-alive connections; sends a round of requests and waits for all the answers."""

    def __init__(self, server):
        self.socks = [socket.create_connection((server.host, server.port))
                      for _ in range(CONNECTIONS)]
        for s in self.socks:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def round(self, requests):
        """[(bytes, callback(status, body))], at most one a connection at a time."""
        for start in range(0, len(requests), CONNECTIONS):
            waiting = {}
            for sock, (data, done) in zip(self.socks, requests[start:start + CONNECTIONS]):
                sock.sendall(data)
                waiting[sock] = [b"", done]
            while waiting:
                for sock in select.select(list(waiting), [], [], 60)[0]:
                    self.take(sock, waiting)

    @staticmethod
    def take(sock, waiting):
        piece = sock.recv(65536)
        if not piece:
            raise SystemExit("replay: the server closed a connection after %r" % waiting[sock][0][-500:])
        entry = waiting[sock]
        entry[0] += piece
        head, found, body = entry[0].partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) >= length:
            del waiting[sock]
            entry[1](int(head.split(b" ")[1]), body)


class Replay:
    """Files and carries all rows, hour by hour of the test clock."""

    def __init__(self, server, rows):
        self.server, self.rows, self.door = server, rows, Door(server)
        self.client, self.agent = server.key("client"), server.key("agent")
        self.admin = server.key("admin")
        self.agenda = [(r.filed_at, r.number, r) for r in rows]
        heapq.heapify(self.agenda)
        self.refused = []

    def http(self, method, path, key, body, content_type):
        return ("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                "Authorization: Bearer %s\r\n\r\n" % (method, path, content_type, len(body), key)
                ).encode() + body

    def filing(self, row):
        def done(status, body):
            if status != 200:
                self.refused.append((row.number, body.decode()))
                return
            row.id = json.loads(body)[0]["service_request_id"]
            if row.path:
                later = row.filed_at + (row.taken_after if len(row.path) > 1 else row.work)
                heapq.heappush(self.agenda, (later, row.number, row))

        return self.http("POST", "/open311/v2/requests.json", self.client, row.form(self.client),
                         "application/x-www-form-urlencoded"), done

    def moving(self, row, at):
        def done(status, body):
            if status != 200:
                self.refused.append((row.number, body.decode()))
            elif row.path:
                heapq.heappush(self.agenda, (at + row.work, row.number, row))

        return self.http("POST", "/api/v1/requests/%s/transitions" % row.id, self.agent, row.step(),
                         "application/json"), done

    def set_clock(self, at):
        when = datetime.datetime.fromtimestamp(at, datetime.timezone.utc).isoformat()
        body = json.dumps({"now": when}).encode()

        def done(status, answer):
            if status != 200:
                raise SystemExit("replay: the test clock: %d %s" % (status, answer))

        self.door.round([(self.http("POST", "/api/v1/test/clock", self.admin, body,
                                    "application/json"), done)])

    def run(self):
        done, began = 0, time.monotonic()
        while self.agenda:
            hour = self.agenda[0][0] // 3600 * 3600
            self.set_clock(hour + 3599)
            batch = []
            while self.agenda and self.agenda[0][0] < hour + 3600:
                at, _, row = heapq.heappop(self.agenda)
                batch.append(self.moving(row, at) if row.id else self.filing(row))
            self.door.round(batch)
            done += len(batch)
            if sys.stderr.isatty() and done % 100 < len(batch):
                print("\rreplay: %s, %d steps, %.0f/s " % (
                    datetime.date.fromtimestamp(hour), done, done / (time.monotonic() - began)),
                    end="", file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            print(file=sys.stderr)


def stored(server):
    """Every request in the store, by the agents' list."""
    cursor, items = None, []
    while True:
        query = "order=requested&limit=200" + ("&cursor=" + cursor if cursor else "")
        page = server.get("/api/v1/requests?" + query, key="agent").json
        items += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return items


def instant(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def percentile(values, share):
    """Nearest rank."""
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else 0


def figures(items, rows):
    """One line of the table per service, and one of all."""
    by_service = collections.defaultdict(list)
    for item in items:
        by_service[item["service"]["code"]].append(item)
    filed = collections.Counter(r.service for r in rows)
    for code in sorted(by_service) + ["all"]:
        some = items if code == "all" else by_service[code]
        days = [(instant(i["due_at"]) - instant(i["requested_at"])) / 86400 for i in some]
        states = collections.Counter(i["state"]["id"] for i in some)
        done = [i for i in some if i["state"]["id"] == "done"]
        on_time = sum(1 for i in done for c in i["clocks"] if c["name"] == "resolution"
                      and instant(i["closed_at"]) <= instant(c["breach_at"]))
        yield (code, len(rows) if code == "all" else filed[code], len(some),
               percentile(days, 0), percentile(days, 0.5), percentile(days, 0.9), states["done"],
               states["refused"], states["cancelled"],
               sum(1 for i in some if i["status"] == "open"),
               100.0 * on_time / len(done) if done else 0.0)


def print_table(lines):
    print("| service | filed | stored | promise, days: least | median | P90 | done | refused "
          "| cancelled | open | done on time |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for line in lines:
        print("| %s | %d | %d | %.1f | %.1f | %.1f | %d | %d | %d | %d | %.1f %% |" % line)


def read_rows(path, seed, limit, territory):
    with open(path, newline="", encoding="utf-8") as f:
        lines = list(csv.DictReader(f))
    unknown = {x["activity"] for x in lines} - set(ACTIVITIES)
    if unknown:
        raise SystemExit("replay: activities I do not know: " + ", ".join(sorted(unknown)))
    return [Row(n, line, seed, territory) for n, line in enumerate(lines[:limit or None])]


def main():
    parser = argparse.ArgumentParser(prog="scripts/replay")
    parser.add_argument("file")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many rows")
    parser.add_argument("--data", help="keep the data here instead of a directory that goes")
    options = parser.parse_args()
    rows = read_rows(options.file, options.seed, options.limit,
                     Territory(os.path.join(guichet.BOROUGH, "territory.geojson")))
    start = min(r.filed_at for r in rows) // 3600 * 3600
    with tempfile.TemporaryDirectory(prefix="guichet-replay-") as where:
        clock = datetime.datetime.fromtimestamp(start, datetime.timezone.utc).isoformat()
        # most hours need few of the connections: the others wait, on a slow machine for minutes
        with guichet.Server("--access-log", "off", "--max-per-connection", "0", "--idle-ms", "3600000",
                            data=options.data or where, clock=clock) as server:
            replay = Replay(server, rows)
            replay.run()
            if replay.refused:
                for number, why in replay.refused[:10]:
                    print("row %d: %s" % (number, why), file=sys.stderr)
                raise SystemExit("replay: %d steps were refused" % len(replay.refused))
            items = stored(server)
            if len(items) != len(rows):
                raise SystemExit("replay: %d filed, %d stored" % (len(rows), len(items)))
            print_table(figures(items, rows))


if __name__ == "__main__":
    main()
