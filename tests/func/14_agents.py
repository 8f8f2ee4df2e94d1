"""/api/v1, the agents' side: who may do what; the list sorted by time left, its filters and its cursor; a request
carried through its workflow to each closing; notes, assignment, corrections; problems as RFC 9457 wants them."""

import re
import urllib.parse

import guichet

API = "/api/v1/requests"


def problem(a, status, *wheres):
    """A problem document of that status, with an error at each of these places."""
    guichet.equal((a.status, a.headers["content-type"].split(";")[0]),
                  (status, "application/problem+json"), a.text)
    p = a.json
    assert {"type", "title", "status", "detail"} <= set(p), p
    guichet.equal(p["status"], status)
    assert p["title"] and p["detail"] and p["type"], p
    for e in p.get("errors", []):
        guichet.equal(sorted(e), ["message", "where"])
        assert e["message"], p
    for where in wheres:
        assert any(where in e["where"] for e in p["errors"]), (where, p)
    return p


# --- who may ---------------------------------------------------------------------------------------

VERBS = [("POST", "/transitions", {"to": "accepted"}), ("POST", "/notes", {"note": "Bonjour."}),
         ("POST", "/assignment", {"assignee": "Équipe A"}), ("PATCH", "", {"zipcode": "H9A 2Z4"})]


def test_keys_and_roles():
    s = guichet.shared()
    rid = s.filed()
    reads = [("GET", API), ("GET", API + "/" + rid)]
    for role in (None, "client", "agent", "manager", "admin"):
        may = role in ("agent", "manager", "admin")
        refused = 401 if role is None else 403
        for method, path in reads:
            headers = {"Authorization": "Bearer " + s.key(role)} if role else {}
            guichet.equal(s.request(method, path, headers=headers).status, 200 if may else refused,
                          (role, path))
        for method, path, data in VERBS:
            a = s.send(method, "%s/%s%s" % (API, s.filed(), path), data, key=role)
            if may:
                guichet.equal(a.status, 200, (role, path, a))
            else:
                problem(a, refused)
        a = s.file_json(key=role)
        guichet.equal(a.status, 201 if role else 401, role)
    a = s.get(API)
    assert a.headers["www-authenticate"].startswith("Bearer"), a.headers
    for wrong in ("Bearer", "Bearer ", "Bearer x", "Basic " + s.key("agent"), s.key("agent"),
                  "Bearer %s x" % s.key("agent")):
        problem(s.request("GET", API, headers={"Authorization": wrong}), 401)
    problem(s.get(API + "?api_key=" + s.key("agent")[:-1]), 401)


def test_what_anybody_may_read():
    s = guichet.shared()
    a = s.file_json()
    token = a.json["token"]
    for path in ("/api/v1/services", "/api/v1/services/pothole", "/api/v1/track/" + token):
        guichet.equal(s.get(path).status, 200, path)
    problem(s.get("/api/v1/services/volcano"), 404)
    problem(s.get("/api/v1/track/" + "0" * 26), 404)
    problem(s.get("/api/v1/nowhere"), 404)
    problem(s.request("DELETE", "/api/v1/services"), 405)


# --- filing in JSON --------------------------------------------------------------------------------


