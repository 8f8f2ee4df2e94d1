"""The life of rules: put in force, gone back from, restored, while requests keep flowing; each request is decided by
exactly one generation, which its event and its answer name."""

import concurrent.futures
import json
import os
import shutil
import signal
import tempfile
import threading
import time

import guichet
import swarm

ADMIN = "/api/v1/admin/"
PATH = "core/pothole/service.lua"
ACTIVATIONS = int(os.environ.get("ACTIVATIONS", "150"))
WRITERS = 40  # each with a submission under way, always


def source():
    with open(os.path.join(guichet.ROOT, "plugins/pothole/service.lua"), encoding="utf-8") as f:
        return f.read()


def versioned(version):
    text = source().replace('version = "1.1.0"', 'version = "%s"' % version)
    assert version in text
    return text


def activate(server, version, **headers):
    return server.send("POST", ADMIN + "activate", {"texts": {PATH: versioned(version)}}, "admin", **headers)


def activated(server, version, **headers):
    answer = activate(server, version, **headers)
    assert answer.status == 200, answer
    return answer.json


def history(server):
    answer = server.get(ADMIN + "generations", "admin")
    assert answer.status == 200, answer
    return answer.json


def deciding(server, rid):
    """The generation and the version of the rules that a request's first event names."""
    r = server.get("/api/v1/requests/%s" % rid, "agent").json
    event = r["events"][0]
    return event["generation"], event["decision"]["service_version"]


def test_first_start_records_what_the_folder_holds():
    with guichet.Server() as s:
        h = history(s)
        guichet.equal([(i["number"], i["kind"], i["author"], i["generation"]) for i in h["items"]],
                      [(1, "first", "guichet", h["active"])])
        one = s.get(ADMIN + "generations/1", "admin").json
        guichet.equal(one["texts"][PATH], source())
        assert "jurisdiction.lua" in one["texts"] and "territory.geojson" in one["texts"], list(one["texts"])
        guichet.equal(s.get(ADMIN + "generations/2", "admin").status, 404)


def test_an_activation_names_itself_everywhere():
    with guichet.Server() as s:
        before = s.filed()
        done = activated(s, "2.0.0")
        assert done["changed"] and done["number"] == 2 and done["generation"] != done["before"], done
        answer = s.file()
        guichet.equal(answer.headers["guichet-generation"], done["generation"])
        guichet.equal(deciding(s, answer.json[0]["service_request_id"]), (done["generation"], "2.0.0"))
        guichet.equal(deciding(s, before), (done["before"], "1.1.0"))
        guichet.equal(s.get("/api/v1/services/pothole").json["version"], "2.0.0")
        newest = history(s)["items"][0]
        guichet.equal((newest["kind"], newest["author"]), ("activated", "test-admin"))
        again = activated(s, "2.0.0")
        assert not again["changed"] and again["number"] is None, again


def test_a_faulty_text_changes_nothing():
    with guichet.Server() as s:
        active = history(s)["active"]
        for verb in ("check", "activate"):
            bad = s.send("POST", ADMIN + verb, {"texts": {PATH: source().replace("required", "requird")}}, "admin")
            guichet.equal(bad.status, 400)
            error = bad.json["errors"][0]
            assert error["where"].startswith("pothole/service.lua:"), error
            assert error["fr"] and error["en"] and error["fr"] != error["en"], error
        good = s.send("POST", ADMIN + "check", {"texts": {PATH: versioned("3.0.0")}}, "admin").json
        assert good["generation"] != active and not good["changed"], good
        guichet.equal(history(s)["active"], active)
        guichet.equal(len(history(s)["items"]), 1)
        for texts in ({"../x": ""}, {"a": 1}, {"/etc/passwd": ""}):
            guichet.equal(s.send("POST", ADMIN + "check", {"texts": texts}, "admin").status, 400)
        guichet.equal(s.send("POST", ADMIN + "check", {"texts": {}, "base": "nothing"}, "admin").status, 400)


