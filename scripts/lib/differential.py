"""Random calculations through guichet and through moment-business-time; every difference must have a reason that can be
told from the case alone. Run by scripts/differential."""

import argparse
import collections
import datetime
import json
import os
import random
import subprocess
import sys
import zoneinfo

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GUICHET = os.environ.get("GUICHET") or os.path.join(ROOT, "build", "release", "guichet")
ZONE = "America/Toronto"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TORONTO = zoneinfo.ZoneInfo(ZONE)
FIRST = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)


# --- Cases ---------------------------------------------------------------------------------------

def clock(minute):
    return "%02d:%02d" % divmod(minute, 60)


def hours(rng):
    """One to three intervals of a day; now and then two of them touch."""
    edges = sorted(rng.sample(range(1, 24 * 60 - 1), 2 * rng.randint(1, 3)))
    if len(edges) > 2 and rng.random() < 0.1:
        edges[2] = edges[1]
    return [[clock(a), clock(b)] for a, b in zip(edges[::2], edges[1::2])]


def calendar(rng):
    usual = hours(rng)
    week = {day: usual if rng.random() < 0.7 else hours(rng) for day in WEEK if rng.random() < 0.75}
    week = week or {"wed": usual}
    days = {(FIRST + datetime.timedelta(days=rng.randrange(500))).strftime("%Y-%m-%d") for _ in range(rng.randrange(20))}
    return {"weekly": week, "holidays": sorted(days)}


def instant(rng, c):
    """Anywhere in 400 days; often on the edge of an interval, seldom on a second within a minute."""
    at = FIRST + datetime.timedelta(minutes=rng.randrange(400 * 24 * 60))
    local = at.astimezone(TORONTO)
    intervals = c["weekly"].get(WEEK[local.weekday()])
    if intervals and rng.random() < 0.3:
        hour, minute = map(int, rng.choice(rng.choice(intervals)).split(":"))
        local = local.replace(hour=hour, minute=minute, fold=0)
    if rng.random() < 0.1:
        local = local.replace(second=rng.randrange(60))
    return local.astimezone(datetime.timezone.utc).astimezone(TORONTO).isoformat()


def case(rng, i):
    c = calendar(rng)
    row = {"id": str(i), "timezone": ZONE, "calendar": c, "start": instant(rng, c)}
    kind = rng.choice(("add", "add", "sub", "between", "days"))
    if kind == "between":
        start, end = sorted((row["start"], instant(rng, c)), key=datetime.datetime.fromisoformat)
        return dict(row, op="between", start=start, end=end)
    if kind == "days":
        return dict(row, op="add", add={"days": rng.randrange(30), "kind": "business", "at": "same_time",
                                        "receipt": "actual"})
    return dict(row, op=kind, add={"minutes": rng.choice((0, rng.randrange(60), rng.randrange(5000))), "kind": "business"})


# --- Reasons -------------------------------------------------------------------------------------

def minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def touches(c, _ours, _theirs):
    return any(a[1] == b[0] for day in c["calendar"]["weekly"].values() for a, b in zip(day, day[1:]))


def edge(text, c, which):
    """Whether an instant is the opening (0) or the closing (1) of an interval of its day."""
    local = datetime.datetime.fromisoformat(text).astimezone(TORONTO)
    if local.second or local.strftime("%Y-%m-%d") in c["calendar"]["holidays"]:
        return False
    return any(local.strftime("%H:%M") == i[which] for i in c["calendar"]["weekly"].get(WEEK[local.weekday()], ()))


CHANGES = [datetime.date(*d) for d in ((2026, 3, 8), (2026, 11, 1), (2027, 3, 14))]


def night_of_change(c, ours, theirs):
    """A night when the clocks change lies on the way, and what was asked touches its hours, or the hour of the start is
    one that the night does not have."""
    ends = [c["start"]] + [x for x in (c.get("end"), ours, theirs) if isinstance(x, str) and x[:2] == "20"]
    ends = [datetime.datetime.fromisoformat(e).astimezone(TORONTO) for e in ends]
    if not any(min(ends).date() <= d <= max(ends).date() for d in CHANGES):
        return False
    sunday = any(minutes(a) < 180 and minutes(b) > 60 for a, b in c["calendar"]["weekly"].get("sun", ()))
    return sunday or ("days" in c.get("add", {}) and min(ends).hour == 2)


def beyond(_c, ours, _theirs):
    return ours == "error:horizon"


