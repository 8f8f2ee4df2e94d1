"""A disk that fails: whoever waited gets 503, the server says why and ends, for a later commit could succeed over
pages that the kernel has dropped; started again, it has all that it had acknowledged."""

import glob
import os
import subprocess
import tempfile

import guichet
import swarm


def shim(where):
    """The library that makes system calls fail (tests/lib/faulty.h): built with the tests, or here."""
    built = glob.glob(os.path.join(os.environ.get("BUILD_DIR", os.path.dirname(guichet.BINARY)),
                                   "tests", "faulty.so"))
    if built:
        return built[0]
    path = os.path.join(where, "faulty.so")
    source = os.path.join(guichet.ROOT, "tests", "lib", "faulty.c")
    subprocess.run(["cc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", path, source, "-ldl"], check=True)
    return path


class Faulty(guichet.Server):
    """A server whose disk does what the plan says; without the belt, which keeps it from the plan."""

    def __init__(self, where, **options):
        self.plan = os.path.join(where, "plan")
        self.data_dir = os.path.join(where, "data")
        os.makedirs(self.data_dir, exist_ok=True)
        super().__init__("--no-belt", data=self.data_dir, log=os.path.join(where, "log"), env={
            "LD_PRELOAD": shim(where), "FAULTY_PLAN": self.plan, "FAULTY_UNDER": self.data_dir,
            "ASAN_OPTIONS": "verify_asan_link_order=0"}, **options)

    def lay(self, *lines):
        with open(self.plan + ".new", "w") as f:
            f.write("\n".join(lines) + "\n")
        os.rename(self.plan + ".new", self.plan)


def fails_for_good(plan):
    """Files, breaks the disk under writers, waits for the end; everything acknowledged survives."""
    with tempfile.TemporaryDirectory(prefix="guichet-io-") as d:
        s = Faulty(d)
        s.start()
        key = s.key("client")
        crowd = swarm.Swarm(s.host, s.port, "io", lambda m: swarm.open311_form(key, m), 16)

        def broken():
            if len(crowd.answers) >= 100 and not os.path.exists(s.plan):
                s.lay(plan)
            return s.process.poll() is not None

        crowd.run(broken)
        crowd.close()
        guichet.equal(s.process.wait(20), 1, "it ends, and says that it did not end well")
        log = s.read_log()
        assert "event=store_failed" in log, log[-2000:]
        assert "AddressSanitizer" not in log and "runtime error" not in log, log[-4000:]
        s.process.stdout.close()
        statuses = {a[1] for a in crowd.answers}
        assert 200 in statuses and statuses <= {200, 503}, statuses
        assert 503 in statuses, "those who waited were told"
        with guichet.Server(data=s.data, log=s.log_path) as again:
            for marker, status, body in crowd.answers:
                if status == 200:
                    rid = body.split(b'"')[3].decode()
                    a = again.get("/open311/v2/requests/%s.json" % rid)
                    guichet.equal((a.status, a.json[0]["description"]), (200, marker))
            again.filed()
        guichet.run("rebuild", "--verify", "--data", s.data)


def test_the_shim_strikes_nothing_without_a_plan():
    with tempfile.TemporaryDirectory(prefix="guichet-io-") as d:
        with Faulty(d) as s:
            for _ in range(5):
                s.filed()


def test_sync_fails():
    fails_for_good("fdatasync 1 1 EIO")


def test_write_fails():
    fails_for_good("pwrite 1 1000000 EIO")


def test_gathered_write_fails():
    # LMDB writes several adjacent pages by writev, one by pwrite: whichever comes
    with tempfile.TemporaryDirectory(prefix="guichet-io-") as d:
        s = Faulty(d)
        s.start()
        first = s.filed()
        s.lay("pwrite 1 1000000 EIO", "writev 1 1000000 EIO", "write 1 1000000 EIO")
        a = s.file()
        guichet.equal(a.status, 503)
        guichet.equal(s.process.wait(20), 1)
        s.process.stdout.close()
        with guichet.Server(data=s.data, log=s.log_path) as again:
            guichet.equal(again.get("/open311/v2/requests/%s.json" % first).status, 200)


def test_a_full_disk_is_not_a_broken_one():
    with tempfile.TemporaryDirectory(prefix="guichet-io-") as d:
        with Faulty(d) as s:
            first = s.filed()
            s.lay("pwrite 1 1000000 ENOSPC", "writev 1 1000000 ENOSPC", "write 1 1000000 ENOSPC")
            guichet.equal(s.file().status, 507)
            guichet.equal(s.get("/readyz").status, 503)
            guichet.equal(s.get("/open311/v2/requests/%s.json" % first).status, 200)
            s.lay("pwrite 1 0 ENOSPC")
            os.remove(s.plan)
            swarm.wait_until(lambda: s.get("/readyz").status == 200, 5)
            s.filed()


if __name__ == "__main__":
    guichet.main()
