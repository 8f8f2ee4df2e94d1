"""Caring for the data: the log folded again gives the same bytes, damage is found and mended; a backup taken under
load serves; what is exported can be imported and exported again, the same."""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import threading

import guichet
import swarm

TARGETS = {"accepted": None, "forwarded": None, "in_progress": None, "done": "already_settled",
           "refused": "other_authority", "cancelled": "duplicate", "reopened": "came_back"}


def random_verb(s, rng, ids):
    """One act of a clerk or a citizen; most are legal."""
    kind = rng.choice(["file", "file", "move", "move", "move", "note", "assign", "place", "service"])
    if kind == "file" or not ids:
        service = rng.choice(list(guichet.EXAMPLES))
        a = s.file(service, description="n° %d é <&> 🕳" % rng.randrange(10**9),
                   email="p%d@example.org" % rng.randrange(99),
                   external_id="x%d" % rng.randrange(30) if rng.random() < .3 else None,
                   lat="45.49%02d" % rng.randrange(40, 60), long="-73.84%02d" % rng.randrange(60, 99))
        if a.status == 200:
            ids.add(a.json[0]["service_request_id"])
        return a.status
    url = "/api/v1/requests/" + rng.choice(sorted(ids))
    if kind == "move":
        to = rng.choice(list(TARGETS))
        return s.move(url.rsplit("/", 1)[1], to, TARGETS[to], note="Étape." * rng.randrange(2)).status
    method, path, data = {
        "note": ("POST", "/notes", {"note": "Mot %d" % rng.randrange(99), "internal_note": "À nous"}),
        "assign": ("POST", "/assignment", {"assignee": rng.choice(["A", "B", None])}),
        "place": ("PATCH", "", {"lat": 45.46, "long": -73.93, "address": "1, rue Z"}),
        "service": ("PATCH", "", {"service": "cleaning", "attributes": {"kind": "sidewalk"}}),
    }[kind]
    return s.send(method, url + path, data).status


def lively_data(where, seed=1, verbs=250):
    """A data directory after many random verbs on two days."""
    rng = random.Random(seed)
    with guichet.Server(data=where) as s:
        ids, statuses = set(), []
        for n in range(verbs):
            if n == verbs // 2:
                s.set_clock("2026-06-03T10:11:12-04:00")
            statuses.append(random_verb(s, rng, ids))
        guichet.run("rebuild", "--verify", "--data", where)  # beside the running server
        assert set(statuses) <= {200, 400, 409, 422}, set(statuses)
        assert statuses.count(200) > verbs // 2, statuses.count(200)
        return ids


def view(s, ids):
    """All that the server says of some requests."""
    return [s.as_agent(rid) for rid in sorted(ids)] + [
        s.get("/open311/v2/requests.json?extensions=true").json,
        s.get("/api/v1/requests?limit=200", key="agent").json["items"],
        s.get("/api/v1/requests?order=updated&limit=200", key="agent").json["items"]]


def test_verify_after_random_verbs():
    for seed in (1, 2):
        print("seed", seed)
        with tempfile.TemporaryDirectory() as d:
            lively_data(d, seed)
            done = guichet.run("rebuild", "--verify", "--data", d)
            guichet.equal(done.returncode, 0)


def test_rebuild_changes_nothing_that_shows():
    with tempfile.TemporaryDirectory() as d:
        ids = lively_data(d, 3, 120)
        with guichet.Server(data=d, clock="2026-06-03T12:00:00-04:00") as s:
            before = view(s, ids)
            done = guichet.run("rebuild", "--data", d, check=False)
            guichet.equal(done.returncode, 1, "not under a running server")
        guichet.run("rebuild", "--data", d)
        guichet.run("rebuild", "--verify", "--data", d)
        with guichet.Server(data=d, clock="2026-06-03T12:00:00-04:00") as s:
            guichet.equal(view(s, ids), before)
            assert int(s.filed()) > max(map(int, ids))


