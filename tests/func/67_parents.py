"""A function of a service that extends another fails: the request is stored, flagged, and decided by the parent's rules."""

import os
import shutil
import tempfile

import guichet

HEIR = """return service {
  extends = "core/pothole@1",
  code = "pothole", version = "1.0.0",
  clocks = { clock "resolution" { rule "default" { goal = function() error("compte faux") end } } },
  priority = function() error("pas de chance") end,
}
"""


def borough(text):
    """A copy of the borough with a pothole of its own."""
    d = tempfile.mkdtemp(prefix="guichet-parents-")
    shutil.copytree(guichet.BOROUGH, os.path.join(d, "borough"))
    os.makedirs(os.path.join(d, "borough", "services", "pothole"))
    with open(os.path.join(d, "borough", "services", "pothole", "service.lua"), "w", encoding="utf-8") as f:
        f.write(text)
    return d


def decision(server, rid):
    return server.as_agent(rid)["events"][0]["decision"]


def test_the_parents_rule_decides_clock_by_clock():
    d = borough(HEIR)
    with guichet.Server(boroughs=(os.path.join(d, "borough"),)) as s, guichet.Server() as plain:
        rid = s.filed()
        got, want = decision(s, rid), decision(plain, plain.filed())
        clocks, expected = ({c["name"]: c for c in x["clocks"]} for x in (got, want))
        moved = clocks["resolution"]
        guichet.equal((moved["rule"], moved["goal"], moved["due_at"]),
                      tuple(expected["resolution"][k] for k in ("rule", "goal", "due_at")))
        assert moved["origin"].startswith("core/pothole/service.lua:"), moved
        assert moved["instead_of"].startswith("pothole/service.lua:"), moved
        guichet.equal(clocks["first_response"]["instead_of"], None)
        guichet.equal((got["priority"], got["priority_origin"]), (want["priority"], "core/pothole/service.lua"))
        assert "compte faux" in got["fault"] and "pas de chance" in got["fault"], got
        explained = s.get("/api/v1/requests/%s/explain" % rid, "agent").json
        told = {c["clock"]: c for c in explained["clocks"]}["resolution"]
        guichet.equal((told["origin"], told["instead_of"]), (moved["origin"], moved["instead_of"]))
        assert s.stop() == 0
        for lang, word in (("fr", "À la place de"), ("en", "Instead of")):
            done = guichet.run("explain", str(rid), os.path.join(d, "borough"), "--data", s.data,
                               env=guichet.language(lang))
            text = " ".join(done.stdout.split())
            assert word in text and moved["origin"] in text and moved["instead_of"] in text, done.stdout
        done = guichet.run("console", os.path.join(d, "borough"), "--data", s.data, str(rid), "--eval",
                           ":why", env=guichet.language("en"))
        assert "in its stead: default (%s)" % moved["origin"] in done.stdout, done.stdout
        guichet.run("rebuild", "--verify", "--data", s.data)
    shutil.rmtree(d)


def test_the_borough_s_settings_reach_the_parent():
    d = borough(HEIR)
    path = os.path.join(d, "borough", "jurisdiction.lua")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace("settings = {", "settings = { pothole = { repair_days = 5 },", 1))
    with guichet.Server(boroughs=(os.path.join(d, "borough"),)) as s:
        clock = [c for c in decision(s, s.filed())["clocks"] if c["name"] == "resolution"][0]
        guichet.equal((clock["rule"], clock["goal"]["amount"]), ("default", 5), clock)
        assert clock["instead_of"], clock
    shutil.rmtree(d)


if __name__ == "__main__":
    guichet.main()
