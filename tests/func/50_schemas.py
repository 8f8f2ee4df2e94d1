"""The real answers of every operation against schemas/: what openapi.json says is what comes; every route that it
names exists, and nothing that the server serves is missing from it."""

import json
import os
import re
import shutil
import tempfile

import jsonschema

import guichet
import swarm

SCHEMAS = os.path.join(guichet.ROOT, "schemas")


def load(name):
    with open(os.path.join(SCHEMAS, name)) as f:
        return json.load(f)


OPENAPI = load("openapi.json")
STORE = {}  # every schema under the addresses by which it may be referred to
for name in os.listdir(SCHEMAS):
    if name.endswith(".json"):
        document = load(name)
        for address in (document.get("$id"), "file://%s/%s" % (SCHEMAS, name), name):
            if address:
                STORE[address] = document


def validator(schema, base="openapi.json"):
    resolver = jsonschema.RefResolver("file://%s/%s" % (SCHEMAS, base), STORE[base], store=STORE)
    return jsonschema.Draft202012Validator(
        schema, resolver=resolver, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def fits(value, schema, base="openapi.json", what=""):
    faults = sorted(validator(schema, base).iter_errors(value), key=str)
    assert not faults, "%s\n%s\n%s" % (what, faults[0].message, json.dumps(value)[:2000])


def resolved(node):
    """A node of openapi.json, its $ref followed."""
    while "$ref" in node:
        file, _, pointer = node["$ref"].partition("#")
        node = STORE[file] if file else OPENAPI
        for step in pointer.strip("/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")] if step else node
    return node