def flipped(source, where, at):
    """A data directory from a backup file with one byte changed."""
    shutil.rmtree(where, ignore_errors=True)
    os.mkdir(where)
    path = os.path.join(where, "data.mdb")
    shutil.copy(source, path)
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 1]))
    return where


def test_damage_is_found_and_mended():
    """A letter of a description is changed wherever it is stored: in the log, in the state, in an index."""
    with tempfile.TemporaryDirectory() as d:
        data, copy, bad = (os.path.join(d, n) for n in ("data", "copy.mdb", "bad"))
        with guichet.Server(data=data) as s:
            for n in range(5):
                s.filed(description="Un trou ordinaire %d" % n)
            rid = s.filed(description="Quatorzième-marque-unique")
            s.moved(rid, "in_progress")
        guichet.run("backup", copy, "--data", data)
        with open(copy, "rb") as f:
            content = f.read()
        places, at = [], content.find("marque-unique".encode())
        while at >= 0:
            places.append(at)
            at = content.find("marque-unique".encode(), at + 1)
        assert len(places) >= 2, "in its event and in its state: %s" % places
        mended = 0
        for at in places:
            flipped(copy, bad, at)
            done = guichet.run("rebuild", "--verify", "--data", bad, check=False)
            guichet.equal(done.returncode, 1, "damage at %d was not seen" % at)
            assert done.stdout + done.stderr, "it says what differs"
            guichet.run("rebuild", "--data", bad)
            guichet.run("rebuild", "--verify", "--data", bad)
            with guichet.Server(data=bad) as s:
                mended += s.get("/open311/v2/requests/%s.json" % rid).json[0]["description"] == \
                    "Quatorzième-marque-unique"
        guichet.equal(mended, len(places) - 1, "all but the log itself is folded from the log")


# --- backup ----------------------------------------------------------------------------------------


def exported(data):
    return guichet.run("export", "--data", data, "--format", "jsonl").stdout


def test_backup_under_load_serves():
    with tempfile.TemporaryDirectory() as d:
        copies = [os.path.join(d, "copy%d" % n) for n in range(3)]
        with guichet.Server("--access-log", "off") as s:
            key = s.key("client")
            crowd = swarm.Swarm(s.host, s.port, "b", lambda m: swarm.open311_form(key, m), 16)
            over = threading.Event()
            writer = threading.Thread(target=crowd.run, args=(over.is_set,))
            writer.start()
            known = []
            try:
                for where in copies:
                    swarm.wait_until(lambda: len(crowd.answers) > 200 * (len(known) + 1), 30)
                    before = list(crowd.answers)
                    os.mkdir(where)
                    guichet.run("backup", os.path.join(where, "data.mdb"), "--data", s.data)
                    known.append(before)
            finally:
                over.set()
                writer.join()
                crowd.close()
            again = guichet.run("backup", os.path.join(where, "data.mdb"), "--data", s.data, check=False)
            guichet.equal(again.returncode, 1, "a backup never overwrites")
            whole = set(exported(s.data).splitlines())
        for where, answers in zip(copies, known):
            guichet.run("rebuild", "--verify", "--data", where)
            lines = exported(where)
            new = [l for l in lines.splitlines() if l not in whole and '"next_id"' not in l]
            assert not new, "a copy holds only what was: " + new[0]
            with guichet.Server(data=where) as copy:
                copy.keys = {"client": key}
                for marker, status, body in answers[::7]:
                    guichet.equal(status, 200)
                    rid = json.loads(body)[0]["service_request_id"]
                    guichet.equal(copy.get("/open311/v2/requests/%s.json" % rid).json[0]["description"],
                                  marker)
                top = max(int(json.loads(b)[0]["service_request_id"]) for _, _, b in answers)
                assert int(copy.filed()) > top


# --- export and import -----------------------------------------------------------------------------