def test_filing():
    s = guichet.shared()
    a = s.file_json("pothole", {"size": "large", "place": "alley", "depth": 12,
                                "danger": ["fall", "water"]},
                    description="Un trou", address="100, rue des Érables", channel="phone",
                    external_id="tel-1", contact={"first_name": "Anne", "last_name": "Roy",
                                                  "phone": "514 555-0101", "email": "a@example.org"})
    guichet.equal(a.status, 201, a.text)
    r = a.json
    guichet.equal(a.headers["location"], "%s/%s" % (API, r["id"]))
    guichet.equal(a.headers["etag"], '"1"')
    assert re.fullmatch(r"[0-9]+[0-9a-z]{26}", r["token"]), r
    seen = s.as_agent(r["id"])
    assert "token" not in seen, "it is shown once"
    guichet.equal({x["code"]: x["value"] for x in seen["attributes"]},
                  {"size": "large", "place": "alley", "depth": 12, "danger": ["fall", "water"]})
    guichet.equal([x["text"] for x in seen["attributes"] if x["code"] == "depth"], ["12\u00a0cm"])
    for member, value in {
            "jurisdiction": "pierrefonds-roxboro", "status": "open", "detailed_status": "RECEIVED",
            "service": {"code": "pothole", "name": "Nid-de-poule"}, "priority": "normal",
            "state": {"id": "received", "label": "Reçue"}, "description": "Un trou",
            "position": {"lat": 45.4946, "long": -73.8486}, "address": "100, rue des Érables",
            "channel": "phone", "external_id": "tel-1", "version": 1, "flagged": False,
            "requested_at": guichet.NOON, "updated_at": guichet.NOON, "closed_at": None,
            "due_at": "2026-06-08T15:30:00-04:00", "assignee": None, "reason": None}.items():
        guichet.equal(seen[member], value, member)
    guichet.equal(seen["contact"]["first_name"], "Anne")
    guichet.equal(seen["contact"]["phone"], "514 555-0101")
    [event] = seen["events"]
    guichet.equal((event["kind"], event["actor"], event["role"]), ("submitted", "test-client",
                                                                  "client"))


def test_filing_refuses_what_it_does_not_know():
    s = guichet.shared()
    problem(s.file_json(colour="blue", wheels=4), 400, "colour", "wheels")
    problem(s.file_json(attributes={"size": "small", "place": "roadway", "wings": "two"}), 400, "wings")
    problem(s.file_json(contact={"first_name": "A", "shoe_size": 43}), 400, "shoe_size")
    problem(s.file_json(attributes={}), 400, "size", "place")
    a = s.send("POST", API, {"service": "volcano", "lat": 45.4946, "long": -73.8486}, "client")
    problem(a, 400, "service")
    for member, value in (("service", 7), ("attributes", []), ("attributes", "x"), ("lat", "45.49"),
                          ("description", {"fr": "x"}), ("contact", "Anne"), ("external_id", 7)):
        a = s.send("POST", API, {"service": "pothole", "lat": 45.4946, "long": -73.8486,
                                 "attributes": guichet.EXAMPLES["pothole"], member: value}, "client")
        problem(a, 400, member)
    problem(s.file_json(attributes={"size": {"a": 1}, "place": "roadway"}), 400, "size")
    problem(s.file_json(lat=45.4946, long=None), 400, "long")
    problem(s.file_json(lat=45.5089, long=-73.5617), 400)


def test_bodies_that_are_no_json_object():
    s = guichet.shared()
    headers = {"Authorization": "Bearer " + s.key("client"), "Content-Type": "application/json"}
    for body in ("", "{", "[]", "7", '"x"', "null", '{"a":1}{', '{"a":1,"a":2}', "{'a':1}",
                 '{"service":"pot\\u0000hole"}', "[" * 200 + "]" * 200, '{"a":1e999}',
                 b'{"service":"\xff"}', '{"service":"\\ud800"}', "{" * 5000):
        a = s.request("POST", API, body, headers)
        problem(a, 400)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        problem(s.request("POST", API, "{}", {**headers, "Content-Type": content_type}), 415)
    a = s.request("POST", API, "{}", {**headers, "Content-Type": "application/json; charset=utf-8"})
    problem(a, 400, "service")


# --- the list --------------------------------------------------------------------------------------


def listed(s, query=""):
    """The items of a list, all its pages."""
    items, cursor = [], None
    while True:
        q = [query] if query else []
        if cursor:
            q.append("cursor=" + urllib.parse.quote(cursor))
        a = s.get(API + "?" + "&".join(q), key="agent")
        assert a.status == 200, (query, a)
        items += a.json["items"]
        cursor = a.json["next_cursor"]
        guichet.equal("link" in a.headers, cursor is not None)
        if not cursor:
            return items


