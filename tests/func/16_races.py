"""Many hands on the same request: each version is won by exactly one; numbers are given once over all threads;
readers never see half of a change."""

import concurrent.futures
import json
import threading

import guichet
import swarm

API = "/api/v1/requests"
WRITERS = 64


class Crowd:
    """A connection for each of many writers, all let go at once."""

    def __init__(self, server, size=WRITERS):
        self.server = server
        self.conns = [server.connect() for _ in range(size)]
        self.pool = concurrent.futures.ThreadPoolExecutor(size)
        self.headers = {"Authorization": "Bearer " + server.key("agent"),
                        "Content-Type": "application/json"}

    def all(self, method, path, body_of, **headers):
        """Sends body_of(n) on each connection n at the same moment; returns the answers."""
        gate = threading.Barrier(len(self.conns))

        def one(n):
            gate.wait()
            return self.server.request(method, path, json.dumps(body_of(n)),
                                       {**self.headers, **headers}, self.conns[n])
        return list(self.pool.map(one, range(len(self.conns))))

    def close(self):
        self.pool.shutdown()
        for c in self.conns:
            c.close()


def statuses(answers):
    return sorted(a.status for a in answers)


def server():
    return guichet.shared("--threads", "4", "--max-per-address", "1000")


def test_one_wins_each_version():
    s = server()
    crowd = Crowd(s)
    rid = s.filed()
    for version in range(1, 11):
        answers = crowd.all("POST", "%s/%s/notes" % (API, rid), lambda n: {"note": "writer %d" % n},
                            **{"If-Match": '"%d"' % version})
        guichet.equal(statuses(answers), [200] + [412] * (WRITERS - 1), "version %d" % version)
        [won] = [a for a in answers if a.status == 200]
        guichet.equal(won.json["version"], version + 1)
        guichet.equal(s.as_agent(rid)["note"], won.json["note"])
    crowd.close()


def test_a_step_is_taken_once():
    s = server()
    crowd = Crowd(s)
    for _ in range(5):
        rid = s.filed()
        answers = crowd.all("POST", "%s/%s/transitions" % (API, rid), lambda n: {"to": "in_progress"})
        guichet.equal([a.status for a in answers].count(200), 1, statuses(answers))
        assert all(a.status in (200, 400, 409, 422) for a in answers), statuses(answers)
        guichet.equal(s.as_agent(rid)["version"], 2)
    crowd.close()


def test_two_ways_out_of_one_state():
    s = server()
    crowd = Crowd(s)
    ways = [{"to": "refused", "reason": "other_borough"}, {"to": "cancelled", "reason": "duplicate"}]
    for _ in range(5):
        rid = s.filed()
        answers = crowd.all("POST", "%s/%s/transitions" % (API, rid), lambda n: ways[n % 2])
        [won] = [a for a in answers if a.status == 200]
        r = s.as_agent(rid)
        guichet.equal((r["state"], r["version"]), (won.json["state"], 2))
    crowd.close()


def test_without_if_match_no_note_overwrites_another():
    s = server()
    crowd = Crowd(s)
    rid = s.filed()
    answers = crowd.all("POST", "%s/%s/notes" % (API, rid), lambda n: {"note": "writer %d" % n})
    assert set(statuses(answers)) <= {200, 409}, statuses(answers)
    won = [a.json for a in answers if a.status == 200]
    assert won, statuses(answers)
    r = s.as_agent(rid)
    guichet.equal(sorted(w["version"] for w in won), list(range(2, len(won) + 2)))
    guichet.equal(r["version"], len(won) + 1)
    guichet.equal(sorted(e["note"] for e in r["events"][1:]), sorted(w["note"] for w in won))
    guichet.equal([e["number"] for e in r["events"]], list(range(1, len(won) + 2)))
    crowd.close()


def test_numbers_are_given_once():
    s = server()
    ids = swarm.file_many(s, 2000, writers=WRITERS)
    guichet.equal(len(set(ids)), 2000)


def test_readers_see_whole_changes():
    """While a request goes round its workflow, what readers see always agrees with itself."""
    s = server()
    rid = s.filed()
    over = threading.Event()

    def read():
        conn, seen, last = s.connect(), 0, 0
        while not over.is_set() or seen < 4:
            a = s.request("GET", "%s/%s" % (API, rid), headers={
                "Authorization": "Bearer " + s.key("agent")}, conn=conn)
            r = a.json
            guichet.equal(a.headers["etag"], '"%d"' % r["version"])
            guichet.equal([e["number"] for e in r["events"]], list(range(1, r["version"] + 1)))
            guichet.equal(r["state"]["id"], [e["state"] for e in r["events"] if e.get("state")][-1])
            guichet.equal(r["status"], "closed" if r["state"]["id"] == "refused" else "open")
            guichet.equal(r["closed_at"] is not None, r["status"] == "closed")
            assert r["version"] >= last, "a reader went back in time"
            last, seen = r["version"], seen + 1
            listed = s.request("GET", "/open311/v2/requests.json?status=closed&service_request_id=",
                               conn=conn).json
            assert all(x["status"] == "closed" for x in listed), listed
        conn.close()

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for _ in range(25):
                s.moved(rid, "refused", "other_borough")
                s.moved(rid, "reopened", "came_back")
        finally:
            over.set()
        for r in readers:
            r.result()


def test_the_log_still_folds_to_the_state():
    s = server()
    guichet.equal(s.get("/readyz").status, 200)
    guichet.run("rebuild", "--verify", "--data", s.data)


if __name__ == "__main__":
    guichet.main()
