"""What an administrator sees of each service, and what a stranger sees of the whole."""

import json
import os
import re
import shutil
import tempfile

import guichet

ADMIN = "/api/v1/admin/"
UNTRIED = """return { borough = "elsewhere", test "x" { now = "2026-11-06 16:50", expect = { state = "received" } } }"""


def source(code):
    with open(os.path.join(guichet.ROOT, "plugins", code, "service.lua"), encoding="utf-8") as f:
        return f.read()


def activate(server, texts):
    answer = server.send("POST", ADMIN + "activate", {"texts": texts}, "admin")
    assert answer.status == 200, answer
    return answer.json["generation"]


def fail_on(code, when="true"):
    text = source(code).replace('priority = "normal"',
                                'priority = function(r) if %s then error("du <calme>") end return "low" end' % when)
    assert "error(" in text
    return {"core/%s/service.lua" % code: text, "core/%s/service_test.lua" % code: UNTRIED}


def newer(code):
    return {"core/%s/service.lua" % code: source(code).replace('version = "1.', 'version = "7.', 1)}


def status(server):
    answer = server.get(ADMIN + "status", "admin")
    assert answer.status == 200, answer
    return answer.json


def of(server, code):
    return [x for x in status(server)["services"] if x["service"] == code][0]


def test_each_service_as_it_stands():
    with guichet.Server() as s:
        before = of(s, "pothole")
        guichet.equal((before["state"], before["functions"], before["calls"], before["last_error"]),
                      ("ok", False, 0, None))
        guichet.equal(before["version"], s.get("/api/v1/services/pothole").json["version"])
        s.set_clock("2026-06-01T13:00:00-04:00")
        generation = activate(s, fail_on("pothole", 'r.attributes.size == "large"'))
        for _ in range(4):
            s.filed()
        s.filed(attributes={"size": "large", "place": "roadway"})
        now = of(s, "pothole")
        guichet.equal((now["functions"], now["calls"], now["errors"]), (True, 5, 1))
        assert now["hash"] != before["hash"] and len(now["hash"]) == 12, now
        assert 0 < now["p50_us"] <= now["p99_us"] and now["memory"] > 0, now
        last = now["last_error"]
        assert re.fullmatch(r"pothole/service\.lua:\d+", last["where"]), last
        guichet.equal((last["at"], last["en"]), ("2026-06-01T13:00:00-04:00", "error: du <calme>"))
        whole = status(s)
        guichet.equal((whole["generation"], whole["since"]), (generation, "2026-06-01T13:00:00-04:00"))
        assert whole["memory"] > now["memory"], whole


def test_since_when():
    """A text keeps its date when another service changes, and when the server stops."""
    with guichet.Server() as s:
        began = "2026-06-01T12:00:00-04:00"
        guichet.equal(of(s, "pothole")["since"], began)
        for hour, code in ((13, "graffiti"), (14, "pothole")):
            s.set_clock("2026-06-01T%d:00:00-04:00" % hour)
            activate(s, newer(code))
        def since():
            return [of(s, c)["since"][11:13] for c in ("cleaning", "graffiti", "pothole")]
        guichet.equal(since(), ["12", "13", "14"])
        s.stop()
        s.start()
        guichet.equal(since(), ["12", "13", "14"])
        guichet.equal(status(s)["since"][11:13], "14")
        s.set_clock("2026-06-01T15:00:00-04:00")
        s.send("POST", ADMIN + "rollback", {}, "admin")
        guichet.equal(since(), ["12", "13", "15"])


def test_counts_go_on_where_the_service_is_the_same():
    with guichet.Server() as s:
        activate(s, fail_on("pothole"))
        s.filed()
        activate(s, newer("graffiti"))
        s.filed()
        guichet.equal((of(s, "pothole")["calls"], of(s, "pothole")["errors"]), (2, 2))
        activate(s, newer("pothole"))
        s.filed()
        guichet.equal((of(s, "pothole")["functions"], of(s, "pothole")["last_error"]), (False, None))