def operations():
    for path, item in OPENAPI["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "patch", "put", "delete"):
                yield method.upper(), path, operation


def check(method, path, answer):
    """An answer is one that openapi.json describes: its status, its type, its body, its headers."""
    operation = OPENAPI["paths"][path][method.lower()]
    what = "%s %s: %d" % (method, path, answer.status)
    responses = operation["responses"]
    named = responses.get(str(answer.status)) or responses.get("%dXX" % (answer.status // 100)) or \
        responses.get("default")
    assert named, what + " is not described"
    response = resolved(named)
    content = response.get("content")
    if not content:
        guichet.equal(answer.body, b"", what)
        return
    kind = answer.headers["content-type"].split(";")[0]
    assert kind in content, "%s %s is not described" % (what, kind)
    if kind.endswith("json") and "schema" in content[kind]:
        fits(answer.json, content[kind]["schema"], what=what)
    for name, header in response.get("headers", {}).items():
        if resolved(header).get("required"):
            assert name.lower() in answer.headers, (what, name)


class Scene:
    """A server with one request of each kind, and the parts of which paths are made."""

    def __init__(self):
        self.s = s = guichet.shared()
        a = s.file_json(contact={"first_name": "Anne", "email": "a@example.org"}, channel="phone",
                        address="1, rue X", external_id="e-1")
        self.id, self.token = a.json["id"], a.json["token"]
        s.moved(self.id, "in_progress", note="On y va.", internal_note="Camion 7")
        s.send("POST", "/api/v1/requests/%s/assignment" % self.id, {"assignee": "A"})
        s.send("PATCH", "/api/v1/requests/" + self.id, {"zipcode": "H9A 1A1"})
        s.send("PATCH", "/api/v1/requests/" + self.id,
               {"service": "cleaning", "attributes": {"kind": "sidewalk"}})
        s.moved(self.id, "done", "swept")
        s.moved(self.id, "reopened", "came_back")
        s.filed("cleanliness", {"kind": "illegal_dump", "material": ["tires", "green"]})
        s.filed(lat=None, long=None, address_string="1, rue Y")

    def path(self, template):
        values = {"id": self.id, "token": self.token, "code": "pothole", "format": "json",
                  "document": "openapi", "number": "1"}
        return re.sub(r"\{(\w+)\}", lambda m: values[m.group(1)], template)


_scene = []


def scene():
    if not _scene:
        _scene.append(Scene())
    return _scene[0]


# --- the documents themselves ----------------------------------------------------------------------


def test_every_schema_is_a_schema():
    for name in os.listdir(SCHEMAS):
        if name.endswith(".json") and name != "openapi.json":
            jsonschema.Draft202012Validator.check_schema(load(name))
    for name, schema in OPENAPI.get("components", {}).get("schemas", {}).items():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert OPENAPI["openapi"].startswith("3.1"), OPENAPI["openapi"]


def test_every_reference_leads_somewhere():
    def walk(node, base):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                with validator({}, base).resolver.resolving(node["$ref"]) as found:
                    assert found is not None
            for v in node.values():
                walk(v, base)
        elif isinstance(node, list):
            for v in node:
                walk(v, base)
    for name in os.listdir(SCHEMAS):
        if name.endswith(".json"):
            walk(load(name), name)


def test_the_server_serves_it():
    for name in (n for n in os.listdir(SCHEMAS) if n.endswith(".json")):
        a = scene().s.get("/" + name)
        guichet.equal((a.status, a.headers["content-type"].split(";")[0]), (200, "application/json"), name)
        guichet.equal(a.json, load(name), name)
        again = scene().s.get("/" + name, **{"If-None-Match": a.headers["etag"]})
        guichet.equal((again.status, again.body), (304, b""), name)
    guichet.equal(scene().s.get("/nothing.json").status, 404)
    guichet.equal(scene().s.get("/..%2fplugins.json").status, 400)


# --- routes ----------------------------------------------------------------------------------------


def test_every_route_exists():
    c = scene()
    for method, path, _ in operations():
        a = c.s.request(method, c.path(path), headers={"Content-Type": "application/json",
                                                       "Accept": "application/json"})
        assert a.status not in (405, 501), (method, path, a)
        assert a.status != 404 or "token" in path, (method, path, a)


def test_no_route_is_missing():
    paths = set(OPENAPI["paths"])
    for path in ("/open311/discovery.{format}", "/open311/v2/services.{format}",
                 "/open311/v2/services/{code}.{format}", "/open311/v2/requests.{format}",
                 "/open311/v2/requests/{id}.{format}", "/open311/v2/tokens/{token}.{format}",
                 "/open311/v2/servicerequestupdates.{format}", "/api/v1/services", "/api/v1/services/{code}", "/api/v1/requests",
                 "/api/v1/requests/{id}", "/api/v1/requests/{id}/transitions",
                 "/api/v1/requests/{id}/notes", "/api/v1/requests/{id}/assignment",
                 "/api/v1/track/{token}", "/healthz", "/readyz", "/metrics", "/", "/suivi",
                 "/{document}.json"):
        assert path in paths, path
    for method, path, operation in operations():
        assert operation.get("operationId") and operation.get("summary"), (method, path)
        declared = {p["name"] for p in map(resolved, operation.get("parameters", []) +
                                           OPENAPI["paths"][path].get("parameters", []))
                    if p["in"] == "path"}
        guichet.equal(declared, set(re.findall(r"\{(\w+)\}", path)), path)


# --- answers ---------------------------------------------------------------------------------------


def test_answers_of_every_get():
    c = scene()
    for method, path, _ in operations():
        if method == "GET":
            for lang in ("fr", "en"):
                keyed = path.startswith(("/open311/v2/servicerequestupdates", "/api/v1/requests", "/api/v1/feed", "/api/v1/outbox", "/api/v1/forecast"))
                query = "?service=pothole" if path == "/api/v1/forecast" else ""
                key = "admin" if path.startswith("/api/v1/admin") else "manager" if keyed else None
                a = c.s.get(c.path(path) + query, key=key, Accept_Language=lang)
                assert a.status == 200, (path, a)
                check(method, path, a)


def test_answers_with_extensions_and_queries():
    c = scene()
    for path, query in (("/open311/v2/requests.{format}", "?extensions=true"),
                        ("/open311/v2/requests/{id}.{format}", "?extensions=true"),
                        ("/api/v1/requests", "?order=requested&limit=1"),
                        ("/api/v1/requests", "?external_id=e-1"),
                        ("/api/v1/requests", "?external_id=nothing")):
        a = c.s.get(c.path(path) + query, key="agent")
        assert a.status == 200, a
        check("GET", path, a)


def test_answers_of_every_verb():
    c = scene()
    s = c.s
    rid = s.filed()
    url = "/api/v1/requests/" + rid
    for template, a in (
            ("/api/v1/requests", s.file_json()),
            ("/api/v1/requests/{id}/transitions", s.move(rid, "accepted", note="Bien reçu.")),
            ("/api/v1/requests/{id}/notes", s.send("POST", url + "/notes", {"note": "Mot"})),
            ("/api/v1/requests/{id}/assignment",
             s.send("POST", url + "/assignment", {"assignee": None})),
            ("/open311/v2/servicerequestupdates.{format}",
             s.post_form("/open311/v2/servicerequestupdates.json",
                         {"api_key": s.key("client"), "service_request_id": rid, "update_id": "7",
                          "status": "FIXED", "updated_datetime": guichet.NOON,
                          "description": "Réparé ?"})),
            ("/open311/v2/requests.{format}", s.file()),
            ("/open311/v2/requests.{format}", s.file(extensions="true"))):
        assert a.status in (200, 201), a
        check("POST", template, a)
    a = s.send("PATCH", url, {"lat": 45.46, "long": -73.93})
    guichet.equal(a.status, 200)
    check("PATCH", "/api/v1/requests/{id}", a)


def test_answers_about_rules():
    """A text of the folder is no change; a faulty one is refused in both languages."""
    s = scene().s
    path = "core/pothole/service.lua"
    text = s.get("/api/v1/admin/generations/1", "admin").json["texts"][path]
    admin = "/api/v1/admin/"
    for verb, body, status, headers in (
            ("check", {"texts": {path: text}}, 200, {}),
            ("activate", {"texts": {path: text}, "note": "rien"}, 200, {}),
            ("check", {"texts": {path: "return service {}"}}, 400, {}),
            ("activate", {"base": "moon"}, 400, {}),
            ("activate", {"texts": {path: text}}, 412, {"If_Match": '"000000000000"'}),
            ("test", {"service": "graffiti"}, 200, {}),
            ("test", {"base": "moon"}, 400, {}),
            ("backtest", {"since": "2000-01-01", "until": "2100-01-01"}, 200, {}),
            ("backtest", {"since": "2000-01-01"}, 200, {"Accept": "text/csv"}),
            ("backtest", {}, 406, {"Accept": "text/html"}),
            ("backtest", {"since": "soon"}, 400, {}),
            ("rollback", {}, 404, {})):
        a = s.send("POST", admin + verb, body, "admin", **headers)
        guichet.equal(a.status, status, (verb, body, a))
        check("POST", admin + verb, a)
    guichet.equal(s.get(admin + "generations/9", "admin").status, 404)


def test_answers_of_a_shadow():
    s = scene().s
    path = "/api/v1/admin/shadow"
    text = s.get("/api/v1/admin/generations/1", "admin").json["texts"]["core/pothole/service.lua"]
    other = text.replace('priority = "normal"', 'priority = "high"')
    assert other != text
    admin = {"Authorization": "Bearer " + s.key("admin")}
    for method, body, status in (("DELETE", None, 404), ("POST", {"texts": {"core/pothole/service.lua": other}}, 201),
                                 ("POST", {}, 409), ("POST", {"colour": 1}, 400), ("GET", None, 200),
                                 ("DELETE", None, 204)):
        if method == "GET":
            s.filed()
            swarm.wait_until(lambda: s.get(path, "admin").json["behind"] == 0, 30)
        a = s.send("POST", path, body, "admin") if method == "POST" else s.request(method, path, headers=admin)
        guichet.equal(a.status, status, (method, body, a))
        check(method, path, a)
        assert method != "GET" or a.json["rows"], a


def test_answers_of_errors():
    c = scene()
    s = c.s
    rid = s.filed()
    url = "/api/v1/requests/" + rid
    answers = [
        ("GET", "/api/v1/requests", s.get("/api/v1/requests")),
        ("GET", "/api/v1/requests", s.get("/api/v1/requests", key="client")),
        ("GET", "/api/v1/requests", s.get("/api/v1/requests?limit=x", key="agent")),
        ("GET", "/api/v1/requests/{id}", s.get("/api/v1/requests/0", key="agent")),
        ("GET", "/api/v1/services/{code}", s.get("/api/v1/services/volcano")),
        ("GET", "/api/v1/track/{token}", s.get("/api/v1/track/" + "0" * 26)),
        ("POST", "/api/v1/requests", s.file_json(attributes={})),
        ("POST", "/api/v1/requests", s.file_json(key=None)),
        ("POST", "/api/v1/requests/{id}/transitions", s.move(rid, "done", "repaired")),
        ("POST", "/api/v1/requests/{id}/transitions", s.move(rid, "refused")),
        ("POST", "/api/v1/requests/{id}/notes",
         s.send("POST", url + "/notes", {"note": "x"}, If_Match='"9"')),
        ("PATCH", "/api/v1/requests/{id}", s.send("PATCH", url, {"lat": 0, "long": 0})),
        ("GET", "/open311/v2/requests/{id}.{format}", s.get("/open311/v2/requests/0.json")),
        ("GET", "/open311/v2/requests.{format}", s.get("/open311/v2/requests.json?status=x")),
        ("POST", "/open311/v2/requests.{format}", s.file(api_key=None)),
        ("POST", "/open311/v2/requests.{format}", s.file(attributes={})),
        ("POST", "/open311/v2/requests.{format}", s.file(service_code="volcano")),
    ]
    first = s.file_json(headers={"Idempotency-Key": "k"})
    guichet.equal(first.status, 201)
    answers.append(("POST", "/api/v1/requests",
                    s.file_json(description="x", headers={"Idempotency-Key": "k"})))
    for method, path, a in answers:
        assert a.status >= 400, (method, path, a)
        check(method, path, a)


def test_bodies_that_are_sent():
    """What openapi.json lets a client send, the server takes; what it forbids is refused."""
    c = scene()
    schema = OPENAPI["paths"]["/api/v1/requests"]["post"]["requestBody"]["content"][
        "application/json"]["schema"]
    good = {"service": "pothole", "lat": 45.4946, "long": -73.8486, "description": "x",
            "attributes": {"size": "small", "place": "roadway", "danger": ["fall"]},
            "address": "1, rue X", "channel": "phone", "contact": {"first_name": "Anne"}}
    fits(good, schema)
    guichet.equal(c.s.send("POST", "/api/v1/requests", good, "client").status, 201)
    for change in ({"colour": "blue"}, {"service": 7}, {"lat": "x"}, {"attributes": []},
                   {"contact": {"shoe_size": 43}}):
        bad = {**good, **change}
        assert list(validator(schema).iter_errors(bad)), change
        guichet.equal(c.s.send("POST", "/api/v1/requests", bad, "client").status, 400, change)


def test_services_against_their_schema():
    s = scene().s
    schema = load("service.json")
    items = s.get("/api/v1/services").json["items"]
    guichet.equal([i["code"] for i in items], list(guichet.EXAMPLES))
    for item in items:
        fits(item, schema, "service.json", item["code"])
        guichet.equal(s.get("/api/v1/services/" + item["code"]).json, item)
        states = {x["id"] for x in item["workflow"]["states"]}
        for state in item["workflow"]["states"]:
            assert set(state["next"]) <= states, (item["code"], state)


def everything(where):
    """The service that says all that a service can say, as a borough of its own serves it."""
    plugins = os.path.join(guichet.ROOT, "tests", "plugin")
    for name in ("jurisdiction.lua", "places.geojson", "territory.geojson"):
        shutil.copy(os.path.join(plugins, "borough", name), where)
    os.makedirs(os.path.join(where, "services", "everything"))
    shutil.copy(os.path.join(plugins, "good", "everything.lua"),
                os.path.join(where, "services", "everything", "service.lua"))
    path = os.path.join(where, "jurisdiction.lua")
    with open(path) as f:
        text = f.read().replace('services = { "rules", "plain" }', 'services = { "everything" }')
    with open(path, "w") as f:
        f.write(text.replace("settings = { rules = { days = 4 } },", ""))
    with guichet.Server(boroughs=(where,)) as s:
        return s.get("/api/v1/services/everything").json


def length(amount, unit):
    return {"amount": amount, "unit": unit}


def test_a_service_says_its_clocks_whole():
    with tempfile.TemporaryDirectory(prefix="guichet-everything-") as d:
        service = everything(d)
    fits(service, load("service.json"), "service.json")
    first, resolution, inventory = service["clocks"]
    goals = [(r["id"], r["from"], r["to"], r["goal"], r["unit"], r["at"], r["receipt"], r["roll"])
             for c in service["clocks"] for r in c["rules"]]
    guichet.equal(goals, [("default", None, None, 1.5, "bh", "close", "next_open", "none"),
                          ("school", None, None, None, "bd", "same_time", "actual", "none"),
                          ("thaw", "2027-03-01", "2027-05-01", 3, "cw", "open", "next_open", "none"),
                          ("old", None, None, 2, "cm", "close", "next_open", "prev"),
                          ("default", None, None, 7, "cd", "close", "next_open", "none"),
                          ("default", None, None, "2026-12-24 16:30", "by", "close", "next_open", "none")])
    guichet.equal([(p["reason"], p["max"], p["reminder"]) for p in resolution["pauses"]],
                  [("citizen", length(20, "bd"), length(8, "bh")), ("winter", None, length(10, "cd"))])
    guichet.equal([(w["id"], w["label"]["en"], w["from"], w["to"]) for w in resolution["windows"]],
                  [("fair", "Fair", "07-01", "07-08"), ("winter", "winter pause", "11-15", "04-01")])
    guichet.equal((resolution["reopen"], resolution["met_by"]), ("first_only", ["done"]))
    guichet.equal([tuple(step.values()) for step in resolution["steps"]],
                  [("pct", 80, None, "team", "send_now"),
                   ("before", None, length(2, "bd"), "lead", "next_open"),
                   ("at_due", None, None, "lead", "send_now"),
                   ("after", None, length(48, "eh"), "manager", "send_now")])
    for bare in (first, inventory):
        guichet.equal((bare["pauses"], bare["windows"], bare["reopen"], bare["met_by"], bare["steps"]),
                      ([], [], "resume", [], []))
    states = {x["id"]: (x["pauses"], x["timeout"]) for x in service["workflow"]["states"]}
    guichet.equal(states, {"received": ("third_party", length_to(10, "bd", "refused", "private")),
                           "done": (None, None), "refused": (None, None)})


def length_to(amount, unit, to, reason):
    return {"after": length(amount, unit), "to": to, "reason": reason}


if __name__ == "__main__":
    guichet.main()