def test_the_gate_opens_in_any_year():
    """The tests that it runs file in 2026; a server of 2036 plays them on the calendars of 2026."""
    for clock in ("2036-06-02T12:00:00-04:00", "2051-02-28T23:00:00-05:00"):
        with guichet.Server(clock=clock) as s:
            assert activated(s, "2.0.0")["changed"]
            wrong = versioned("3.0.0").replace('ref "repair_days", unit = "cd"', '9, unit = "cd"')
            assert wrong != versioned("3.0.0")
            refused = s.send("POST", ADMIN + "activate", {"texts": {PATH: wrong}}, "admin")
            guichet.equal(refused.status, 400)
            assert "2026-06-0" in refused.text and "pothole/service_test.lua:" in refused.text, refused.text


def test_only_administrators():
    with guichet.Server() as s:
        for role in ("client", "agent", "manager"):
            guichet.equal(s.send("POST", ADMIN + "rollback", {}, role).status, 403)
            guichet.equal(s.get(ADMIN + "generations", role).status, 403)
        guichet.equal(s.send("POST", ADMIN + "activate", {}, None).status, 401)


def test_going_back_step_by_step():
    with guichet.Server() as s:
        first = history(s)["active"]
        none = s.send("POST", ADMIN + "rollback", {}, "admin")
        guichet.equal(none.status, 404)
        second = activated(s, "2.0.0")["generation"]
        activated(s, "3.0.0")
        back = s.send("POST", ADMIN + "rollback", {"note": "trop tôt"}, "admin").json
        guichet.equal(back["generation"], second)
        back = s.send("POST", ADMIN + "rollback", {}, "admin").json
        guichet.equal(back["generation"], first)
        guichet.equal(s.send("POST", ADMIN + "rollback", {}, "admin").status, 404)
        forth = s.send("POST", ADMIN + "rollback", {"to": 3}, "admin").json
        guichet.equal(s.get("/api/v1/services/pothole").json["version"], "3.0.0")
        assert forth["number"] == 6, forth
        guichet.equal([i["kind"] for i in history(s)["items"]],
                      ["rolled_back"] * 3 + ["activated"] * 2 + ["first"])
        guichet.equal(history(s)["items"][2]["note"], "trop tôt")


def test_two_administrators_at_once():
    """Each says what it replaces: one wins, the other hears what is in force."""
    with guichet.Server() as s:
        s.key("admin")
        for n in range(10):
            tag = '"%s"' % history(s)["active"]
            gate = threading.Barrier(2)
            conns = [s.connect(), s.connect()]
            headers = {"Authorization": "Bearer " + s.key("admin"), "Content-Type": "application/json",
                       "If-Match": tag}

            def one(i):
                gate.wait()
                return s.request("POST", ADMIN + "activate",
                                 json.dumps({"texts": {PATH: versioned("2.%d.%d" % (n, i))}}), headers, conns[i])
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(one, range(2)))
            guichet.equal(sorted(a.status for a in answers), [200, 412])
            loser = next(a for a in answers if a.status == 412)
            assert history(s)["active"] in loser.json["detail"], loser
            for c in conns:
                c.close()


def test_a_restart_restores_what_was_in_force():
    with guichet.Server() as s:
        done = activated(s, "2.0.0")
        s.stop()
        s.start()
        guichet.equal(history(s)["active"], done["generation"])
        guichet.equal(deciding(s, s.filed()), (done["generation"], "2.0.0"))
        assert "rules_differ" in s.read_log() and done["before"] in s.read_log()


def test_killed_around_an_activation():
    """After kill -9 the rules are exactly the old or the new ones, and history says which."""
    with guichet.Server() as s:
        for n in range(6):
            s.key("admin")
            names = {history(s)["active"]}
            check = s.send("POST", ADMIN + "check", {"texts": {PATH: versioned("4.0.%d" % n)}}, "admin").json
            names.add(check["generation"])
            killer = threading.Timer(0.02 * n, lambda: s.process.send_signal(signal.SIGKILL))
            killer.start()
            try:
                activate(s, "4.0.%d" % n)
            except OSError:
                pass
            except Exception as e:  # http.client's own
                assert "closed" in str(e) or "Incomplete" in repr(e) or "disconnect" in repr(e).lower(), repr(e)
            killer.join()
            s.process.wait()
            s.process.stdout.close()
            s.conn = None
            s.start()
            active = history(s)
            assert active["active"] in names, (active, names)
            guichet.equal(active["items"][0]["generation"], active["active"])
            guichet.equal(deciding(s, s.filed())[0], active["active"])


