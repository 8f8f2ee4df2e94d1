"""A start whose folder cannot be served: what was in force last comes from the store, and it is said."""

import os
import shutil
import signal
import tempfile

import guichet
import swarm

ADMIN = "/api/v1/admin/"
PATH = "core/pothole/service.lua"
TOWN = os.path.join(guichet.ROOT, "examples", "another-borough")


def copy(where):
    d = tempfile.mkdtemp(prefix="guichet-recover-")
    to = os.path.join(d, os.path.basename(where))
    shutil.copytree(where, to)
    return d, to


def spoil(folder):
    with open(os.path.join(folder, "jurisdiction.lua"), "a", encoding="utf-8") as f:
        f.write("\nthis is no Lua")


def mend(folder, where=guichet.BOROUGH):
    shutil.copy(os.path.join(where, "jurisdiction.lua"), os.path.join(folder, "jurisdiction.lua"))


def notices(server, which=0):
    return server.get("/readyz").json["rules"][which]["notices"]


def newer():
    with open(os.path.join(guichet.ROOT, "plugins/pothole/service.lua"), encoding="utf-8") as f:
        return f.read().replace('version = "1.', 'version = "9.', 1)


def test_a_broken_jurisdiction():
    d, folder = copy(guichet.BOROUGH)
    with guichet.Server(boroughs=(folder,)) as s:
        guichet.equal(notices(s), [])
        done = s.send("POST", ADMIN + "activate", {"texts": {PATH: newer()}}, "admin").json
        first = s.filed()
        s.stop()
        spoil(folder)
        s.start()
        log = s.read_log()
        assert "rules_recovered" in log and done["generation"] in log, log
        guichet.equal(s.get("/readyz").status, 200)
        notice, = notices(s)
        guichet.equal((notice["kind"], notice["service"], len(notice["faults"])), ("folder_refused", None, 1))
        assert notice["faults"][0]["where"].startswith("jurisdiction.lua:"), notice
        event = s.as_agent(s.filed())["events"][0]
        guichet.equal(event["generation"], done["generation"])
        assert event["decision"]["service_version"].startswith("9."), event
        guichet.equal(s.as_agent(first)["service"]["code"], "pothole")
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: "rules_refused" in s.read_log(), 60)
        guichet.equal([n["kind"] for n in notices(s)], ["folder_refused"])
        mend(folder)
        guichet.equal(s.send("POST", ADMIN + "rollback", {}, "admin").status, 200)
        s.process.send_signal(signal.SIGHUP)
        swarm.wait_until(lambda: notices(s) == [], 60)
        guichet.equal(len(s.get(ADMIN + "generations", "admin").json["items"]), 3)
    shutil.rmtree(d)


def test_no_folder_at_all():
    """Named in another way too: what counts is where it is."""
    d, folder = copy(guichet.BOROUGH)
    with guichet.Server(boroughs=(folder,)) as s:
        first = s.filed()
        s.stop()
        os.mkdir(os.path.join(d, "x"))
        shutil.move(folder, folder + ".away")
        s.args = [os.path.join(d, ".", "x", "..", os.path.basename(folder)) + "/" if a == folder else a for a in s.args]
        s.start()
        guichet.equal([n["kind"] for n in notices(s)], ["folder_refused"])
        guichet.equal(int(s.filed()), int(first) + 1)
        s.stop()
        shutil.move(folder + ".away", folder)
        s.start()
        guichet.equal(notices(s), [])
    shutil.rmtree(d)


def test_one_of_two():
    d, folder = copy(guichet.BOROUGH)
    with guichet.Server(boroughs=(folder, TOWN)) as s:
        ids = [r["jurisdiction"] for r in s.get("/readyz").json["rules"]]
        s.stop()
        spoil(folder)
        s.start()
        guichet.equal([r["jurisdiction"] for r in s.get("/readyz").json["rules"]], ids)
        guichet.equal([[n["kind"] for n in notices(s, i)] for i in (0, 1)], [["folder_refused"], []])
        s.stop()
        s.args = [TOWN if a == folder else folder if a == TOWN else a for a in s.args]
        s.start()
        guichet.equal([r["jurisdiction"] for r in s.get("/readyz").json["rules"]], ids[::-1])
    shutil.rmtree(d)


def test_nothing_good_anywhere():
    d, folder = copy(guichet.BOROUGH)
    spoil(folder)
    for store in (("--data", os.path.join(d, "data")), ("--memory",)):
        done = guichet.run("serve", folder, *store, "--listen", "127.0.0.1:0", check=False)
        guichet.equal((done.returncode, done.stdout), (1, ""), done.stderr)
        assert "jurisdiction.lua:" in done.stderr and "^" in done.stderr, done.stderr
    shutil.rmtree(d)


def test_a_folder_of_another_id_is_not_taken_for_it():
    """Another borough's folder is broken: the store's jurisdiction is not served in its place."""
    d, folder = copy(guichet.BOROUGH)
    with guichet.Server(boroughs=(folder,)) as s:
        s.stop()
        other = folder + "-other"
        shutil.copytree(folder, other)
        spoil(other)
        done = guichet.run("serve", other, "--data", s.data, "--listen", "127.0.0.1:0", check=False)
        guichet.equal(done.returncode, 1, done.stderr)
        s.start()
    shutil.rmtree(d)


def test_a_folder_that_differs_is_said():
    d, folder = copy(guichet.BOROUGH)
    with guichet.Server(boroughs=(folder,)) as s:
        done = s.send("POST", ADMIN + "activate", {"texts": {PATH: newer()}}, "admin").json
        s.stop()
        s.start()
        notice, = notices(s)
        guichet.equal((notice["kind"], notice["generation"], notice["faults"]),
                      ("folder_differs", done["before"], []))
    shutil.rmtree(d)


if __name__ == "__main__":
    guichet.main()