def test_export_is_json_lines():
    with tempfile.TemporaryDirectory() as d:
        ids = lively_data(d, 4, 80)
        lines = exported(d).splitlines()
        assert len(lines) >= len(ids), len(lines)
        for line in lines:
            assert isinstance(json.loads(line), dict), line
        guichet.equal(exported(d).splitlines(), lines, "the same each time")
        # no secret leaves: neither keys nor tokens in clear
        with guichet.Server(data=d) as s:
            secret = s.key("client")
            guichet.equal(secret in exported(d), False)


def test_export_import_export():
    with tempfile.TemporaryDirectory() as d:
        one, two, file = (os.path.join(d, n) for n in ("one", "two", "log.jsonl"))
        ids = lively_data(one, 5)
        text = exported(one)
        with open(file, "w") as f:
            f.write(text)
        guichet.run("import", file, "--data", two)
        guichet.equal(exported(two), text)
        guichet.run("rebuild", "--verify", "--data", two)
        clock = "2026-06-03T12:00:00-04:00"
        with guichet.Server(data=one, clock=clock) as a, guichet.Server(data=two, clock=clock) as b:
            for rid in ids:
                guichet.equal(b.as_agent(rid), a.as_agent(rid))
            path = "/open311/v2/requests.json?extensions=true"
            guichet.equal(b.get(path).body, a.get(path).body)
            assert int(b.filed()) > max(map(int, ids)), "a number of the imported log is given again"
        guichet.equal(guichet.run("import", file, "--data", two, check=False).returncode, 1,
                      "only into an empty store")


def with_changed_rules(d):
    """Data whose rules were changed twice by a server, then by the command line; what is in force, and the last request."""
    path = "core/pothole/service.lua"
    with open(os.path.join(guichet.ROOT, "plugins", "pothole", "service.lua"), encoding="utf-8") as f:
        text = f.read()
    with guichet.Server(data=d) as s:
        for version in ("2.0.0", "3.0.0"):
            rid = s.filed()
            changed = re.sub('version = "[0-9.]+"', 'version = "%s"' % version, text, count=1)
            answer = s.send("POST", "/api/v1/admin/activate", {"texts": {path: changed}, "note": "l'été"}, "admin")
            guichet.equal(answer.status, 200, answer)
    with tempfile.TemporaryDirectory() as town:
        shutil.copytree(guichet.BOROUGH, town, dirs_exist_ok=True)
        with open(os.path.join(town, "jurisdiction.lua"), "a") as f:
            f.write("-- café\n")
        guichet.run("activate", town, "--data", d, "--author", "Greffe", "--approve", "core/pothole@1.1.0",
                    stdin=subprocess.DEVNULL)
    guichet.run("rollback", "--data", d, "--to", "3")
    return rid


def test_export_carries_the_rules():
    """Their history and their texts: an imported store serves what was in force, and can go back as far."""
    with tempfile.TemporaryDirectory() as d:
        one, two, file = (os.path.join(d, n) for n in ("one", "two", "log.jsonl"))
        rid = with_changed_rules(one)
        text = exported(one)
        with open(file, "w") as f:
            f.write(text)
        assert "changements de règles : 5" in guichet.run("import", file, "--data", two, env=guichet.language("fr")).stdout
        guichet.equal(exported(two), text)
        guichet.run("rebuild", "--verify", "--data", two)
        guichet.equal(guichet.run("history", "--data", two).stdout, guichet.run("history", "--data", one).stdout)
        with guichet.Server(data=one) as a, guichet.Server(data=two) as b:
            for path in ("generations", "generations/1", "generations/3", "generations/5"):
                got = b.get("/api/v1/admin/" + path, "admin")
                guichet.equal((got.status, got.body), (200, a.get("/api/v1/admin/" + path, "admin").body), path)
            guichet.equal(b.get("/api/v1/services/pothole").json["version"], "3.0.0")
            guichet.equal(b.as_agent(rid), a.as_agent(rid))
            for s in (a, b):
                guichet.equal(s.send("POST", "/api/v1/admin/rollback", {}, "admin").status, 200)
                guichet.equal(s.get("/api/v1/services/pothole").json["version"], "2.0.0")


