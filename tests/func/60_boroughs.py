"""Two boroughs in one process: each with its numbers, its zone, its territory, its keys; nothing of one shows in
the other."""

import json
import os
import shutil
import tempfile

import guichet
import spark

V2 = "/open311/v2"
HERE, THERE = "pierrefonds-roxboro", "rive-ouest"
OUEST = {"lat": "49.2500", "long": "-123.1000"}

JURISDICTION = """return jurisdiction {
  id = "rive-ouest", api = 1,
  name = { fr = "Rive-Ouest", en = "West Bank" },
  motto = { fr = "Bonjour.", en = "Hello." },
  zone = "America/Vancouver",
  languages = { "fr", "en" },
  contact = { fr = "Mairie de Rive-Ouest", en = "West Bank Hall" },
  key_service = { fr = "Demandez à la mairie.", en = "Ask the hall." },
  territory = "territory.geojson",
  calendars = {
    calendar "office" { mon = { { "09:00", "17:00" } }, tue = { { "09:00", "17:00" } } },
    calendar "roads" { mon = { { "08:00", "16:00" } }, wed = { { "08:00", "16:00" } } },
  },
  services = { "street-light", "pothole" },
  settings = { pothole = { repair_days = 2 } },
}
"""

_borough = []


def ouest():
    """The folder of the second borough, made once."""
    if not _borough:
        d = tempfile.mkdtemp(prefix="guichet-borough-")
        with open(os.path.join(d, "jurisdiction.lua"), "w") as f:
            f.write(JURISDICTION)
        ring = [[-123.2, 49.2], [-123.0, 49.2], [-123.0, 49.3], [-123.2, 49.3], [-123.2, 49.2]]
        with open(os.path.join(d, "territory.geojson"), "w") as f:
            json.dump({"type": "Feature", "properties": {},
                       "geometry": {"type": "Polygon", "coordinates": [ring]}}, f)
        _borough.append(d)
    return _borough[0]


def server():
    return guichet.shared(boroughs=(guichet.BOROUGH, ouest()))


def file_there(s, service="pothole", **fields):
    return s.file(service, jurisdiction_id=THERE, **{**OUEST, **fields})


def test_the_second_folder_is_good():
    guichet.run("check", ouest())


def test_which_borough_must_be_said():
    s = server()
    for path in ("/services", "/services/pothole", "/requests", "/requests/1001", "/tokens/x"):
        for fmt in ("json", "xml"):
            guichet.equal(s.get("%s%s.%s" % (V2, path, fmt)).status, 400, path)
            guichet.equal(s.get("%s%s.%s?jurisdiction_id=" % (V2, path, fmt)).status, 400, path)
            guichet.equal(s.get("%s%s.%s?jurisdiction_id=atlantis" % (V2, path, fmt)).status, 404, path)
    spark.same(s.get(V2 + "/services.json"), s.get(V2 + "/services.xml"))
    guichet.equal(s.file().status, 400)
    guichet.equal(s.file(jurisdiction_id="atlantis").status, 404)
    guichet.equal(s.get("/api/v1/requests", key="agent").status, 400)
    guichet.equal(s.get("/api/v1/requests?jurisdiction_id=atlantis", key="agent").status, 404)
    guichet.equal(s.get("/open311/discovery.json").status, 200)
    guichet.equal(s.get("/healthz").status, 200)


def test_services_of_each():
    s = server()
    here = s.get("%s/services.json?jurisdiction_id=%s" % (V2, HERE)).json
    there = s.get("%s/services.json?jurisdiction_id=%s" % (V2, THERE)).json
    guichet.equal(len(here), 6)
    guichet.equal([x["service_code"] for x in there], ["street-light", "pothole"])
    guichet.equal(s.get("%s/services/graffiti.json?jurisdiction_id=%s" % (V2, THERE)).status, 404)
    guichet.equal(file_there(s, "graffiti").status, 404)


def test_numbers_zones_and_calendars_are_apart():
    with guichet.Server(boroughs=(guichet.BOROUGH, ouest())) as s:
        a = s.file(jurisdiction_id=HERE)
        b = file_there(s)
        guichet.equal((a.status, b.status), (200, 200), (a, b))
        ids = [x.json[0]["service_request_id"] for x in (a, b)]
        guichet.equal(ids, ["1001", "1001"], "each borough counts its own")
        [here] = s.get("%s/requests/1001.json?jurisdiction_id=%s" % (V2, HERE)).json
        [there] = s.get("%s/requests/1001.json?jurisdiction_id=%s" % (V2, THERE)).json
        guichet.equal((here["requested_datetime"], there["requested_datetime"]),
                      ("2026-06-01T12:00:00-04:00", "2026-06-01T09:00:00-07:00"))
        # two days after Monday 1 June is Wednesday 3, open there
        guichet.equal((here["expected_datetime"], there["expected_datetime"]),
                      ("2026-06-08T15:30:00-04:00", "2026-06-03T16:00:00-07:00"))
        guichet.equal((here["agency_responsible"], there["agency_responsible"]),
                      ("Pierrefonds-Roxboro", "Rive-Ouest"))


