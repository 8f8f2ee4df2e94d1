"""A rehearsal tells exactly what another version of the rules would have decided of stored requests: nothing when
nothing changed, also beside a server that goes on filing."""

import csv
import io
import json
import os
import shutil
import subprocess
import tempfile
import threading

import guichet

NOON = "2026-05-07T12:00:00-04:00"
PLUGINS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "plugins")
SINCE = ("--since", "2026-05-01", "--until", "2026-06-30")


def backtest(data, borough=guichet.BOROUGH, *args, lang="fr", plugins=None, since=SINCE):
    words = [guichet.BINARY, "backtest", borough, "--data", data, "--lang", lang, *since, *args]
    if plugins:
        words += ["--plugins", plugins]
    return subprocess.run(words, capture_output=True, text=True, timeout=300)


def report(data, plugins=None, *args, **options):
    done = backtest(data, guichet.BOROUGH, "--format", "json", *args, plugins=plugins, **options)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def plugins_with(folder, service, *changes):
    """A copy of the shared plugins with some words of one service changed."""
    where = os.path.join(folder, "plugins")
    shutil.copytree(PLUGINS, where)
    path = os.path.join(where, service, "service.lua")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return where


def some_of_each(s):
    ids = {"pothole": [], "graffiti": [], "street-light": []}
    for n in range(12):
        ids["pothole"].append(int(s.filed("pothole", {"size": ("small", "large")[n % 2], "place": "roadway"})))
        ids["graffiti"].append(int(s.filed("graffiti", {"hateful": ("no", "yes")[n % 2], "support": "wall"})))
        ids["street-light"].append(int(s.filed("street-light")))
    s.moved(ids["pothole"][0], "refused", "private_ground")
    s.moved(ids["pothole"][1], "waiting")
    return ids


def only(answer, **wanted):
    return [g for g in answer["changes"] if all(g[k] == v for k, v in wanted.items())]


def test_what_did_not_change_moves_nothing():
    with guichet.Server(clock=NOON) as s:
        some_of_each(s)
        guichet.equal(report(s.data), {"decided": 36, "moved": 0, "dates": 0, "changes": []})


def test_a_winter_moves_nothing_either():
    with guichet.Server(clock="2026-11-12T12:00:00-05:00") as s:
        some_of_each(s)
        guichet.equal(report(s.data, since=("--since", "2026-11-01"))["moved"], 0)


def test_a_changed_rule_tells_exactly_those():
    with guichet.Server(clock=NOON) as s, tempfile.TemporaryDirectory() as folder:
        ids = some_of_each(s)
        plugins = plugins_with(folder, "graffiti", ("default = 24, min = 1", "default = 12, min = 1"))
        answer = report(s.data, plugins)
        guichet.equal((answer["decided"], answer["moved"], answer["dates"]), (36, 6, 6))
        [group] = answer["changes"]
        guichet.equal((group["service"], group["clock"], group["kind"], group["count"]),
                      ("graffiti", "resolution", "earlier", 6))
        guichet.equal(group["samples"], sorted(ids["graffiti"][1::2])[:5])
        guichet.equal(group["spans"], [0, 6, 0, 0, 0, 0])
        text = backtest(s.data, plugins=plugins).stdout
        assert text.startswith("6 des 36 demandes changeraient d'échéance ; 6 changeraient"), text
        english = backtest(s.data, plugins=plugins, lang="en").stdout
        assert english.startswith("6 of 36 requests would have another due date; 6 would change"), english
        done = backtest(s.data, guichet.BOROUGH, "--format", "csv", plugins=plugins)
        rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
        guichet.equal([int(r["id"]) for r in rows], sorted(ids["graffiti"][1::2]))
        guichet.equal((rows[0]["was"], rows[0]["is"]), ("2026-05-08T12:00:00-04:00", "2026-05-08T00:00:00-04:00"))
        guichet.equal(report(s.data, plugins, "--service", "pothole")["decided"], 12)
        guichet.equal(report(s.data, plugins, since=("--since", "2026-05-08"))["decided"], 0)
        guichet.equal(report(s.data, plugins, "--threads", "1"), report(s.data, plugins, "--threads", "7"))


