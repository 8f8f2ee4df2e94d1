"""What a filed form may look like: the ways to write attributes, urlencoded and multipart bodies, what is
shown only sometimes; jurisdiction_id; and that nobody's personal data ever comes out again."""

import json
import re
import socket
import urllib.parse

import guichet
import swarm

V2 = "/open311/v2"
FORM = "application/x-www-form-urlencoded"


def post(pairs):
    """Files the pairs for a litter request, with key and place."""
    s = guichet.shared()
    base = [("api_key", s.key("client")), ("service_code", "cleanliness"), *guichet.INSIDE.items()]
    return s.post_form(V2 + "/requests.json", base + pairs)


def answers(a):
    """The attributes of a request that was filed: {code: value}."""
    s = guichet.shared()
    assert a.status == 200, a
    r = s.as_agent(a.json[0]["service_request_id"])
    return {x["code"]: x["value"] for x in r["attributes"]}


DUMP = ("attribute[kind]", "illegal_dump")
BOTH = {"kind": "illegal_dump", "material": ["furniture", "tires"]}


def test_ways_to_write_a_list():
    for pairs in ([("attribute[material][]", "furniture"), ("attribute[material][]", "tires")],
                  [("attribute[material]", "furniture"), ("attribute[material]", "tires")],
                  [("attribute[material]", "furniture"), ("attribute[material][]", "tires")],
                  [("attribute[material]", "furniture,tires")],
                  [("attribute[material][]", "tires, furniture")],
                  [("attribute[material][]", "tires"), ("attribute[material][]", "furniture"),
                   ("attribute[material][]", "tires"), ("attribute[material][]", "")]):
        guichet.equal(answers(post([DUMP] + pairs)), BOTH, pairs)


def test_ways_to_write_one_value():
    for pairs in ([DUMP], [("attribute[kind][]", "illegal_dump")], [("attribute[kind]", ""), DUMP]):
        guichet.equal(answers(post(pairs)), {"kind": "illegal_dump"}, pairs)


def test_two_values_where_one_is_asked():
    guichet.equal(post([DUMP, ("attribute[kind]", "litter")]).status, 400)


def test_order_and_encoding_do_not_matter():
    s = guichet.shared()
    body = ("attribute%%5bkind%%5D=park&long=-73.8486&description=L%%27%%C3%%A9rable+est+%%2B%%20%%26"
            "&lat=%%34%%35.4946&&attribute[volume]=bag&service_code=cleanliness&api_key=%s&"
            % s.key("client"))
    a = s.request("POST", V2 + "/requests.json", body, {"Content-Type": FORM})
    guichet.equal(answers(a), {"kind": "park", "volume": "bag"})
    [r] = s.get("%s/requests/%s.json" % (V2, a.json[0]["service_request_id"])).json
    guichet.equal((r["description"], r["lat"]), ("L'érable est + &", 45.4946))


def test_white_space_around_a_position():
    s = guichet.shared()
    rid = s.filed(lat=" 45.4946 ", long="\t-73.8486")
    [r] = s.get("/open311/v2/requests/%s.json" % rid).json
    guichet.equal((r["lat"], r["long"]), (45.4946, -73.8486))


def test_an_empty_parameter_is_an_absent_one():
    s = guichet.shared()
    a = post([DUMP, ("email", ""), ("address_string", ""), ("attribute[volume]", ""), ("phone", ""),
              ("jurisdiction_id", ""), ("media_url", "")])
    guichet.equal(answers(a), {"kind": "illegal_dump"})
    guichet.equal(post([("attribute[kind]", "")]).status, 400)
    guichet.equal(s.get(V2 + "/services.json?jurisdiction_id=").status, 200)


def test_a_body_in_chunks():
    s = guichet.shared()
    body = ("api_key=%s&service_code=cleanliness&lat=45.4946&long=-73.8486&attribute[kind]=park"
            "&description=%s" % (s.key("client"), "morceau+" * 500)).encode()
    for size in (1, 7, 1000):
        pieces = (body[i:i + size] for i in range(0, len(body), size))
        a = s.request("POST", V2 + "/requests.json", pieces, {"Content-Type": FORM})
        guichet.equal(answers(a), {"kind": "park"})


def test_a_client_that_waits_to_be_told_to_go_on():
    s = guichet.shared()
    body = ("api_key=%s&service_code=cleanliness&lat=45.4946&long=-73.8486&attribute[kind]=park"
            % s.key("client")).encode()
    head = ("POST %s/requests.json HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n"
            "Content-Length: %d\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
            % (V2, FORM, len(body))).encode()
    with socket.create_connection((s.host, s.port), timeout=10) as c:
        c.sendall(head)
        guichet.equal(c.recv(1000), b"HTTP/1.1 100 Continue\r\n\r\n")
        c.sendall(body)
        got = b""
        while piece := c.recv(65536):
            got += piece
    assert got.startswith(b"HTTP/1.1 200 OK\r\n"), got


