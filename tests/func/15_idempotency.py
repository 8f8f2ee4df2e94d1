"""Idempotency-Key: a retried POST gets the first answer and does nothing twice, also at the same moment, also
after a crash; for 24 hours."""

import concurrent.futures
import signal
import tempfile

import guichet

V2 = "/open311/v2/requests"


def post(s, idempotency, fmt="json", **fields):
    form = {"api_key": s.key("client"), "service_code": "pothole", **guichet.INSIDE,
            "attribute[size]": "small", "attribute[place]": "roadway", **fields}
    return s.post_form("%s.%s" % (V2, fmt), form, Idempotency_Key=idempotency)


def count(s):
    return len(s.get(V2 + ".json").json)


def same(a, b):
    for what in ("status", "body"):
        guichet.equal(getattr(b, what), getattr(a, what))
    for name in ("content-type", "tracking-token", "location", "etag"):
        guichet.equal(b.headers.get(name), a.headers.get(name), name)


def test_a_retry_gets_the_same_bytes():
    with guichet.Server() as s:
        for fmt in ("json", "xml"):
            first = post(s, "one " + fmt, fmt)
            guichet.equal(first.status, 200)
            before = count(s)
            for _ in range(3):
                same(first, post(s, "one " + fmt, fmt))
            guichet.equal(count(s), before)
        assert post(s, "two").body != first.body
        guichet.equal(count(s), 3)


def test_a_retry_in_json():
    s = guichet.shared()
    first = s.file_json(description="JSON", headers={"Idempotency-Key": "json-1"})
    guichet.equal(first.status, 201)
    same(first, s.file_json(description="JSON", headers={"Idempotency-Key": "json-1"}))
    rid = first.json["id"]
    for verb, data in (("transitions", {"to": "accepted"}), ("notes", {"note": "Une fois."}),
                       ("assignment", {"assignee": "A"})):
        url = "/api/v1/requests/%s/%s" % (rid, verb)
        first = s.send("POST", url, data, Idempotency_Key="v")
        guichet.equal(first.status, 200, first.text)
        same(first, s.send("POST", url, data, Idempotency_Key="v"))
    guichet.equal(s.as_agent(rid)["version"], 4)


def test_another_body_under_the_same_key():
    s = guichet.shared()
    post(s, "reused")
    before = count(s)
    a = post(s, "reused", description="something else")
    guichet.equal(a.status, 400)
    first = s.file_json(headers={"Idempotency-Key": "reused"})
    a = s.file_json(description="something else", headers={"Idempotency-Key": "reused"})
    assert first.status == 201, first
    guichet.equal((a.status, a.headers["content-type"].split(";")[0]),
                  (422, "application/problem+json"))
    guichet.equal(count(s), before + 1)


def test_a_key_belongs_to_who_used_it_and_where():
    s = guichet.shared()
    a = s.file_json(headers={"Idempotency-Key": "mine"})
    b = s.file_json(key="agent", headers={"Idempotency-Key": "mine"})
    guichet.equal((a.status, b.status), (201, 201))
    assert a.json["id"] != b.json["id"]
    rid, other = s.filed(), s.filed()
    for r in (rid, other):
        guichet.equal(s.move(r, "accepted", headers={"Idempotency-Key": "mine"}).json["id"], r)


def test_a_refused_attempt_is_not_kept():
    s = guichet.shared()
    guichet.equal(post(s, "second try", lat="0").status, 400)
    guichet.equal(post(s, "second try").status, 200)


def test_bad_keys():
    s = guichet.shared()
    for bad in ("", "x" * 256):
        a = s.file_json(headers={"Idempotency-Key": bad})
        guichet.equal(a.status, 400, bad)
    guichet.equal(post(s, "x" * 255).status, 200)


def test_twenty_at_the_same_moment_are_one():
    with guichet.Server("--threads", "4") as s:
        s.key("client")
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            for n in range(5):
                conns = [s.connect() for _ in range(20)]
                form = "api_key=%s&service_code=pothole&lat=45.4946&long=-73.8486&attribute[size]=" \
                       "small&attribute[place]=roadway&description=%d" % (s.key("client"), n)
                headers = {"Content-Type": "application/x-www-form-urlencoded",
                           "Idempotency-Key": "n%d" % n}
                answers = list(pool.map(lambda c: s.request("POST", V2 + ".json", form, headers, c),
                                        conns))
                for c in conns:
                    c.close()
                guichet.equal({a.status for a in answers}, {200}, answers)
                guichet.equal(len({a.body for a in answers}), 1)
                guichet.equal(len({a.headers["tracking-token"] for a in answers}), 1)
                guichet.equal(count(s), n + 1)


def test_the_first_answer_survives_a_kill():
    with tempfile.TemporaryDirectory() as d:
        s = guichet.Server(data=d).start()
        firsts = [(k, post(s, k)) for k in ("a", "b", "c")]
        moved = s.move(firsts[0][1].json[0]["service_request_id"], "accepted",
                       headers={"Idempotency-Key": "m"})
        s.stop(signal.SIGKILL)
        with guichet.Server(data=d) as again:
            again.keys = s.keys
            for k, first in firsts:
                same(first, post(again, k))
            same(moved, again.move(moved.json["id"], "accepted", headers={"Idempotency-Key": "m"}))
            guichet.equal(count(again), 3)


def test_kept_for_24_hours():
    with guichet.Server() as s:
        first = post(s, "day")
        s.set_clock("2026-06-02T11:59:59-04:00")
        same(first, post(s, "day"))
        s.set_clock("2026-06-02T12:00:00-04:00")
        again = post(s, "day")
        guichet.equal(again.status, 200)
        assert again.body != first.body
        guichet.equal(count(s), 2)
        same(again, post(s, "day"))


if __name__ == "__main__":
    guichet.main()
