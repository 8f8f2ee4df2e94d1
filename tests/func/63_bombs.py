"""Folders made to break the reader: `guichet check` and `guichet test` end soon, with a fault that names the file."""

import os
import subprocess
import tempfile

import guichet

JURISDICTION = """%(head)s local day = { { "08:00", "17:00" } }
return jurisdiction {
  id = "bombs", api = 1, zone = "America/Toronto", languages = { "fr", "en" },
  name = { fr = "Bombes", en = "Bombs" }, motto = { fr = "Boum.", en = "Boom." },
  contact = { fr = "Mairie", en = "Hall" }, key_service = { fr = "Mairie", en = "Hall" }, %(more)s
  calendars = { calendar "office" { %(calendar)s mon = day, tue = day, wed = day, thu = day, fri = day } },
  services = { %(services)s },
}
"""
TERRITORY = 'territory = "territory.geojson",'
SQUARE = "[[[-73.9,45.4],[-73.8,45.4],[-73.8,45.5],[-73.9,45.4]]]"


def borough(head="", more="", calendar="", services='"plain"'):
    return {"jurisdiction.lua": JURISDICTION % locals()}


def land(text):
    return {**borough(more=TERRITORY), "territory.geojson": text}


def loop(count, item):
    return "local many = {} for i = 1, %d do many[i] = %s end" % (count, item)


BOMBS = [  # what, files, what is said
    ("a calendar of a hundred thousand exceptions",
     borough(loop(100000, 'exception "2026-01-01" {}'), calendar="exceptions = many,"),
     "jurisdiction.lua: too much memory"),
    ("two thousand holidays",
     borough(loop(2000, 'holiday("h" .. i) { easter = 1, name = { fr = "E", en = "E" } }'),
             calendar="holidays = many,"), '"holidays" has 2000 item(s)'),
    ("five thousand openings of a day", borough(loop(5000, '{ "08:00", "17:00" }'), calendar="sat = many,"),
     '"sat": too many intervals'),
    ("five thousand services", borough(services=", ".join('"s%d"' % i for i in range(5000))),
     '"services" has 5000 item(s)'),
    ("a name of sixty thousand letters", borough(services='"%s"' % ("x" * 60000)), '"services[1]" is "xxx'),
    ("brackets in brackets", land('{"type":"Polygon","coordinates":' + "[" * 200000),
     "territory.geojson: 1: invalid JSON, line 1: nested too deeply"),
    ("objects in objects", land('{"a":' * 200000), "nested too deeply"),
    ("a hundred thousand polygons",
     land('{"type":"MultiPolygon","coordinates":[%s]}' % ",".join([SQUARE] * 100000)),
     "territory.geojson: coordinates[25000][0]: more than 100000 positions"),
    ("numbers beyond all numbers", land('{"type":"Polygon","coordinates":[[[1e999,45],[0,0],[1,1],[1e999,45]]]}'),
     "a number is too large"),
    ("seventeen megabytes of land", land(" " * (17 << 20)), "territory.geojson: this file is too large"),
    ("a file beyond the limit", {"services/plain/service.lua": "--" + "x" * 70000},
     "plain/service.lua: this file is too large"),
    ("tests without end", {"services/plain/service_test.lua": "while true do end"},
     "plain/service_test.lua:1: too many instructions"),
    ("as many tests as fit", {"services/plain/service_test.lua": loop(5000, "test('t' .. i) {}") + " return many"},
     "plain/service_test.lua"),
]


def write(folder, files):
    source = os.path.join(guichet.ROOT, "tests", "plugin", "borough", "services", "plain", "service.lua")
    with open(source, encoding="utf-8") as f:
        all_files = {**borough(), "services/plain/service.lua": f.read().replace("roads", "office"), **files}
    for path, text in all_files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def run_on(files):
    verb = "test" if any("_test" in path for path in files) else "check"
    with tempfile.TemporaryDirectory() as d:
        write(d, files)
        return subprocess.run([guichet.BINARY, verb, d], capture_output=True, text=True, timeout=60,
                              env=guichet.language("en"))


def test_without_a_bomb():
    done = run_on({})
    guichet.equal(done.returncode, 0, done.stdout + done.stderr)


def test_bombs():
    for what, files, said in BOMBS:
        done = run_on(files)
        told = done.stdout + done.stderr
        guichet.equal(done.returncode, 1, "%s\n%s" % (what, told[:2000]))
        assert said in told, (what, said, told[:2000])
        assert len(told) < 20000, (what, len(told))


if __name__ == "__main__":
    guichet.main()