def test_answers_come_in_the_order_of_what_was_asked():
    """A pipeline of filings, which wait for the disk, and of readings, which do not."""
    s = guichet.shared()
    post = swarm.open311_form(s.key("client"), "%d")
    raw = b""
    for n in range(12):
        raw += post.replace(b"%d", b"%02d" % n) if n % 3 == 0 else \
            b"GET /open311/v2/services/%s.json HTTP/1.1\r\nHost: localhost\r\n\r\n" % (
                b"pothole" if n % 3 == 1 else b"volcano")
    raw = s.raw(raw, timeout=2)
    guichet.equal([int(x) for x in re.findall(rb"HTTP/1\.1 (\d{3}) ", raw)], [200, 200, 404] * 4)
    ids = [int(x) for x in re.findall(rb'"service_request_id":"(\d+)"', raw)]
    guichet.equal(ids, sorted(ids))
    guichet.equal([s.get("%s/requests/%d.json" % (V2, i)).json[0]["description"] for i in ids],
                  ["00", "03", "06", "09"])


def test_unknown_parameters_and_attributes_are_ignored():
    a = post([DUMP, ("title", "x"), ("attribute[wings]", "two"), ("attribute", "x"),
              ("attribute[", "x"), ("attribute[]", "x"), ("photo1", "x")])
    guichet.equal(answers(a), {"kind": "illegal_dump"})
    log = guichet.shared().read_log()
    assert "attribute=wings" in log, "an unknown attribute is logged"


def test_what_is_not_shown_is_not_kept():
    # a volume is asked of a dump, not of a full bin; a hidden answer does not count, good or bad
    for volume in ("bag", "gigantic"):
        a = post([("attribute[kind]", "full_bin"), ("attribute[volume]", volume)])
        guichet.equal(answers(a), {"kind": "full_bin"})


def test_required_if():
    s = guichet.shared()
    a = s.file("street-furniture", {"item": "other", "danger": "no"})
    guichet.equal(a.status, 400)
    a = s.file("street-furniture", {"item": "other", "danger": "no", "other_item": "Statue"})
    guichet.equal(answers(a)["other_item"], "Statue")
    guichet.equal(s.file("street-furniture", {"item": "other", "danger": "no",
                                              "other_item": "x" * 61}).status, 400)


def test_numbers_and_dates():
    s = guichet.shared()
    a = s.file("street-light", {"symptom": "out", "extent": "several", "count": "12"})
    guichet.equal(answers(a)["count"], 12)
    a = s.file("cleaning", {"kind": "after_event", "event_end": "2026-05-30T23:00:00-04:00"})
    guichet.equal(answers(a)["event_end"], "2026-05-30T23:00:00-04:00")
    a = s.file("cleaning", {"kind": "after_event", "event_end": "yesterday"})
    guichet.equal(a.status, 400)


# --- multipart -------------------------------------------------------------------------------------


def multipart(pairs, files=(), boundary="----guichet"):
    parts = []
    for name, value in pairs:
        parts.append('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
                     % (boundary, name, value))
    for name, filename, content in files:
        parts.append('--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
                     "Content-Type: image/jpeg\r\n\r\n%s\r\n" % (boundary, name, filename, content))
    return "".join(parts + ["--%s--\r\n" % boundary]).encode()


def post_multipart(pairs, files=(), boundary="----guichet"):
    s = guichet.shared()
    base = [("api_key", s.key("client")), ("service_code", "cleanliness"), *guichet.INSIDE.items()]
    return s.request("POST", V2 + "/requests.json", multipart(base + pairs, files, boundary),
                     {"Content-Type": "multipart/form-data; boundary=" + boundary})


def test_multipart_fields():
    s = guichet.shared()
    text = "É & < >\r\n--not a boundary\r\n🕳"
    a = post_multipart([DUMP, ("attribute[material][]", "furniture"), ("description", text),
                        ("attribute[material][]", "tires"), ("email", "")])
    guichet.equal(answers(a), BOTH)
    [r] = s.get("%s/requests/%s.json" % (V2, a.json[0]["service_request_id"])).json
    guichet.equal(r["description"], text.replace("\r\n", "\n"))


def test_multipart_with_a_file_is_refused_for_now():
    a = post_multipart([DUMP], [("media", "trou.jpg", "\xff\xd8\xff" * 100)])
    assert a.status in (400, 415), a
    guichet.equal(a.headers["content-type"], "application/json; charset=utf-8")
    # an empty file input, as browsers send when nothing was chosen, is nothing
    guichet.equal(answers(post_multipart([DUMP], [("media", "", "")])), {"kind": "illegal_dump"})


