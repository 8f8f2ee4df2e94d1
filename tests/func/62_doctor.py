"""`guichet doctor`, and the belt that a server wears: no new programs, only the files it needs."""

import os
import re
import shutil
import tempfile

import guichet


def status_of(server):
    with open("/proc/%d/status" % server.process.pid) as f:
        return dict(re.findall(r"(?m)^(\w+):\s*(.*)$", f.read()))


def kernel_has(what):
    done = guichet.run("doctor", env=guichet.language("en"))
    return re.search(r"(?m)^good .*%s" % what, done.stdout) is not None


def test_doctor_examines_a_good_machine():
    with tempfile.TemporaryDirectory() as d:
        for lang, words in (("fr", ("noyau", "place libre", "fuseaux horaires", "dépôt\u00a0: LMDB")),
                            ("en", ("kernel", "free space", "time zones", "store: LMDB"))):
            done = guichet.run("doctor", "--data", d, env=guichet.language(lang))
            for word in words:
                assert word in done.stdout, (word, done.stdout)
            guichet.equal(len(done.stdout.splitlines()), 9)


def test_doctor_finds_what_is_wrong():
    with tempfile.TemporaryDirectory() as d:
        os.chmod(d, 0o755)
        done = guichet.run("doctor", "--data", d, env=guichet.language("en"))
        assert "chmod 700" in done.stdout, done.stdout
        file = os.path.join(d, "file")
        open(file, "w").close()
        done = guichet.run("doctor", "--data", file, check=False, env=guichet.language("en"))
        guichet.equal(done.returncode, 1)
        assert "FAULT  data directory" in done.stdout, done.stdout
        env = {**guichet.language("fr"), "TZDIR": d}
        done = guichet.run("doctor", check=False, env=env)
        guichet.equal(done.returncode, 1)
        assert "installez tzdata" in done.stdout, done.stdout
        done = guichet.run("doctor", "--data", os.path.join(d, "none"), env=guichet.language("en"))
        assert "the first start will make it" in done.stdout, done.stdout
        assert not os.path.exists(os.path.join(d, "none"))


def test_a_server_wears_the_belt():
    if not kernel_has("seccomp"):
        print("      (this kernel has no seccomp)")
        return
    with guichet.Server() as s:
        status = status_of(s)
        guichet.equal((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        for task in os.listdir("/proc/%d/task" % s.process.pid):  # every thread of it
            with open("/proc/%d/task/%s/status" % (s.process.pid, task)) as f:
                assert re.search(r"(?m)^Seccomp:\s*2$", f.read()), task
        s.filed()
        s.key("agent")
        with tempfile.TemporaryDirectory() as d:  # what works beside it still does
            guichet.run("backup", os.path.join(d, "copy"), "--data", s.data)


def test_without_the_belt():
    with guichet.Server("--no-belt") as s:
        guichet.equal(status_of(s)["Seccomp"], os_seccomp())
        s.filed()


def test_a_link_that_leads_outside():
    """What is in the borough's folder is read; what it points to is read without the belt alone."""
    for args, status in (((), 404), (("--no-belt",), 200)):
        if status == 404 and not kernel_has("Landlock"):
            print("      (this kernel has no Landlock)")
            continue
        with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as outside:
            folder = os.path.join(d, "borough")
            shutil.copytree(os.path.join(guichet.ROOT, "tests", "plugin", "borough"), folder)
            own = os.path.join(folder, "services", "plain", "service.lua")
            shutil.move(own, outside)
            os.symlink(os.path.join(outside, "service.lua"), own)
            with guichet.Server(*args, boroughs=(folder,)) as s:
                guichet.equal(s.get("/open311/v2/services/plain.json").status, status, args)


def test_threads_that_come_later():
    """The workshop's, after a change of rules."""
    if not kernel_has("seccomp"):
        return
    with guichet.Server() as s:
        with open(os.path.join(guichet.ROOT, "plugins", "pothole", "service.lua"), encoding="utf-8") as f:
            texts = {"core/pothole/service.lua": f.read() + "-- again\n"}
        guichet.equal(s.send("POST", "/api/v1/admin/activate", {"texts": texts}, "admin").status, 200)
        wear = [os.path.join("/proc/%d/task" % s.process.pid, t, "status")
                for t in os.listdir("/proc/%d/task" % s.process.pid)]
        assert len(wear) >= 3, wear
        for path in wear:
            with open(path) as f:
                assert re.search(r"(?m)^Seccomp:\s*2$", f.read()), path


def os_seccomp():
    with open("/proc/self/status") as f:
        return re.search(r"(?m)^Seccomp:\s*(\d)", f.read()).group(1)


def test_a_directory_made_at_the_start():
    with tempfile.TemporaryDirectory() as d:
        with guichet.Server(data=os.path.join(d, "new")) as s:
            s.filed()


if __name__ == "__main__":
    guichet.main()