def test_activation_while_draining():
    with guichet.Server() as s:
        s.key("admin")
        conn = s.connect()
        headers = {"Authorization": "Bearer " + s.key("admin"), "Content-Type": "application/json"}
        conn.request("POST", ADMIN + "activate", json.dumps({"texts": {PATH: versioned("5.0.0")}}), headers)
        time.sleep(0.005)
        s.process.send_signal(signal.SIGTERM)
        answer = conn.getresponse()
        guichet.equal(answer.status, 200)
        done = json.loads(answer.read())
        conn.close()
        guichet.equal(s.stop(), 0)
        s.start()
        guichet.equal(history(s)["active"], done["generation"])


def folder():
    """A copy of the borough and of the shared plugins, to be written in."""
    d = tempfile.mkdtemp(prefix="guichet-rules-")
    shutil.copytree(guichet.BOROUGH, os.path.join(d, "borough"))
    shutil.copytree(os.path.join(guichet.ROOT, "plugins"), os.path.join(d, "plugins"))
    return d


def save(d, text, name="plugins/pothole/service.lua"):
    with open(os.path.join(d, name + ".new"), "w", encoding="utf-8") as f:
        f.write(text)
    os.rename(os.path.join(d, name + ".new"), os.path.join(d, name))


def served(d, *args):
    return guichet.Server("--plugins", os.path.join(d, "plugins"), *args,
                          boroughs=(os.path.join(d, "borough"),))


def version(s):
    return s.get("/api/v1/services/pothole").json["version"]


def test_sighup_reads_the_folder_through_the_gate():
    d = folder()
    own = "borough/services/pothole/service.lua"
    os.makedirs(os.path.join(d, os.path.dirname(own)))
    with served(d) as s:
        save(d, versioned("8.0.0"), own)
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: version(s) == "8.0.0", 60)
        save(d, "return service {}", own)
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: "rules_refused" in s.read_log(), 60)
        guichet.equal(version(s), "8.0.0")
        guichet.equal(history(s)["items"][0]["author"], "guichet")
    shutil.rmtree(d)


def test_a_test_that_fails_keeps_rules_out():
    text = """return { test "gros trou" { now = "2026-11-06 16:50", given = { size = "big", place = "roadway" },
      expect = { rule = "nowhere" } } }"""
    with guichet.Server() as s:
        texts = {"core/pothole/service_test.lua": text, PATH: versioned("8.1.0")}
        bad = s.send("POST", ADMIN + "activate", {"texts": texts}, "admin")
        guichet.equal((bad.status, version(s)), (400, "1.1.0"))
        assert bad.json["errors"][0]["where"].startswith("pothole/service_test.lua:"), bad
        assert "nowhere" in bad.json["errors"][0]["en"], bad


def test_a_setting_is_not_held_to_the_tests_of_the_defaults():
    d = folder()
    path = os.path.join(d, "borough", "jurisdiction.lua")
    with open(path) as f:
        text = f.read()
    with served(d) as s:
        with open(path, "w") as f:
            f.write(text.replace("settings = {", "settings = { pothole = { repair_days = 5 },", 1))
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: "rules_reloaded" in s.read_log(), 60)
    shutil.rmtree(d)


def test_dev_follows_what_is_saved():
    d = folder()
    with served(d, "--dev") as s:
        save(d, versioned("9.0.0"))
        swarm.wait_until(lambda: version(s) == "9.0.0", 60)
        save(d, "half")
        swarm.wait_until(lambda: "rules_refused" in s.read_log(), 60)
        save(d, versioned("9.0.1"))
        swarm.wait_until(lambda: version(s) == "9.0.1", 60)
    shutil.rmtree(d)


