"""examples/another-borough: a town that shares, changes and adds services in under a hundred lines, served beside
Pierrefonds-Roxboro in one process without either touching the other."""

import glob
import os

import guichet

V2 = "/open311/v2"
HERE, THERE = "pierrefonds-roxboro", "anse-aux-cedres"
TOWN = os.path.join(guichet.ROOT, "examples", "another-borough")
QUAY = {"lat": "47.5850", "long": "-69.8100"}
BIN = {"bin": "garbage"}


def server(clock=guichet.NOON):
    return guichet.shared(boroughs=(guichet.BOROUGH, TOWN), clock=clock)


def file_there(s, service="missed-collection", attributes=None, **fields):
    if attributes is None and service == "missed-collection":
        attributes = BIN
    return s.file(service, attributes, jurisdiction_id=THERE, **{**QUAY, **fields})


def seen(s, where, rid):
    [r] = s.get("%s/requests/%s.json?jurisdiction_id=%s" % (V2, rid, where)).json
    return r


def test_it_is_good_and_under_a_hundred_lines():
    guichet.run("check", TOWN)
    lines = 0
    for path in glob.glob(os.path.join(TOWN, "**", "*.lua"), recursive=True):
        with open(path) as f:
            lines += len(f.readlines())
    assert 0 < lines < 100, lines


def test_each_lists_its_own_services():
    s = server()
    codes = {where: [x["service_code"] for x in
                     s.get("%s/services.json?jurisdiction_id=%s" % (V2, where)).json]
             for where in (HERE, THERE)}
    guichet.equal(codes[THERE], ["pothole", "street-light", "missed-collection"])
    assert "missed-collection" not in codes[HERE] and len(codes[HERE]) == 6, codes
    guichet.equal(s.get("%s/services/missed-collection.json?jurisdiction_id=%s" % (V2, HERE)).status,
                  404)
    a = s.get("%s/services/missed-collection.json?jurisdiction_id=%s" % (V2, THERE)).json
    guichet.equal([x["code"] for x in a["attributes"]], ["bin"])


def test_one_shared_service_two_promises():
    """A pothole of Monday noon: seven days here, ten there, each until its crews go home."""
    with guichet.Server(boroughs=(guichet.BOROUGH, TOWN)) as s:
        a, b = s.file(jurisdiction_id=HERE), file_there(s, "pothole")
        guichet.equal((a.status, b.status), (200, 200), (a, b))
        guichet.equal([x.json[0]["service_request_id"] for x in (a, b)], ["1001", "1001"])
        guichet.equal(seen(s, HERE, "1001")["expected_datetime"], "2026-06-08T15:30:00-04:00")
        guichet.equal(seen(s, THERE, "1001")["expected_datetime"], "2026-06-11T16:30:00-04:00")


def test_it_extends_a_shared_service_and_the_other_one_stays():
    """An alley waits twenty days there, and nobody is asked how deep; here nothing has changed."""
    s = server()
    alley = {"size": "small", "place": "alley"}
    a = s.file("pothole", alley, jurisdiction_id=HERE)
    b = file_there(s, "pothole", alley)
    guichet.equal((a.status, b.status), (200, 200), (a, b))
    due = [seen(s, where, x.json[0]["service_request_id"])["expected_datetime"]
           for where, x in ((HERE, a), (THERE, b))]
    guichet.equal(due, ["2026-06-08T15:30:00-04:00", "2026-06-22T16:30:00-04:00"])
    asked = [[x["code"] for x in s.get("%s/services/pothole.json?jurisdiction_id=%s" %
                                       (V2, where)).json["attributes"]] for where in (HERE, THERE)]
    guichet.equal(asked, [["size", "place", "depth", "danger"], ["size", "place", "danger"]])


def test_its_calendar_knows_the_festival_and_its_summer():
    show = guichet.run("calendar", "show", TOWN, "--calendar", "office", "--month", "2026-08",
                       env=guichet.language("fr")).stdout
    assert "Fête de la ville" in show, show
    s = server()
    for attributes, due in ((BIN, "2026-06-03T16:30:00-04:00"),
                            ({"bin": "compost"}, "2026-06-02T16:30:00-04:00")):
        a = file_there(s, attributes=attributes)
        guichet.equal(a.status, 200, a)
        r = seen(s, THERE, a.json[0]["service_request_id"])
        guichet.equal(r["expected_datetime"], due, attributes)
        guichet.equal(r["agency_responsible"], "L'Anse-aux-Cèdres")


def test_territories_and_requests_do_not_mix():
    s = server()
    guichet.equal(file_there(s, **guichet.INSIDE).status, 400, "a place of the borough")
    guichet.equal(s.file(jurisdiction_id=HERE, **QUAY).status, 400, "a place of the town")
    guichet.equal(s.file(jurisdiction_id=HERE, description="rue du Boulevard").status, 200)
    guichet.equal(file_there(s, description="rue du Quai").status, 200)
    here, there = (s.get("%s/requests.json?jurisdiction_id=%s" % (V2, where)).text
                   for where in (HERE, THERE))
    assert "rue du Boulevard" in here and "rue du Quai" not in here, here
    assert "rue du Quai" in there and "rue du Boulevard" not in there, there


def test_keys_open_only_their_own_door():
    s = server()
    for mine, other in ((HERE, THERE), (THERE, HERE)):
        key = guichet.run("key", "create", "of " + mine, "--role", "agent", "--data", s.data,
                          "--jurisdiction", mine).stdout.split()[-1]
        for where, status in ((mine, 200), (other, 403)):
            a = s.request("GET", "/api/v1/requests?jurisdiction_id=" + where,
                          headers={"Authorization": "Bearer " + key})
            guichet.equal(a.status, status, (mine, where))


if __name__ == "__main__":
    guichet.main()