def test_territories_are_apart():
    s = server()
    guichet.equal(s.file(jurisdiction_id=THERE).status, 400)
    guichet.equal(s.file(jurisdiction_id=HERE, **OUEST).status, 400)


def test_lists_tokens_and_external_ids_do_not_mix():
    s = server()
    a = s.file(jurisdiction_id=HERE, external_id="same", description="ici seulement")
    b = file_there(s, external_id="same", description="là seulement")
    guichet.equal((a.status, b.status), (200, 200))
    for where, mine, other in ((HERE, "ici", "là"), (THERE, "là", "ici")):
        for path in ("%s/requests.json?jurisdiction_id=%s" % (V2, where),
                     "%s/requests.xml?q=seulement&jurisdiction_id=%s" % (V2, where)):
            text = s.get(path).text
            assert mine + " seulement" in text and other + " seulement" not in text, (where, text)
        text = s.get("/api/v1/requests?jurisdiction_id=" + where, key="agent").text
        assert mine + " seulement" in text and other + " seulement" not in text, (where, text)
        found = s.get("/api/v1/requests?external_id=same&jurisdiction_id=" + where, key="agent").json
        guichet.equal([r["description"] for r in found["items"]], [mine + " seulement"])
    token = b.headers["tracking-token"]
    guichet.equal(s.get("%s/tokens/%s.json?jurisdiction_id=%s" % (V2, token, THERE)).status, 200)
    guichet.equal(s.get("%s/tokens/%s.json?jurisdiction_id=%s" % (V2, token, HERE)).status, 404)
    # the page knows by itself
    assert "Rive-Ouest" in s.get("/api/v1/track/" + token).text or \
        THERE in s.get("/api/v1/track/" + token).text


def test_a_key_bound_to_a_borough():
    s = server()
    keys = {where: guichet.run("key", "create", "agent " + where, "--role", "agent", "--data", s.data,
                               "--jurisdiction", where).stdout.split()[-1] for where in (HERE, THERE)}
    for mine in (HERE, THERE):
        for where in (HERE, THERE):
            a = s.request("GET", "/api/v1/requests?jurisdiction_id=" + where,
                          headers={"Authorization": "Bearer " + keys[mine]})
            guichet.equal(a.status, 200 if mine == where else 403, (mine, where))
            place = guichet.INSIDE if where == HERE else OUEST
            a = s.file(jurisdiction_id=where, api_key=keys[mine], **place)
            guichet.equal(a.status, 200 if mine == where else 403, (mine, where, a))
    listed = guichet.run("key", "list", "--data", s.data).stdout
    assert "@" + THERE in listed, listed


def test_both_on_the_first_page():
    text = server().get("/").text
    assert "Pierrefonds-Roxboro" in text and "Rive-Ouest" in text, text


def test_the_same_id_twice_is_refused():
    with tempfile.TemporaryDirectory() as d:
        twin = os.path.join(d, "twin")
        shutil.copytree(ouest(), twin)
        done = guichet.run("serve", ouest(), twin, "--data", os.path.join(d, "data"), "--listen",
                           "127.0.0.1:0", check=False)
        guichet.equal(done.returncode, 1)
        assert THERE in done.stderr, done.stderr


def test_a_borough_joins_and_leaves_without_changing_the_other():
    with tempfile.TemporaryDirectory() as d:
        with guichet.Server(data=d) as s:
            first = s.filed(description="seul")
        with guichet.Server(data=d, boroughs=(ouest(), guichet.BOROUGH)) as s:
            guichet.equal(file_there(s).status, 200)
            a = s.get("%s/requests/%s.json?jurisdiction_id=%s" % (V2, first, HERE))
            guichet.equal(a.json[0]["description"], "seul")
        with guichet.Server(data=d) as s:
            guichet.equal([r["description"] for r in s.get(V2 + "/requests.json").json], ["seul"])
        guichet.run("rebuild", "--verify", "--data", d)


if __name__ == "__main__":
    try:
        guichet.main()
    finally:
        for path in _borough:
            shutil.rmtree(path, ignore_errors=True)