def test_dev_while_files_are_being_written():
    """Half a file, two files of one thought, a folder that goes: what is in force is never a mixture, and the server lives."""
    d = folder()
    own = os.path.join(d, "borough", "services", "pothole")
    borough = os.path.join(d, "borough", "jurisdiction.lua")
    with open(borough, encoding="utf-8") as f:
        offered = f.read()
    with served(d, "--dev") as s:
        active = history(s)["active"]
        os.makedirs(own)
        with open(os.path.join(own, "service.lua"), "w", encoding="utf-8") as f:
            f.write(versioned("9.2.0")[:2000])
            f.flush()
            swarm.wait_until(lambda: "rules_refused" in s.read_log(), 60)
            guichet.equal(history(s)["active"], active)
            f.write(versioned("9.2.0")[2000:])
        swarm.wait_until(lambda: version(s) == "9.2.0", 60)
        shutil.rmtree(own)  # the shared one serves again
        swarm.wait_until(lambda: version(s) == "1.1.0", 60)
        guichet.run("new", os.path.join(d, "borough"), "tree", "--plugins", os.path.join(d, "plugins"))
        with open(borough, "w", encoding="utf-8") as f:
            f.write(offered.replace('"cleaning" }', '"cleaning", "tree" }'))
        swarm.wait_until(lambda: s.get("/api/v1/services/tree").status == 200, 60)
        shutil.rmtree(os.path.join(d, "borough", "services", "tree"))  # and jurisdiction.lua still names it
        swarm.wait_until(lambda: "tree/service.lua" in s.read_log(), 60)
        guichet.equal(s.get("/api/v1/services/tree").status, 200)
        with open(borough, "w", encoding="utf-8") as f:
            f.write(offered)
        swarm.wait_until(lambda: s.get("/api/v1/services/tree").status == 404, 60)
        guichet.equal(history(s)["active"], active)
    shutil.rmtree(d)


def test_a_broken_service_is_left_out_and_said():
    d = folder()
    save(d, "return service {}")
    with served(d) as s:
        ready = s.get("/readyz")
        guichet.equal(ready.status, 200)
        faults = ready.json["rules"][0]["faults"]
        assert faults and faults[0]["where"].startswith("pothole/service.lua"), ready.json
        assert faults[0]["fr"] != faults[0]["en"], faults
        codes = [i["code"] for i in s.get("/api/v1/services").json["items"]]
        assert "pothole" not in codes and "graffiti" in codes, codes
        s.stop()
        s.start()
        guichet.equal(s.get("/readyz").json["rules"][0]["faults"], faults)
        save(d, versioned("9.1.0"))
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: s.get("/readyz").json["rules"][0]["faults"] == [], 60)
        guichet.equal(version(s), "9.1.0")
    shutil.rmtree(d)


def test_from_the_command_line():
    d = folder()
    with served(d) as s:
        where = ("--server", "http://%s:%d" % (s.host, s.port), "--key", s.key("admin"))
        plugins = ("--plugins", os.path.join(d, "plugins"))
        active = history(s)["active"]
        save(d, versioned("6.0.0"))
        done = guichet.run("activate", os.path.join(d, "borough"), *plugins, *where, "--expects", active,
                           "--approve", "core/pothole@6.0.0", "--note", "essai")
        assert "en vigueur" in done.stdout or "in force" in done.stdout, done
        guichet.equal(version(s), "6.0.0")
        again = guichet.run("activate", os.path.join(d, "borough"), *plugins, *where, "--expects", active, check=False)
        guichet.equal(again.returncode, 1)
        assert history(s)["active"] in again.stderr, again
        shown = guichet.run("history", *where).stdout.splitlines()
        guichet.equal(len(shown), 2)
        assert shown[0].startswith("*") and "test-admin" in shown[0] and "essai" in shown[0], shown
        guichet.run("rollback", *where)
        guichet.equal(version(s), "1.1.0")
        guichet.equal(guichet.run("rollback", *where, check=False).returncode, 1)
        save(d, "return service {}")
        bad = guichet.run("activate", os.path.join(d, "borough"), *plugins, *where, check=False)
        guichet.equal(bad.returncode, 1)
        assert "pothole/service.lua:" in bad.stderr, bad
    shutil.rmtree(d)
    guichet.equal(guichet.run("history", "--server", "http://127.0.0.1:1", "--key", "x", check=False).returncode, 1)
    guichet.equal(guichet.run("history", "--server", "nonsense", check=False).returncode, 1)