def test_only_administrators():
    s = guichet.shared()
    guichet.equal(s.get(ADMIN + "status").status, 401)
    for role in ("client", "agent", "manager"):
        guichet.equal(s.get(ADMIN + "status", role).status, 403)


def test_from_the_command_line():
    with guichet.Server("--breaker", "3/1h") as s:
        where = ("status", "--server", "http://%s:%d" % (s.host, s.port), "--key", s.key("admin"))
        activate(s, fail_on("pothole"))
        s.filed()
        fr, en = (guichet.run(*where, env=guichet.language(lang)).stdout for lang in ("fr", "en"))
        line = [x for x in fr.splitlines() if x.startswith("pothole ")][0]
        assert re.search(r"  1 +1 +\d+ µs +\d+ µs +\d+ ko$", line), line
        assert "depuis" in fr and "since" in en and "mémoire" in fr and "memory" in en, (fr, en)
        assert "pothole/service.lua:" in fr and "erreur : du <calme>" in fr and "error: du <calme>" in en, (fr, en)
        assert len({len(x) for x in fr.splitlines()[2:4]}) == 1, fr
        guichet.equal(json.loads(guichet.run(*where, "--format", "json").stdout), status(s))
        guichet.equal(guichet.run(*where, "--format", "xml", check=False).returncode, 2)
        guichet.equal(guichet.run(*where[:3], "--key", "x", check=False).returncode, 1)
        guichet.equal(guichet.run(*where, "--jurisdiction", "nowhere", check=False).returncode, 1)
    guichet.equal(guichet.run("status", "--server", "http://127.0.0.1:1", "--key", "x", check=False).returncode, 1)


def broken():
    d = tempfile.mkdtemp(prefix="guichet-status-")
    shutil.copytree(os.path.join(guichet.ROOT, "plugins"), os.path.join(d, "plugins"))
    path = os.path.join(d, "plugins", "graffiti", "service.lua")
    text = source("graffiti")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace("required", "requird", 1))
    with open(os.path.join(d, "plugins", "cleaning", "service.lua"), "w", encoding="utf-8") as f:
        f.write("return service { secret }")
    return d


def test_what_is_out_of_order():
    d = broken()
    with guichet.Server("--plugins", os.path.join(d, "plugins")) as s:
        whole = status(s)
        guichet.equal(sorted(whole["left_out"]), ["cleaning", "graffiti"])
        assert any(f["where"].startswith("graffiti/service.lua:") for f in whole["faults"]), whole
        done = guichet.run("status", "--server", "http://%s:%d" % (s.host, s.port), "--key", s.key("admin"),
                           env=guichet.language("fr"))
        assert "graffiti  hors service" in done.stdout and "requird" in done.stdout, done.stdout
        for lang, words in (("fr", ("hors service", "en service", "Le guichet reçoit les demandes.")),
                            ("en", ("out of order", "in service", "The counter takes requests."))):
            page = s.get("/status?lang=" + lang)
            guichet.equal((page.status, page.headers["content-type"]), (200, "text/html; charset=utf-8"))
            for word in words:
                assert word in page.text, (word, page.text)
            guichet.equal(page.text.count('class="out"'), 2)
            assert '<html lang="%s"' % lang in page.text, page.text
            for secret in (".lua", "requird", "secret", "error", "erreur", "<script"):
                assert secret not in page.text, (secret, page.text)
        assert re.search(r'<th scope="row">cleaning</th>\s*<td class="out">', page.text), page.text
        assert re.search(r'<th scope="row">Graffiti[^<]*</th>\s*<td class="out">', page.text), page.text
    shutil.rmtree(d)


def test_a_page_of_several_boroughs():
    town = os.path.join(guichet.ROOT, "examples", "another-borough")
    with guichet.Server(boroughs=(guichet.BOROUGH, town)) as s:
        page = s.get("/status?lang=fr").text
        guichet.equal((page.count("<caption>"), page.count('class="out"')), (2, 0))
        guichet.equal(s.get("/status?jurisdiction_id=nowhere").status, 404)


if __name__ == "__main__":
    guichet.main()