def test_import_of_rules_that_were_tampered_with():
    with tempfile.TemporaryDirectory() as d:
        with_changed_rules(os.path.join(d, "good"))
        lines = exported(os.path.join(d, "good")).splitlines()
        kinds = [json.loads(l)["type"] for l in lines]
        t, c, e = kinds.index("text"), kinds.index("change"), kinds.index("event")
        latin = b"-- caf\xe9, as an old editor writes it\n"
        hexed = '{"type":"text","hash":"%s","hex":"%s"}' % (hashlib.sha256(latin).hexdigest(), latin.hex())
        bad = {
            "lost text": lines[:t] + lines[t + 1:],
            "other text": lines[:t] + [lines[t].replace('"text":"', '"text":"x', 1)] + lines[t + 1:],
            "other hash": lines[:t] + [re.sub('"hash":"..', '"hash":"00', lines[t])] + lines[t + 1:],
            "odd hex": lines[:t] + [hexed[:-3] + '"}'] + lines[t:],
            "no hex": lines[:t] + [hexed[:-4] + 'xx"}'] + lines[t:],
            "lost change": lines[:c] + lines[c + 1:],
            "twice": lines[:c + 1] + lines[c:],
            "of nobody": lines[:c] + [lines[c].replace("pierrefonds-roxboro", "nowhere", 1)] + lines[c + 1:],
            "no kind": lines[:c] + [lines[c].replace('"kind":"first"', '"kind":"last"')] + lines[c + 1:],
            "too late": lines[:c] + lines[e:e + 1] + lines[c:e],
        }
        with open(os.path.join(d, "hexed.jsonl"), "w") as f:  # what older versions took goes the whole way
            f.write("\n".join(lines[:t] + [hexed] + lines[t:]) + "\n")
        guichet.run("import", os.path.join(d, "hexed.jsonl"), "--data", os.path.join(d, "hexed"))
        guichet.equal(sorted(exported(os.path.join(d, "hexed")).splitlines()), sorted(lines + [hexed]))
        for name, changed in bad.items():
            assert changed != lines, name
            path = os.path.join(d, "bad.jsonl")
            with open(path, "w") as f:
                f.write("\n".join(changed) + "\n")
            done = guichet.run("import", path, "--data", os.path.join(d, name), check=False, env=guichet.language("en"))
            guichet.equal(done.returncode, 1, name + done.stdout)
            assert ", line " in done.stderr, (name, done.stderr)


def test_import_of_what_is_no_log():
    with tempfile.TemporaryDirectory() as d:
        good = os.path.join(d, "good")
        lively_data(good, 6, 20)
        lines = exported(good).splitlines()
        second = [n for n, l in enumerate(lines) if '"event":{"number":2' in l][0]
        first = [n for n, l in enumerate(lines) if '"event":{"number":1' in l and
                 '"request":%d,' % json.loads(lines[second])["request"] in l][0]
        bad = {"cut": "\n".join(lines)[:-30], "rubbish": "not json\n", "array": "[1]\n", "empty": "",
               "repeat": "\n".join(lines[:second + 1] + lines[second:]) + "\n",
               "gap": "\n".join(lines[:first] + lines[first + 1:]) + "\n",
               "unknown": "\n".join(lines) + '\n{"type":"volcano"}\n'}
        for name, text in bad.items():
            path = os.path.join(d, name + ".jsonl")
            with open(path, "w") as f:
                f.write(text)
            done = guichet.run("import", path, "--data", os.path.join(d, "into-" + name), check=False)
            guichet.equal(done.returncode, 1, name)
            assert ".jsonl" in done.stderr and done.stderr.count("\n") >= 1, done.stderr
        guichet.equal(guichet.run("import", os.path.join(d, "nowhere"), "--data",
                                  os.path.join(d, "x"), check=False).returncode, 1)


if __name__ == "__main__":
    guichet.main()