def test_broken_multipart():
    for body in (b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--",
                 multipart([DUMP], boundary="x")[:-8]):
        s = guichet.shared()
        a = s.request("POST", V2 + "/requests.json?api_key=" + s.key("client"), body,
                      {"Content-Type": "multipart/form-data; boundary=x"})
        guichet.equal(a.status, 400, body)


def test_other_content_types():
    s = guichet.shared()
    url = V2 + "/requests.json?api_key=" + s.key("client")
    for content_type in ("text/plain", "application/json", "multipart/form-data", "x", ""):
        a = s.request("POST", url, "service_code=pothole", {"Content-Type": content_type})
        assert a.status in (400, 415), (content_type, a)
    a = s.request("POST", url, b"service_code=pothole&description=caf\xe9",
                  {"Content-Type": FORM + "; charset=iso-8859-1"})
    assert a.status in (400, 415), a


def test_bad_encodings():
    s = guichet.shared()
    url = V2 + "/requests.json?api_key=" + s.key("client")
    for bad in ("%00", "a%00b", "%ff", "%c3", "%ED%A0%80", "%C0%AF", "%", "%4", "%zz"):
        a = s.request("POST", url, "service_code=cleanliness&description=" + bad, {"Content-Type": FORM})
        guichet.equal(a.status, 400, bad)
        a = s.get(V2 + "/requests.json?q=" + bad)
        guichet.equal(a.status, 400, bad)
    a = s.request("POST", url, b"service_code=cleanliness&description=caf\xe9", {"Content-Type": FORM})
    guichet.equal(a.status, 400)


# --- personal data ---------------------------------------------------------------------------------

CANARIES = {"first_name": "Zoéphine", "last_name": "Canarini", "email": "zoephine@canarini.example",
            "phone": "514-555-0142", "device_id": "device-canari-9f1c", "account_id": None}


def test_no_personal_data_ever_comes_out():
    with guichet.Server() as s:
        token = {}
        for n, fmt in enumerate(("json", "xml")):
            person = {k: v for k, v in CANARIES.items() if v}
            a = s.file("pothole", fmt=fmt, external_id="c%d" % n, description="Un trou.",
                       extensions="true", **person)
            guichet.equal(a.status, 200)
            token[a.headers["tracking-token"]] = a
        # refused ones, in every way that echoes
        s.file("pothole", attributes={}, **{k: v for k, v in CANARIES.items() if v})
        s.file("pothole", api_key="wrong", **{k: v for k, v in CANARIES.items() if v})
        s.file("pothole", **{**{k: v for k, v in CANARIES.items() if v},
                             "email": "zoephine@canarini@example"})
        s.file("pothole", **{k: (v or "") * 99 for k, v in CANARIES.items()})
        rid = s.get(V2 + "/requests.json").json[0]["service_request_id"]
        seen = list(token.values())
        s.moved(rid, "in_progress", note="On y va.")
        for query in ("", "?extensions=true", "?locale=en&extensions=true"):
            for path in ("/services", "/requests", "/requests/" + rid):
                seen += [s.get("%s%s.%s%s" % (V2, path, f, query)) for f in ("xml", "json")]
        for value in filter(None, CANARIES.values()):
            for name in ("q", "email", "phone", "first_name"):
                seen.append(s.get("%s/requests.json?%s" % (V2, urllib.parse.urlencode({name: value}))))
                if name == "q":
                    guichet.equal(seen[-1].json, [], "a person cannot be searched for")
        for t in token:
            seen += [s.get("/api/v1/track/" + t), s.get("/suivi?token=" + t),
                     s.get("%s/tokens/%s.json" % (V2, t))]
        seen += [s.get("/"), s.get("/metrics"), s.get("/readyz"), s.get("/api/v1/services")]
        seen.append(s.get("/api/v1/requests", key="client"))
        known = json.dumps(s.as_agent(rid), ensure_ascii=False)
        for name in ("first_name", "last_name", "email", "phone"):
            assert CANARIES[name] in known, "an agent sees whom to call: " + name
        for value in filter(None, CANARIES.values()):
            for a in seen:
                assert value not in a.text and value not in str(a.headers), (value, a)
        guichet.equal(s.stop(), 0)
        log = s.read_log()
        for value in filter(None, CANARIES.values()):
            assert value not in log and urllib.parse.quote(value) not in log, value
        for t in token:
            assert t not in log, "a tracking token is a secret"
        for key in s.keys.values():
            assert key not in log, "a key is a secret"
        exported = guichet.run("export", "--data", s.data).stdout
        assert "Un trou." in exported


if __name__ == "__main__":
    guichet.main()