def test_refusals_priorities_clocks_and_failures():
    with guichet.Server(clock=NOON) as s, tempfile.TemporaryDirectory() as folder:
        ids = some_of_each(s)
        plugins = plugins_with(folder, "pothole", ('{ "large",', '{ "huge",'), ('"large", "several" } }', '"several" } }'),
                               ('priority = "normal"', 'priority = function() return "high" end'),
                               ('clock "make_safe"', 'clock "safe"'))
        answer = report(s.data, plugins)
        [refused] = only(answer, kind="refused")
        guichet.equal((refused["count"], refused["samples"]), (6, sorted(ids["pothole"][1::2])[:5]))
        guichet.equal(only(answer, kind="priority")[0]["count"], 6)
        guichet.equal([g["clock"] for g in only(answer, kind="dropped")], ["make_safe"])
        guichet.equal([g["clock"] for g in only(answer, kind="started")], ["safe"])
        csv_text = backtest(s.data, guichet.BOROUGH, "--format", "csv", plugins=plugins).stdout
        assert "attribute[size] not_a_choice" in csv_text and '"normal","high"' in csv_text, csv_text
    with guichet.Server(clock=NOON) as s, tempfile.TemporaryDirectory() as folder:
        some_of_each(s)
        plugins = plugins_with(folder, "pothole",
                               ('priority = "normal"', 'priority = function(r, cx) return cx.no.such end'))
        answer = report(s.data, plugins)
        guichet.equal([(g["service"], g["kind"], g["count"]) for g in answer["changes"]], [("pothole", "failed", 12)])


def test_what_nobody_asked_that_day_is_said():
    with guichet.Server(clock=NOON) as s, tempfile.TemporaryDirectory() as folder:
        some_of_each(s)
        plugins = plugins_with(folder, "pothole", ('priority = "normal"',
                               'priority = function(r, cx) return cx.count { days = 30 } > 3 and "high" or "normal" end'))
        answer = report(s.data, plugins)
        guichet.equal([(g["service"], g["kind"], g["count"]) for g in answer["changes"]], [("pothole", "unasked", 12)])


def test_beside_a_server_that_goes_on():
    """Nothing that is filed meanwhile fails, and none of it moves."""
    with guichet.Server(clock=NOON) as s:
        some_of_each(s)
        failed, filed, stop = [], [], threading.Event()

        def file_on():
            conn = s.connect()
            body = json.dumps({"service": "pothole", "lat": float(guichet.INSIDE["lat"]),
                               "long": float(guichet.INSIDE["long"]), "attributes": guichet.EXAMPLES["pothole"]})
            while not stop.is_set():
                conn.request("POST", "/api/v1/requests", body,
                             {"Authorization": "Bearer " + key, "Content-Type": "application/json"})
                answer = conn.getresponse()
                answer.read()
                (filed if answer.status == 201 else failed).append(answer.status)
            conn.close()

        key = s.key("client")
        threads = [threading.Thread(target=file_on) for _ in range(4)]
        for t in threads:
            t.start()
        try:
            last = 0
            for _ in range(5):
                answer = report(s.data)
                guichet.equal(answer["moved"], 0)
                assert answer["decided"] >= max(last, 36)
                last = answer["decided"]
        finally:
            stop.set()
            for t in threads:
                t.join()
        guichet.equal(failed, [])
        guichet.equal(report(s.data)["decided"], 36 + len(filed))


def test_bad_use():
    with guichet.Server(clock=NOON) as s:
        s.filed()
        for words, status, said in (
                (("--format", "xml"), 2, "--format est text, json ou csv"),
                (("--since", "soon"), 2, "--since « soon »"),
                (("--until", "2026-13-01"), 2, "--until « 2026-13-01 »"),
                (("--lang", "de"), 2, "--lang est fr ou en"),
                (("--data", "/nowhere"), 1, "/nowhere")):
            done = backtest(s.data, guichet.BOROUGH, *words)
            guichet.equal(done.returncode, status, done.stderr)
            assert said in done.stderr, done.stderr
        guichet.equal(backtest(s.data, "/nowhere").returncode, 1)
    for lang, word in (("fr_CA", "Décide de nouveau"), ("en_CA", "Decides the stored requests")):
        done = subprocess.run([guichet.BINARY, "backtest", "--help"], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": lang})
        assert done.returncode == 0 and word in done.stdout


if __name__ == "__main__":
    guichet.main()
