"""kill -9 under fifty writers, again and again: no acknowledged request is ever lost or half there."""

import json
import os
import random
import signal
import tempfile
import time

import guichet
import swarm

CYCLES = int(os.environ.get("CYCLES", "100"))
WRITERS = 50


def check_all(server, acknowledged):
    for marker, rid in acknowledged:
        a = server.get("/open311/v2/requests/%s.json" % rid)
        assert a.status == 200, (rid, a)
        guichet.equal(a.json[0]["description"], marker, rid)
        guichet.equal(a.json[0]["service_request_id"], rid)


def cycle(server, n, rng):
    """Writes until the server is killed at a random moment; returns what it had acknowledged."""
    key = server.key("client")
    s = swarm.Swarm(server.host, server.port, "c%d" % n,
                    lambda marker: swarm.open311_form(key, marker), WRITERS)
    enough = rng.randrange(1, 400)
    deadline = time.monotonic() + rng.uniform(0.05, 0.4)

    def kill_when_due():
        if len(s.answers) >= enough or (s.answers and time.monotonic() > deadline):
            server.process.send_signal(signal.SIGKILL)
            return True
        return False

    s.run(kill_when_due)
    server.process.wait(30)
    s.close()
    for marker, status, body in s.answers:
        assert status == 200, (status, body)
    return [(m, json.loads(b)[0]["service_request_id"]) for m, _, b in s.answers]


def test_kill_under_writers():
    seed = int(os.environ.get("SEED", "1"))
    print("seed %d, %d cycles, %d writers" % (seed, CYCLES, WRITERS), flush=True)
    rng = random.Random(seed)
    acknowledged = []
    with tempfile.TemporaryDirectory(prefix="guichet-crash-") as data:
        server = guichet.Server(data=data)
        for n in range(CYCLES):
            server.start()
            if acknowledged:
                check_all(server, rng.sample(acknowledged, min(20, len(acknowledged))))
                check_all(server, fresh)
            server.conn = None
            fresh = cycle(server, n, rng)
            acknowledged += fresh
            server.process.stdout.close()
        ids = [rid for _, rid in acknowledged]
        guichet.equal(len(set(ids)), len(ids), "an id was given twice")
        server.start()
        check_all(server, acknowledged)
        guichet.equal(server.stop(), 0)
        print("%d acknowledged requests survived" % len(acknowledged))
        assert len(acknowledged) > CYCLES
        guichet.run("rebuild", "--verify", "--data", data)


if __name__ == "__main__":
    guichet.main()