def nothing_at_closing(c, _ours, _theirs):
    return c["op"] == "add" and c["add"].get("minutes") == 0 and edge(c["start"], c, 1)


def nothing_taken_back(c, _ours, _theirs):
    return c["op"] == "sub" and c["add"]["minutes"] == 0


def no_days_from_a_closed_day(c, _ours, _theirs):
    return c.get("add", {}).get("days") == 0 and not intervals_on(c, datetime.datetime.fromisoformat(c["start"]))


def break_of_a_minute(c, _ours, _theirs):
    return c["op"] == "sub" and any(minutes(b[0]) - minutes(a[1]) == 1 for day in c["calendar"]["weekly"].values()
                                    for a, b in zip(day, day[1:]))


def intervals_on(c, local):
    if local.strftime("%Y-%m-%d") in c["calendar"]["holidays"]:
        return []
    return [[local.replace(hour=minutes(t) // 60, minute=minutes(t) % 60, second=0) for t in i]
            for i in c["calendar"]["weekly"].get(WEEK[local.weekday()], ())]


def later_openings(c, ours, theirs):
    """What an interval that opens on the last day, but after the end, takes off: the gap between them."""
    if c["op"] != "between" or not isinstance(theirs, int):
        return False
    end = datetime.datetime.fromisoformat(c["end"]).astimezone(TORONTO)
    today = intervals_on(c, end)
    if not today or end < today[0][0]:
        return False
    gaps = sum((i[0] - end).total_seconds() for i in today if i[0] > end)
    return gaps > 0 and theirs == ours - gaps


def same_instant(c, ours, theirs):
    return isinstance(theirs, str) and isinstance(ours, str) and ours[:2] == theirs[:2] == "20" and \
        datetime.datetime.fromisoformat(ours) == datetime.datetime.fromisoformat(theirs)


REASONS = (
    ("0 minutes at a closing: it stays, we say the next opening (a goal of nothing is met when work begins)",
     nothing_at_closing),
    ("0 minutes taken back from a closed instant: it goes to the closing before, we stay", nothing_taken_back),
    ("0 days from a closed day: it stays, we say the next day that opens (a closed last day is extended, b4)",
     no_days_from_a_closed_day),
    ("a break of one minute, going back: its steps of a minute land on the far edge and lose it", break_of_a_minute),
    ("work in the hours of a night when the clocks change: an hour that is not there, or twice (b7)", night_of_change),
    ("due more than ten years on: it goes on for ever, we say so (b18)", beyond),
    ("two intervals touch: it counts the minute between them twice, we make them one (b1)", touches),
    ("an interval opens later on the last day: it subtracts the time until then", later_openings),
)


# --- Comparing -----------------------------------------------------------------------------------

def compute(command, cases):
    out = subprocess.run(command, input=json.dumps(cases), text=True, capture_output=True,
                         env={**os.environ, "TZ": ZONE})
    if out.returncode:
        sys.exit("differential: %s: %s" % (command[0], out.stderr))
    return {row["id"]: row["result"] for row in json.loads(out.stdout)}


def main():
    parser = argparse.ArgumentParser(prog="scripts/differential")
    parser.add_argument("--cases", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    cases = [case(rng, i) for i in range(options.cases)]
    ours = compute([GUICHET, "calendar", "-"], cases)
    theirs = compute(["node", os.path.join(ROOT, "scripts", "lib", "differential.js")], cases)
    counts, examples, unexplained = collections.Counter(), {}, []
    for c in cases:
        a, b = ours[c["id"]], theirs[c["id"]]
        if a == b or same_instant(c, a, b):
            counts["the same"] += 1
            continue
        reason = next((name for name, holds in REASONS if holds(c, a, b)), None)
        if reason is None:
            unexplained.append((c, a, b))
        else:
            counts[reason] += 1
            examples.setdefault(reason, (c, a, b))
    print("seed %d, %d cases" % (options.seed, options.cases))
    for name, count in counts.most_common():
        print("%6d  %s" % (count, name))
        if name in examples:
            c, a, b = examples[name]
            print("        e.g. %s %s from %s: guichet %s, moment-business-time %s" % (
                c["op"], json.dumps(c.get("add", c.get("end"))), c["start"], a, b))
    for c, a, b in unexplained[:10]:
        print("UNEXPLAINED: guichet %s, moment-business-time %s\n  %s" % (a, b, json.dumps(c)))
    print("%6d  unexplained" % len(unexplained))
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
