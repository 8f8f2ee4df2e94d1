"""What an operator sees: probes, metrics in Prometheus's text form, and a log without anybody's data."""

import re

import guichet

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LINE = re.compile(r'(%s)(\{(%s="(\\[\\n"]|[^"\\\n])*",?)*\})? (\S+)' % (NAME, NAME))


def labels(**pairs):
    return frozenset(pairs.items())


def test_probes():
    s = guichet.shared()
    guichet.equal(s.get("/healthz").json, {"status": "ok"})
    a = s.get("/readyz")
    guichet.equal((a.status, a.json["ready"]), (200, True))
    assert len(a.json) > 1, "it says more"


def test_metrics_are_prometheus_text():
    s = guichet.shared()
    s.filed("cleanliness")
    a = s.get("/metrics")
    assert a.headers["content-type"].startswith("text/plain; version=0.0.4"), a.headers
    types, helps, seen, current = {}, set(), set(), None
    assert a.text.endswith("\n")
    for line in a.text.splitlines():
        if line.startswith("# HELP "):
            name = line.split()[2]
            assert name not in helps and len(line.split()) > 3, line
            helps.add(name)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert name not in types and kind in ("counter", "gauge", "histogram"), line
            types[name], current = kind, name
        else:
            found = LINE.fullmatch(line)
            assert found, line
            float(found.group(5))
            name = found.group(1)
            base = re.sub(r"_(bucket|sum|count)$", "", name) if name not in types else name
            guichet.equal(base, current, "samples stand together, under their type")
            assert base in types and base in helps, line
            if types[base] == "counter":
                assert base.endswith("_total"), base
            assert (name, found.group(2)) not in seen, "twice: " + line
            seen.add((name, found.group(2)))


def test_counters_move():
    s = guichet.shared()
    posts = ("guichet_http_requests_total", labels(route="open311_post", status="2xx"))
    refused = ("guichet_http_requests_total", labels(route="open311_post", status="4xx"))
    lost = ("guichet_http_requests_total", labels(route="none", status="4xx"))
    before = s.metrics()
    for _ in range(5):
        s.filed()
    s.file(attributes={})
    s.get("/nowhere/" + "x" * 100)
    after = s.metrics()
    for key, step in ((posts, 5), (refused, 1), (lost, 1)):
        guichet.equal(after.get(key, 0) - before.get(key, 0), step, key)
    for name in ("guichet_store_commits_total", "guichet_received_bytes_total",
                 "guichet_sent_bytes_total"):
        assert after[name, frozenset()] > before[name, frozenset()], name
    assert after["guichet_store_can_commit", frozenset()] == 1


def test_a_histogram_for_each_route():
    s = guichet.shared()
    s.filed()
    found = s.metrics()
    routes = {dict(l)["route"] for (n, l) in found if n == "guichet_http_duration_seconds_count"}
    assert {"open311_post", "metrics"} <= routes, routes
    for route in routes:
        buckets = {float(dict(l)["le"]): v for (n, l), v in found.items()
                   if n == "guichet_http_duration_seconds_bucket" and dict(l)["route"] == route}
        count = found["guichet_http_duration_seconds_count", labels(route=route)]
        assert len(buckets) > 5 and float("inf") in buckets, buckets
        values = [buckets[le] for le in sorted(buckets)]
        guichet.equal(values, sorted(values), "buckets add up")
        guichet.equal(values[-1], count)
        assert found["guichet_http_duration_seconds_sum", labels(route=route)] > 0


def test_the_store_the_net_and_the_rules():
    s = guichet.shared()
    s.filed("cleanliness")
    found = s.metrics()
    for name in ("guichet_store_used_bytes", "guichet_store_map_bytes", "guichet_store_readers",
                 "guichet_connections", "guichet_connections_accepted_total"):
        assert found[name, frozenset()] > 0, name
    assert found["guichet_store_map_bytes", frozenset()] >= found["guichet_store_used_bytes",
                                                                  frozenset()]
    sizes = [v for (n, _), v in found.items() if n == "guichet_commit_batches_count"]
    assert sizes and sizes[0] > 0, "sizes of groups that were committed"
    calls = {dict(l).get("service"): v for (n, l), v in found.items()
             if n == "guichet_rule_calls_total"}
    assert calls.get("cleanliness", 0) >= 1, calls
    errors = [v for (n, _), v in found.items() if n == "guichet_rule_errors_total"]
    guichet.equal(set(errors) | {0}, {0})


# --- the log ---------------------------------------------------------------------------------------

FIELD = r'[a-z_]+=(?:"(?:[^"\\]|\\.)*"|[^ "]*)'


def lines(s):
    return [l for l in s.read_log().splitlines() if l.startswith("ts=")]


def test_the_log_is_key_value_lines():
    with guichet.Server("--log-level", "debug") as s:
        token = s.file(description="Trou \"profond\"\nau coin", email="canari@example.org",
                       first_name="Zoéphine", phone="514-555-0142").headers["tracking-token"]
        s.get("/api/v1/track/" + token)
        s.get("/suivi?token=" + token)
        s.get("/open311/v2/requests.json?q=canari%0Ats%3D1&api_key=" + s.key("client"))
        s.get("/nowhere\"%20x=y")
        s.get("/api/v1/requests", key="agent")
        s.raw(b"GARBAGE\r\n\r\n", timeout=3)
        s.raw(b"Gcanari\r\n\r\n", timeout=3)
        s.raw(b"A-canari-as-a-method / HTTP/1.1\r\nHost: localhost\r\n\r\n", timeout=3)
        secrets = list(s.keys.values())
        guichet.equal(s.stop(), 0)
        log = s.read_log()
        for line in log.splitlines():
            assert re.fullmatch(r"%s(?: %s)*" % (FIELD, FIELD), line), line
            assert re.match(r"ts=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*Z level=(debug|info|warn|error) "
                            r"event=\w+", line), line
        access = [l for l in log.splitlines() if "event=access" in l]
        assert len(access) >= 6, log
        for line in access:
            assert re.search(r" method=[A-Z]+ route=\w+ status=\d{3} ", line), line
        for secret in [token, "canari", "Zoéphine", "514-555", "profond"] + secrets:
            assert secret not in log, secret


def test_the_access_log_can_be_off():
    with guichet.Server("--access-log", "off") as s:
        s.filed()
        guichet.equal(s.stop(), 0)
        assert "event=access" not in s.read_log()


def test_log_levels():
    with guichet.Server("--log-level", "error") as s:
        s.filed()
        guichet.equal(s.stop(), 0)
        guichet.equal(lines(s), [])


if __name__ == "__main__":
    guichet.main()
