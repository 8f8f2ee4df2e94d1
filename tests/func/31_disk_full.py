"""A disk that is really full: writes get 507 and reads go on; when there is room again the server recovers by
itself within a second; nothing that was acknowledged is lost. Needs the right to mount a tmpfs."""

import contextlib
import errno
import os
import subprocess
import tempfile
import time

import guichet
import swarm


@contextlib.contextmanager
def small_disk(megabytes=64):
    """A directory on a tmpfs of that size, or None where that is not permitted."""
    with tempfile.TemporaryDirectory(prefix="guichet-disk-") as d:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm" % megabytes, "guichet", d],
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            yield None
            return
        try:
            yield d
        finally:
            subprocess.run(["umount", "-l", d], check=True)


def fill(path):
    """Takes all the room there is."""
    with open(path, "wb", buffering=0) as f:
        piece = bytes(1 << 20)
        while piece:
            try:
                f.write(piece)
            except OSError as e:
                assert e.errno == errno.ENOSPC, e
                piece = piece[:len(piece) // 2]


def fill_and_recover(disk, log, reserve):
    """Three fillings under writers; what was acknowledged must be there with the same bytes. Without a
    reserve the free pages inside the store's own file may still take a small commit now and then."""
    acknowledged = {}
    data = os.path.join(disk, "data")
    ballast = os.path.join(disk, "ballast")
    options = () if reserve else ("--reserve", "0")
    with guichet.Server("--access-log", "off", *options, data=data, log=log) as s:
        key = s.key("client")
        for round in range(3):
            crowd = swarm.Swarm(s.host, s.port, "r%d" % round,
                                lambda m: swarm.open311_form(key, m), 16)
            state = {"full": False, "end": time.monotonic() + 20}

            def enough():
                if len(crowd.answers) > 200 and not state["full"]:
                    fill(ballast)
                    state["full"] = True
                return sum(a[1] == 507 for a in crowd.answers) > 50 or time.monotonic() > state["end"]

            crowd.run(enough)
            crowd.close()
            statuses = {a[1] for a in crowd.answers}
            guichet.equal(statuses, {200, 507}, "only these")
            for marker, status, body in crowd.answers:
                if status == 200:
                    acknowledged[body.split(b'"')[3].decode()] = marker
            rid = next(iter(acknowledged))
            guichet.equal(s.get("/healthz").status, 200)
            guichet.equal(s.get("/open311/v2/requests/%s.json" % rid).status, 200)
            if reserve:
                guichet.equal(s.get("/readyz").status, 503)
                refused = s.file()
                guichet.equal((refused.status, refused.json[0]["code"]), (507, 507))
            os.remove(ballast)
            freed = time.monotonic()
            swarm.wait_until(lambda: s.get("/readyz").status == 200, 5)
            assert time.monotonic() - freed <= 1, "more than a second after space came back"
            acknowledged[s.filed(description="after %d" % round)] = "after %d" % round
        for rid, marker in acknowledged.items():
            guichet.equal(s.get("/open311/v2/requests/%s.json" % rid).json[0]["description"], marker)
        guichet.equal(s.stop(), 0)
    with guichet.Server(data=data, log=log) as s:
        for rid, marker in acknowledged.items():
            guichet.equal(s.get("/open311/v2/requests/%s.json" % rid).json[0]["description"], marker)
    guichet.run("rebuild", "--verify", "--data", data)
    print("%d acknowledged requests are there" % len(acknowledged))


def on_a_small_disk(reserve):
    with small_disk() as disk, tempfile.NamedTemporaryFile() as log:
        if disk is None:
            print("SKIPPED: no permission to mount a tmpfs here")
            return
        fill_and_recover(disk, log.name, reserve)


def test_less_than_the_reserve_is_left():
    on_a_small_disk(reserve=True)


def test_the_last_byte_is_taken():
    on_a_small_disk(reserve=False)


if __name__ == "__main__":
    guichet.main()