class Desk:
    """A borough with one request of each kind that a filter can tell apart."""

    def __init__(self):
        self.s = s = guichet.shared(clock="2026-06-01T12:00:01-04:00")
        self.ids = {"ten days": s.filed("graffiti"),                     # due 15 June
                    "seven": s.filed("pothole", external_id="x-1"),      # due 8 June
                    "three": s.filed("cleanliness", description="Sacs près de l'école"),  # 4 June
                    "hateful": s.filed("graffiti", {"hateful": "yes", "support": "wall"})}  # 2 June
        s.set_clock("2026-06-02T09:00:00-04:00")
        self.ids["far"] = s.filed("cleaning", lat="45.4600", long="-73.9300")  # 9 June
        self.ids["done"] = s.filed("street-light")
        s.moved(self.ids["done"], "in_progress")
        s.moved(self.ids["done"], "done", "repaired")
        s.moved(self.ids["seven"], "accepted")
        a = s.send("POST", "%s/%s/assignment" % (API, self.ids["three"]), {"assignee": "Équipe A"})
        assert a.status == 200, a
        self.back = {v: k for k, v in self.ids.items()}

    def names(self, query=""):
        return [self.back[r["id"]] for r in listed(self.s, query)]


_desk = []


def desk():
    if not _desk:
        _desk.append(Desk())
    return _desk[0]


def test_list_is_sorted_by_time_left():
    d = desk()
    guichet.equal(d.names(), ["hateful", "three", "seven", "far", "ten days"])
    due = [r["due_at"] for r in listed(d.s)]
    guichet.equal(due, sorted(due))


def test_other_orders():
    d = desk()
    guichet.equal(d.names("order=requested"),
                  ["done", "far", "hateful", "three", "seven", "ten days"])
    names = d.names("order=updated")  # the first four on 2 June, the others on the day before
    guichet.equal((set(names[:4]), names[4:]),
                  ({"three", "seven", "done", "far"}, ["hateful", "ten days"]))


def test_filters():
    d = desk()
    for query, expected in {
            "service=graffiti": {"hateful", "ten days"},
            "service=graffiti,cleaning": {"hateful", "ten days", "far"},
            "status=open": {"hateful", "three", "seven", "far", "ten days"},
            "state=accepted": {"seven"},
            "state=received&service=graffiti": {"hateful", "ten days"},
            "assignee=%C3%89quipe+A": {"three"},
            "assignee=nobody": set(),
            "due_before=2026-06-05T00:00:00-04:00": {"hateful", "three"},
            "requested_after=2026-06-02T00:00:00-04:00": {"far"},
            "requested_before=2026-06-02T00:00:00-04:00": {"hateful", "three", "seven", "ten days"},
            "updated_after=2026-06-02T00:00:00-04:00": {"seven", "three", "far"},
            "updated_before=2026-06-02T00:00:00-04:00": {"hateful", "ten days"},
            "bbox=-73.94,45.45,-73.92,45.47": {"far"},
            "lat=45.46&long=-73.93&radius=100": {"far"},
            "q=ecole": {"three"},
            "external_id=x-1": {"seven"},
            "external_id=x-2": set(),
            "status=open&order=requested": {"hateful", "three", "seven", "far", "ten days"},
            "status=closed&order=requested": {"done"},
            "state=done&order=updated": {"done"}}.items():
        guichet.equal(set(d.names(query)), expected, query)


def test_bad_filters():
    s = guichet.shared()
    for query, where in (("status=ajar", "status"), ("order=size", "order"), ("limit=0", "limit"),
                         ("limit=x", "limit"), ("cursor=rubbish", "cursor"), ("sevrice=pothole", "sevrice"),
                         ("due_before=tomorrow", "due_before"), ("bbox=1", "bbox"),
                         ("lat=45", "long"), ("order=updated&cursor=d1.1", "cursor")):
        problem(s.get(API + "?" + query, key="agent"), 400, where)


