"""The circuit breaker: which failures count together, what becomes of them, and how often they may."""

import os
import time

import guichet
import swarm

ADMIN = "/api/v1/admin/"
UNTRIED = """return { borough = "elsewhere", test "x" { now = "2026-11-06 16:50", expect = { state = "received" } } }"""


def source(code):
    with open(os.path.join(guichet.ROOT, "plugins", code, "service.lua"), encoding="utf-8") as f:
        return f.read()


def failing(code, why="x"):
    """The texts of a service whose priority always fails."""
    text = source(code).replace('priority = "normal"', 'priority = function() error("%s") end' % why)
    assert "error(" in text, code
    return {"core/%s/service.lua" % code: text, "core/%s/service_test.lua" % code: UNTRIED}


def activate(server, texts):
    answer = server.send("POST", ADMIN + "activate", {"texts": texts}, "admin")
    assert answer.status == 200, answer
    return answer.json["generation"]


def history(server):
    return server.get(ADMIN + "generations", "admin").json


def failures(server, code):
    """What the server has counted itself, which comes no later than the answers."""
    found = server.metrics()
    return sum(v for (n, labels), v in found.items()
               if n == "guichet_rule_errors_total" and ("service", code) in labels)


def notices(server):
    return server.get("/readyz").json["rules"][0]["notices"]


def told(server):
    """The messages to whoever administers the borough."""
    items = server.get("/api/v1/outbox", "manager").json["items"]
    for m in items:
        guichet.equal((m["request"], m["event"], m["kind"], m["to"]), (None, None, "rules", "admin"))
        assert m["text"]["fr"] != m["text"]["en"], m
    return [m["text"]["en"] for m in items]


def said(server, event):
    """The lines of the log that say it, once there is one."""
    swarm.wait_until(lambda: event in server.read_log(), 60)
    return [line for line in server.read_log().splitlines() if "event=" + event in line]


def test_so_many_of_one_service():
    with guichet.Server("--breaker", "5/1h") as s:
        first = history(s)["active"]
        activate(s, failing("pothole"))
        for _ in range(5):
            s.filed()
        line, = said(s, "rules_fell_back")
        assert "service=pothole" in line and "failures=5" in line, line
        guichet.equal(history(s)["active"], first)
        swarm.wait_until(lambda: notices(s), 60)
        guichet.equal([(n["kind"], n["service"]) for n in notices(s)], [("fell_back", "pothole")])
        message, = told(s)
        assert '"pothole"' in message and "(%s) are in force again" % first in message, message
        activate(s, {"core/graffiti/service.lua": source("graffiti").replace('version = "1.', 'version = "7.', 1)})
        guichet.equal(notices(s), [])


def test_failures_of_two_services_are_not_added_up():
    with guichet.Server("--breaker", "7/1h") as s:
        activate(s, {**failing("pothole"), **failing("street-light")})
        for _ in range(6):
            s.filed()
            s.filed("street-light")
        guichet.equal((failures(s, "pothole"), failures(s, "street-light")), (6, 6))
        s.filed()
        line, = said(s, "rules_fell_back")
        assert "service=pothole" in line and "failures=7" in line, line


def test_each_generation_begins_anew():
    with guichet.Server("--breaker", "5/1h") as s:
        activate(s, failing("pothole"))
        for _ in range(4):
            s.filed()
        active = activate(s, failing("pothole", "y"))
        for _ in range(5):
            s.filed()
        line, = said(s, "rules_fell_back")
        assert "failing=" + active in line and "failures=5" in line, line


def test_the_same_text_is_no_help():
    """What changed since is another service: to undo that would mend nothing, so it is only said, once."""
    with guichet.Server("--breaker", "5/1h") as s:
        activate(s, {**failing("pothole"), **failing("street-light")})
        newer = source("graffiti").replace('version = "1.', 'version = "7.', 1)
        active = activate(s, {"core/graffiti/service.lua": newer})
        for _ in range(8):
            s.filed()
        said(s, "rules_keep_failing")
        for _ in range(8):
            s.filed()
        for _ in range(5):
            s.filed("street-light")
        swarm.wait_until(lambda: "service=street-light failing=" in s.read_log(), 60)
        guichet.equal([line.split("service=")[1].split()[0] for line in said(s, "rules_keep_failing")],
                      ["pothole", "street-light"])
        guichet.equal([(n["kind"], n["service"]) for n in notices(s)],
                      [("keeps_failing", "pothole"), ("keeps_failing", "street-light")])
        messages = told(s)
        assert len(messages) == 2 and "no rules to go back to" in messages[0], messages
        guichet.equal(history(s)["active"], active)


def test_counts_outlive_an_activation_that_leaves_the_service_alone():
    with guichet.Server("--breaker", "0") as s:
        activate(s, failing("pothole"))
        for _ in range(3):
            s.filed()
        newer = source("graffiti").replace('version = "1.', 'version = "7.', 1)
        activate(s, {"core/graffiti/service.lua": newer})
        s.filed()
        guichet.equal(failures(s, "pothole"), 4)


def test_never():
    with guichet.Server("--breaker", "0") as s:
        active = activate(s, failing("pothole"))
        for _ in range(60):
            s.filed()
        time.sleep(1.2)  # it looks twice a second
        guichet.equal(history(s)["active"], active)


def test_what_is_no_limit():
    for word in ("", "5", "5/", "/5m", "0/5m", "5/0s", "5/5d", "5/m", "-1/5m", "5/5m/5m", "x/5m", "5 / 5m"):
        done = guichet.run("serve", guichet.BOROUGH, "--memory", "--breaker", word, check=False)
        guichet.equal(done.returncode, 2, (word, done.stderr))
        assert "--breaker" in done.stderr, done


if __name__ == "__main__":
    guichet.main()