def test_rules_that_keep_failing_are_rolled_back():
    """No request is lost: each is stored and flagged, and the rules from before come back by themselves."""
    with guichet.Server() as s:
        first = history(s)["active"]
        failing = versioned("6.6.6").replace('priority = "normal"', 'priority = function() error("x") end')
        elsewhere = 'return { borough = "elsewhere", test "x" { now = "2026-11-06 16:50", expect = { state = "received" } } }'
        untested = {PATH: failing, "core/pothole/service_test.lua": elsewhere}
        answer = s.send("POST", ADMIN + "activate", {"texts": untested}, "admin")
        guichet.equal(answer.status, 200, answer)
        for _ in range(60):
            s.filed()
        swarm.wait_until(lambda: history(s)["active"] == first, 60)
        newest = history(s)["items"][0]
        guichet.equal((newest["kind"], newest["author"], newest["origin"]), ("fell_back", "guichet", 1))
        assert "rules_fell_back" in s.read_log()


class Named(swarm.Swarm):
    """Remembers beside each answer the generation that it names."""

    def answered(self, marker, status, body):
        names = [h.split(b":")[1].strip().decode() for h in self.head.split(b"\r\n")
                 if h.lower().startswith(b"guichet-generation:")]
        self.answers.append((marker, status, body, names))


def filings(server):
    """Every filing that the feed tells of: by request, the generation and the version that decided it."""
    found, after = {}, 0
    while True:
        page = server.get("/api/v1/feed?limit=500&after=%d" % after, "agent").json
        for item in page["items"]:
            event = item["event"]
            if event["kind"] == "submitted":
                assert item["request"] not in found, item["request"]
                found[item["request"]] = event["generation"], event["decision"]["service_version"]
        if not page["more"]:
            return found
        after = page["cursor"]


def check_answers(server, answers, versions):
    """Every answer is good and names one generation, which is the one its event names and its rules are of; and no
    request was filed that nobody was told of, but for those under way in the end."""
    decided = filings(server)
    for marker, status, body, names in answers:
        assert status == 200, (marker, status, body)
        assert len(names) == 1 and names[0] in versions, (marker, names)
        rid = json.loads(body)[0]["service_request_id"]
        guichet.equal(decided.pop(rid), (names[0], versions[names[0]]), rid)
    assert len(decided) <= WRITERS, len(decided)
    for generation, version in decided.values():
        guichet.equal(version, versions[generation])


def test_many_activations_under_load():
    """Requests keep flowing while the rules are replaced again and again."""
    with guichet.Server("--threads", "2", "--access-log", "off") as s:
        key = s.key("client")
        versions = {history(s)["active"]: "1.1.0"}
        over = threading.Event()
        flow = Named(s.host, s.port, "flow", lambda m: swarm.open311_form(key, m), WRITERS)
        runner = threading.Thread(target=flow.run, args=(over.is_set,))
        s.key("admin")
        runner.start()
        began = time.monotonic()
        try:
            for n in range(ACTIVATIONS):
                done = activated(s, "7.0.%d" % n)
                versions[done["generation"]] = "7.0.%d" % n
        finally:
            over.set()
            runner.join()
        flow.close()
        took = time.monotonic() - began
        print("      %d activations, %.0f a second, beside %.0f submissions a second" % (
            ACTIVATIONS, ACTIVATIONS / took, len(flow.answers) / took))
        assert len(flow.answers) > ACTIVATIONS, len(flow.answers)
        used = {a[3][0] for a in flow.answers if a[3]}
        assert len(used) > ACTIVATIONS / 4, (len(used), len(flow.answers))
        check_answers(s, flow.answers, versions)
        guichet.equal(len(history(s)["items"]), min(50, ACTIVATIONS + 1))


if __name__ == "__main__":
    guichet.main()