def test_cursor_without_gaps_or_repeats_while_new_ones_arrive():
    for order in ("due", "requested", "updated"):
        with guichet.Server() as s:
            old = []
            for n in range(23):
                s.set_clock("2026-06-01T12:%02d:00-04:00" % (n // 3))
                old.append(s.filed("pothole" if n % 2 else "cleanliness"))
            seen, cursor, late = [], "", []
            while cursor is not None:
                a = s.get("%s?order=%s&limit=4%s" % (API, order, cursor and "&cursor=" + cursor),
                          key="agent")
                assert a.status == 200 and len(a.json["items"]) <= 4, a
                seen += [r["id"] for r in a.json["items"]]
                cursor = a.json["next_cursor"]
                late.append(s.filed("pothole"))
            guichet.equal(len(seen), len(set(seen)), order + ": one came twice")
            guichet.equal([r for r in old if r not in seen], [], order + ": one was passed over")
            assert set(seen) <= set(old) | set(late)


def test_limit():
    s = guichet.shared()
    while len(listed(s, "order=requested&limit=200")) < 60:
        s.filed()
    guichet.equal(len(s.get(API, key="agent").json["items"]), 50)
    guichet.equal(len(s.get(API + "?limit=7", key="agent").json["items"]), 7)
    a = s.get(API + "?limit=7", key="agent")
    target = re.fullmatch(r'<([^>]+)>; rel="next"', a.headers["link"]).group(1)
    ids = [r["id"] for r in a.json["items"] + s.get(target, key="agent").json["items"]]
    guichet.equal(ids, [r["id"] for r in s.get(API + "?limit=14", key="agent").json["items"]])


# --- the workflow ----------------------------------------------------------------------------------

LEGAL = {
    "received": {"accepted", "forwarded", "in_progress", "waiting", "made_safe", "refused", "cancelled"},
    "accepted": {"forwarded", "in_progress", "waiting", "made_safe", "done", "refused", "cancelled"},
    "forwarded": {"in_progress", "waiting", "made_safe", "done", "refused", "cancelled"},
    "in_progress": {"forwarded", "waiting", "made_safe", "done", "refused", "cancelled"},
    "waiting": {"forwarded", "in_progress", "made_safe", "done", "refused", "cancelled"},
    "made_safe": {"forwarded", "in_progress", "waiting", "done", "refused", "cancelled"},
    "done": {"reopened"}, "refused": {"reopened"}, "cancelled": {"reopened"},
    "reopened": {"forwarded", "in_progress", "waiting", "made_safe", "done", "refused", "cancelled"},
}
REASON = {"done": "repaired", "refused": "other_borough", "cancelled": "duplicate",
          "reopened": "came_back"}
DETAILED = {"received": "RECEIVED", "done": "PROCESSED", "refused": "REJECTED",
            "cancelled": "ARCHIVED"}
WAY = {"received": [], "accepted": ["accepted"], "forwarded": ["forwarded"],
       "waiting": ["waiting"], "made_safe": ["made_safe"], "in_progress": ["in_progress"], "done": ["in_progress", "done"], "refused": ["refused"],
       "cancelled": ["cancelled"], "reopened": ["refused", "reopened"]}


def in_state(s, state):
    rid = s.filed()
    for step in WAY[state]:
        s.moved(rid, step, REASON.get(step))
    return rid


def test_every_step_legal_and_illegal():
    s = guichet.shared()
    for state, legal in LEGAL.items():
        rid = in_state(s, state)
        r = s.as_agent(rid)
        guichet.equal(r["state"]["id"], state)
        guichet.equal({n["id"] for n in r["next"]}, legal, state)
        guichet.equal(r["detailed_status"], DETAILED.get(state, "IN_PROCESS"))
        for to in LEGAL:
            if to not in legal:
                a = s.move(rid, to, REASON.get(to))
                assert a.status in (400, 409, 422), (state, to, a)
                problem(a, a.status, "to")
        guichet.equal(s.as_agent(rid), r, "a refused step leaves no trace")
        for to in legal:
            after = s.moved(in_state(s, state), to, REASON.get(to))
            guichet.equal(after["state"]["id"], to)
            guichet.equal(after["status"], "closed" if to in ("done", "refused", "cancelled")
                          else "open")


def test_each_closing_with_each_of_its_reasons():
    s = guichet.shared()
    for service in guichet.EXAMPLES:
        rid = s.filed(service)
        s.moved(rid, "in_progress")
        closings = [n for n in s.as_agent(rid)["next"] if n["id"] in ("done", "refused", "cancelled")]
        guichet.equal(len(closings), 3)
        for n in closings:
            assert len(n["reasons"]) >= 3, (service, n)
            for reason in n["reasons"]:
                assert reason["label"], reason
                after = s.moved(rid, n["id"], reason["code"])
                guichet.equal((after["reason"], after["status"]), (reason["code"], "closed"))
                assert after["reason_text"] and after["closed_at"] == guichet.NOON, after
                guichet.equal(after["detailed_status"], DETAILED[n["id"]])
                after = s.moved(rid, "reopened", "closed_in_error")
                guichet.equal((after["closed_at"], after["status"]), (None, "open"))
                s.moved(rid, "in_progress")
    rid = s.filed("pothole")
    s.moved(rid, "in_progress")
    problem(s.move(rid, "done", "bin_emptied"), 400, "reason")


def test_a_closing_needs_its_reason():
    s = guichet.shared()
    rid = s.filed()
    for to in ("refused", "cancelled"):
        problem(s.move(rid, to), 400, "reason")
        problem(s.move(rid, to, "because"), 400, "reason")
    problem(s.move(rid, "volcano"), 400, "to")
    problem(s.send("POST", "%s/%s/transitions" % (API, rid), {}), 400, "to")
    problem(s.send("POST", "%s/%s/transitions" % (API, rid), {"to": 7}), 400, "to")
    problem(s.send("POST", "%s/%s/transitions" % (API, rid), {"to": "accepted", "speed": "fast"}),
            400, "speed")
    problem(s.move("999999999", "accepted"), 404)
    problem(s.move("abc", "accepted"), 404)
    guichet.equal(s.as_agent(rid)["version"], 1)


def test_the_history_tells_who_did_what():
    with guichet.Server() as s:
        rid = s.filed()
        s.set_clock("2026-06-01T13:00:00-04:00")
        s.moved(rid, "in_progress", note="On y va.", internal_note="Camion 7")
        s.set_clock("2026-06-01T14:00:00-04:00")
        r = s.moved(rid, "refused", "private_ground", key="manager")
        guichet.equal(r["version"], 3)
        e = s.as_agent(rid)["events"]
        guichet.equal([(x["number"], x["kind"], x["actor"], x["role"], x["at"]) for x in e],
                      [(1, "submitted", "test-client", "client", "2026-06-01T12:00:00-04:00"),
                       (2, "transitioned", "test-agent", "agent", "2026-06-01T13:00:00-04:00"),
                       (3, "transitioned", "test-manager", "manager", "2026-06-01T14:00:00-04:00")])
        guichet.equal((e[1]["note"], e[1]["internal_note"], e[1]["state"]),
                      ("On y va.", "Camion 7", "in_progress"))
        guichet.equal((e[2]["reason"], e[2]["state"]), ("private_ground", "refused"))
        clocks = {c["name"]: c for c in s.as_agent(rid)["clocks"]}
        guichet.equal(clocks["first_response"]["met_at"], "2026-06-01T13:00:00-04:00")
        guichet.equal(clocks["resolution"]["met_at"], "2026-06-01T14:00:00-04:00")


def test_tracking_shows_what_the_citizen_may_see():
    s = guichet.shared()
    a = s.file_json(contact={"first_name": "Zoé", "email": "z@example.org"})
    rid, token = a.json["id"], a.json["token"]
    s.moved(rid, "in_progress", note="On y va.", internal_note="Camion 7")
    t = s.get("/api/v1/track/" + token)
    guichet.equal(t.status, 200)
    for piece in ("Prise en charge", "On y va.", "lundi 8 juin 2026"):
        assert piece in t.text, (piece, t.text)
    for piece in ("Camion 7", "Zoé", "z@example.org", "test-agent", token):
        assert piece not in t.text, (piece, t.text)
    english = s.get("/api/v1/track/" + token, Accept_Language="en").text
    assert "In progress" in english and "Monday, June 8, 2026" in english, english


# --- the other verbs -------------------------------------------------------------------------------


def test_notes():
    s = guichet.shared()
    rid = s.filed()
    url = "%s/%s/notes" % (API, rid)
    a = s.send("POST", url, {"note": "Visible é <b>", "internal_note": "Entre nous"})
    guichet.equal((a.status, a.json["version"], a.headers["etag"]), (200, 2, '"2"'))
    guichet.equal(a.json["note"], "Visible é <b>")
    public = s.get("/open311/v2/requests/%s.json?extensions=true" % rid).text
    assert "Visible é <b>" in public and "Entre nous" not in public, public
    guichet.equal(s.as_agent(rid)["events"][1]["internal_note"], "Entre nous")
    for bad in ({}, {"note": ""}, {"note": None}, {"note": "x" * 4001}, {"note": 7},
                {"internal_note": "x" * 4001}):
        problem(s.send("POST", url, bad), 400)
    guichet.equal(s.as_agent(rid)["version"], 2)


def test_assignment():
    s = guichet.shared()
    rid = s.filed()
    url = "%s/%s/assignment" % (API, rid)
    guichet.equal(s.send("POST", url, {"assignee": "Équipe B"}).json["assignee"], "Équipe B")
    guichet.equal(s.send("POST", url, {"assignee": None}).json["assignee"], None)
    problem(s.send("POST", url, {}), 400, "assignee")
    problem(s.send("POST", url, {"assignee": 7}), 400, "assignee")
    problem(s.send("POST", url, {"assignee": "x" * 201}), 400, "assignee")


def test_correction_of_the_place():
    s = guichet.shared()
    rid = s.filed()
    url = "%s/%s" % (API, rid)
    a = s.send("PATCH", url, {"lat": 45.46, "long": -73.93, "address": "1, rue X", "zipcode": "H9A 1A1"})
    guichet.equal(a.status, 200, a.text)
    guichet.equal((a.json["position"], a.json["address"], a.json["version"]),
                  ({"lat": 45.46, "long": -73.93}, "1, rue X", 2))
    a = s.send("PATCH", url, {"address_id": "A-1"})
    guichet.equal((a.json["address_id"], a.json["address"], a.json["position"]),
                  ("A-1", "1, rue X", {"lat": 45.46, "long": -73.93}))
    for bad in ({}, {"lat": 45.5}, {"lat": 45.5089, "long": -73.5617}, {"lat": "45.5", "long": -73.8},
                {"address": "x" * 501}, {"colour": "blue"}):
        problem(s.send("PATCH", url, bad), 400)
    guichet.equal(s.as_agent(rid)["version"], 3)
    # it is found where it is now, and nowhere else
    near = "/open311/v2/requests.json?lat=%s&long=%s&radius=20&service_code=pothole"
    assert rid in s.get(near % (45.46, -73.93)).text
    assert '"%s"' % rid not in s.get(near % (45.4946, -73.8486)).text


def test_correction_of_the_service():
    s = guichet.shared()
    rid = s.filed("pothole")
    url = "%s/%s" % (API, rid)
    a = s.send("PATCH", url, {"service": "cleanliness", "attributes": {"kind": "road_debris",
                                                                       "hazard": ["glass"]}})
    guichet.equal(a.status, 200, a.text)
    r = a.json
    guichet.equal((r["service"]["code"], r["due_at"]), ("cleanliness", "2026-06-02T15:30:00-04:00"))
    guichet.equal({x["code"]: x["value"] for x in r["attributes"]},
                  {"kind": "road_debris", "hazard": ["glass"]})
    guichet.equal(s.as_agent(rid)["events"][1]["kind"], "reclassified")
    listed_as = lambda code: s.get(  # noqa: E731
        "/open311/v2/requests.json?service_code=" + code).text
    assert '"%s"' % rid in listed_as("cleanliness") and '"%s"' % rid not in listed_as("pothole")
    problem(s.send("PATCH", url, {"service": "pothole"}), 400, "size")
    problem(s.send("PATCH", url, {"attributes": {"kind": "volcano"}}), 400, "kind")
    a = s.send("PATCH", url, {"service": "volcano", "attributes": {}})
    assert a.status in (400, 404), a
    a = s.send("PATCH", url, {"attributes": {"kind": "full_bin"}})
    guichet.equal((a.status, a.json["due_at"]), (200, "2026-06-04T15:30:00-04:00"))


def test_all_faults_of_a_filing_at_once():
    s = guichet.shared()
    a = s.send("POST", API, {"service": "pothole", "lat": "north", "long": 1, "colour": "blue",
                             "attributes": {"size": "huge"}, "contact": {"email": "no at sign"}})
    problem(a, 400)
    guichet.equal([e["where"] for e in a.json["errors"]],
                  ["lat", "colour", "email", "attribute[size]", "attribute[place]"])
    a = s.send("POST", API, {"service": "volcano", "lat": 91, "long": 1})
    guichet.equal((a.status, [e["where"] for e in a.json["errors"]]),
                  (400, ["lat, long", "service"]))
    problem(s.send("POST", API, {"service": "pothole", "lat": None, "long": None}), 400, "position")
    rid = s.filed()
    a = s.send("PATCH", "%s/%s" % (API, rid), {"lat": 91, "long": 1, "priority": "grave"})
    guichet.equal((a.status, [e["where"] for e in a.json["errors"]]),
                  (400, ["lat, long", "priority"]))
    a = s.send("PATCH", "%s/%s" % (API, rid), {"lat": 91, "long": 1})
    guichet.equal((a.status, [e["where"] for e in a.json["errors"]]), (400, ["lat, long"]))


def test_a_compressed_answer_has_a_tag_for_if_match():
    s = guichet.shared()
    rid = s.filed()
    a = s.get("%s/%s" % (API, rid), key="agent", Accept_Encoding="gzip")
    guichet.equal((a.headers["content-encoding"], a.headers["etag"]), ("gzip", '"1"'))
    first = s.move(rid, "accepted", headers={"If-Match": a.headers["etag"], "Accept-Encoding": "gzip"})
    guichet.equal((first.status, first.headers["etag"]), (200, '"2"'))


def test_if_match():
    s = guichet.shared()
    rid = s.filed()
    tag = s.get("%s/%s" % (API, rid), key="agent").headers["etag"]
    guichet.equal(tag, '"1"')
    first = s.move(rid, "accepted", headers={"If-Match": tag})
    second = s.move(rid, "in_progress", headers={"If-Match": tag})
    guichet.equal((first.status, first.headers["etag"]), (200, '"2"'))
    problem(second, 412)
    guichet.equal(s.as_agent(rid)["state"]["id"], "accepted")
    for method, path, data in VERBS[1:]:
        problem(s.send(method, "%s/%s%s" % (API, rid, path), data, If_Match='"1"'), 412)
    for bad in ("1", '"x"', '""', '"0"', '"99999999999999"', 'W/"2"'):
        problem(s.move(rid, "in_progress", headers={"If-Match": bad}), 412)
    guichet.equal(s.move(rid, "in_progress", headers={"If-Match": "*"}).status, 200)
    guichet.equal(s.move(rid, "done", "repaired", headers={"If-Match": '"3"'}).status, 200)


def test_get_with_its_tag_is_304():
    s = guichet.shared()
    rid = s.filed()
    url = "%s/%s" % (API, rid)
    tag = s.get(url, key="agent").headers["etag"]
    guichet.equal(s.get(url, key="agent", If_None_Match=tag).status, 304)
    guichet.equal(s.get(url, If_None_Match=tag).status, 401, "not before the key is known")
    s.moved(rid, "accepted")
    guichet.equal(s.get(url, key="agent", If_None_Match=tag).status, 200)


def test_problems_speak_both_languages():
    s = guichet.shared()
    rid = s.filed()
    pairs = [[s.get("/api/v1/requests/0", key="agent", Accept_Language=l) for l in ("fr", "en")],
             [s.get(API, Accept_Language=l) for l in ("fr", "en")],
             [s.move(rid, "done", "repaired", headers={"Accept-Language": l}) for l in ("fr", "en")],
             [s.move(rid, "refused", headers={"Accept-Language": l}) for l in ("fr", "en")],
             [s.file_json(attributes={}, headers={"Accept-Language": l}) for l in ("fr", "en")],
             [s.file_json(colour=1, headers={"Accept-Language": l}) for l in ("fr", "en")]]
    for french, english in pairs:
        assert french.status == english.status >= 400
        assert french.json["title"] != english.json["title"], french.json
        assert french.json["detail"] != english.json["detail"], french.json
        guichet.equal(french.json["type"], english.json["type"])
        guichet.equal((french.headers["content-language"], english.headers["content-language"]),
                      ("fr", "en"))


def test_answers_with_keys_are_not_for_caches():
    s = guichet.shared()
    for a in (s.get(API, key="agent"), s.get("%s/%s" % (API, s.filed()), key="agent")):
        control = a.headers.get("cache-control", "")
        assert "no-store" in control or "private" in control or "no-cache" in control, a.headers
        assert "authorization" in a.headers.get("vary", "").lower() or "no-store" in control \
            or "private" in control, a.headers


if __name__ == "__main__":
    guichet.main()
