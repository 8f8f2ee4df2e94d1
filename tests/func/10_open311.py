"""Open311 GeoReport v2: each of its calls in both formats, with the exact shapes and bytes of the answers, and
XML saying the same as JSON."""

import gzip
import json
import re

import guichet
import spark

V2 = "/open311/v2"
XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
CODES = ["pothole", "graffiti", "street-light", "street-furniture", "cleanliness", "cleaning"]
REQUEST_FIELDS = ["service_request_id", "status", "status_notes", "service_name", "service_code",
                  "description", "agency_responsible", "service_notice", "requested_datetime",
                  "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat",
                  "long", "media_url"]


def both(s, path, query="", **headers):
    """The JSON value of a GET, after its XML was found to say the same."""
    a, b = (s.get("%s.%s%s" % (path, f, query), **headers) for f in ("json", "xml"))
    guichet.equal((a.status, b.status), (200, 200), path + query)
    guichet.equal((a.headers["content-type"], b.headers["content-type"]), (JSON, XML), path)
    return spark.same(a, b)


def varies(a, *names):
    """A cache must know on which headers of the request an answer depends."""
    listed = {n.strip() for n in a.headers.get("vary", "").lower().split(",")}
    assert set(names) <= listed, (names, a.headers)


# --- discovery and services ------------------------------------------------------------------------


def test_discovery():
    s = guichet.shared()
    a, b = s.get("/open311/discovery.json"), s.get("/open311/discovery.xml")
    guichet.equal((a.status, b.status), (200, 200))
    # bare types: a known validator compares them for equality
    guichet.equal((a.headers["content-type"], b.headers["content-type"]),
                  ("application/json", "text/xml"))
    found = spark.same(a, b)
    guichet.equal(sorted(found), ["changeset", "contact", "endpoints", "key_service"])
    assert "H9A 2Z4" in found["contact"]
    guichet.equal([(e["specification"], e["type"]) for e in found["endpoints"]],
                  [("http://wiki.open311.org/GeoReport_v2", "production"),
                   ("http://wiki.open311.org/GeoReport_v2", "test"),
                   ("https://github.com/mysociety/FixMyStreet/wiki/Open311-FMS-Complete-Spec", "production")])
    for e in found["endpoints"]:
        guichet.equal(sorted(e), ["changeset", "formats", "specification", "type", "url"])
        guichet.equal(sorted(e["formats"]), ["application/json", "text/xml"])
        guichet.equal(e["url"], "http://%s:%d/open311/v2" % (s.host, s.port))
    for stamp in [found["changeset"]] + [e["changeset"] for e in found["endpoints"]]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?", stamp), stamp
    guichet.equal(b.body.count(b"<discovery>"), 1)


def test_services():
    s = guichet.shared()
    services = both(s, V2 + "/services")
    guichet.equal([x["service_code"] for x in services], CODES)
    for x in services:
        guichet.equal(list(x), ["service_code", "service_name", "description", "metadata", "type",
                                "keywords", "group"])
        guichet.equal((x["metadata"], x["type"]), (True, "realtime"))
        assert x["service_name"] and x["description"] and x["group"] and "," in x["keywords"], x
    guichet.equal(services[0]["service_name"], "Nid-de-poule")
    english = both(s, V2 + "/services", "?locale=en")
    guichet.equal(english[0]["service_name"], "Pothole")
    guichet.equal([x["service_code"] for x in english], CODES)


def test_definition_of_every_service():
    s = guichet.shared()
    for code in CODES:
        for locale in ("fr", "en"):
            d = both(s, "%s/services/%s" % (V2, code), "?locale=" + locale)
            guichet.equal(list(d), ["service_code", "attributes"])
            guichet.equal(d["service_code"], code)
            guichet.equal([a["order"] for a in d["attributes"]],
                          list(range(1, len(d["attributes"]) + 1)))
            for a in d["attributes"]:
                names = ["variable", "code", "datatype", "required", "datatype_description", "order",
                         "description"]
                lists = a["datatype"] in ("singlevaluelist", "multivaluelist")
                guichet.equal(list(a), names + ["values"] * lists)
                assert lists or a["datatype"] in ("string", "number", "datetime", "text"), a
                guichet.equal((type(a["required"]), a["variable"]), (bool, True))
                for v in a.get("values", []):
                    guichet.equal(list(v), ["key", "name"])
                    assert v["key"] and v["name"], v


def test_definition_golden():
    s = guichet.shared()
    d = s.get(V2 + "/services/pothole.json?locale=en").json
    first = {"variable": True, "code": "size", "datatype": "singlevaluelist", "required": True,
             "datatype_description": None, "order": 1, "description": "How big is the hole?",
             "values": [{"key": "small", "name": "Under 30 cm: a plate"},
                        {"key": "medium", "name": "30 to 60 cm: a tire"},
                        {"key": "large", "name": "Over 60 cm: a table"},
                        {"key": "several", "name": "Several holes close together"}]}
    guichet.equal(d["attributes"][0], first)
    depth = [a for a in d["attributes"] if a["code"] == "depth"][0]
    guichet.equal((depth["datatype"], depth["required"]), ("number", False))
    xml = s.get(V2 + "/services/pothole.xml?locale=en").body
    assert xml.startswith(spark.PROLOG + b"\n<service_definition><service_code>pothole</service_code>"
                          b"<attributes><attribute><variable>true</variable><code>size</code>"
                          b"<datatype>singlevaluelist</datatype><required>true</required>"
                          b"<datatype_description></datatype_description><order>1</order>"), xml[:400]


# --- filing and reading ----------------------------------------------------------------------------


def test_post_golden():
    s = guichet.shared()
    notice = "Réparation au plus tard le lundi 8 juin 2026 à 15 h 30"
    a = s.file("pothole")
    guichet.equal((a.status, a.headers["content-type"]), (200, JSON))
    rid = a.json[0]["service_request_id"]
    guichet.equal(a.text.replace("\u00a0", " "),
                  '[{"service_request_id":"%s","service_notice":"%s","account_id":null}]'
                  % (rid, notice))
    a = s.file("pothole", fmt="xml", account_id="A&B")
    guichet.equal((a.status, a.headers["content-type"]), (200, XML))
    rid = spark.parse(a.body).find("request/service_request_id").text
    guichet.equal(a.text.replace("\u00a0", " "), '<?xml version="1.0" encoding="utf-8"?>\n'
                  "<service_requests><request><service_request_id>%s</service_request_id>"
                  "<service_notice>%s</service_notice><account_id>A&amp;B</account_id></request>"
                  "</service_requests>" % (rid, notice))


def test_the_notice_speaks_the_language_asked():
    s = guichet.shared()
    for how in ({"locale": "en"}, {}):
        a = s.post_form(V2 + "/requests.json",
                        {"api_key": s.key("client"), "service_code": "pothole", **guichet.INSIDE,
                         "attribute[size]": "small", "attribute[place]": "roadway", **how},
                        Accept_Language="fr" if how else "en-CA")
        notice = a.json[0]["service_notice"].replace("\u00a0", " ")
        guichet.equal(notice, "Repaired no later than Monday, June 8, 2026 at 3:30 p.m.")


def test_one_request_golden():
    s = guichet.shared()
    rid = s.filed("pothole", description="Un trou", address_string="13665, boul. de Pierrefonds",
                  zipcode="H9A 2Z4", lat="45.494600", long="-73.8486",
                  media_url="https://example.org/a.jpg?b=1&c=2", email="a@example.org")
    guichet.equal(s.get("%s/requests/%s.json" % (V2, rid)).text,
                  '[{"service_request_id":"%s","status":"open","status_notes":null,'
                  '"service_name":"Nid-de-poule","service_code":"pothole","description":"Un trou",'
                  '"agency_responsible":"Pierrefonds-Roxboro","service_notice":null,'
                  '"requested_datetime":"2026-06-01T12:00:00-04:00",'
                  '"updated_datetime":"2026-06-01T12:00:00-04:00",'
                  '"expected_datetime":"2026-06-08T15:30:00-04:00",'
                  '"address":"13665, boul. de Pierrefonds","address_id":null,"zipcode":"H9A 2Z4",'
                  '"lat":45.4946,"long":-73.8486,'
                  '"media_url":"https://example.org/a.jpg?b=1&c=2"}]' % rid)
    xml = s.get("%s/requests/%s.xml" % (V2, rid)).text
    assert xml.endswith("<zipcode>H9A 2Z4</zipcode><lat>45.4946</lat><long>-73.8486</long><media_url>"
                        "https://example.org/a.jpg?b=1&amp;c=2</media_url></request>"
                        "</service_requests>"), xml
    assert xml.startswith('<?xml version="1.0" encoding="utf-8"?>\n<service_requests><request>'
                          "<service_request_id>%s</service_request_id><status>open</status>"
                          "<status_notes></status_notes><service_name>Nid-de-poule</service_name>"
                          % rid), xml


def test_every_service_can_be_filed_and_read():
    s = guichet.shared()
    for code in CODES:
        rid = s.filed(code)
        [r] = both(s, "%s/requests/%s" % (V2, rid))
        guichet.equal(list(r), REQUEST_FIELDS)
        guichet.equal((r["service_code"], r["status"]), (code, "open"))
        assert isinstance(r["lat"], float) and isinstance(r["long"], float)
        assert r["expected_datetime"] > r["requested_datetime"], r


def test_a_closed_request():
    s = guichet.shared()
    rid = s.filed("pothole")
    s.moved(rid, "in_progress", note="Équipe en route.")
    s.moved(rid, "done", "repaired")
    [r] = both(s, "%s/requests/%s" % (V2, rid))
    guichet.equal(r["status"], "closed")
    assert "Le trou a été réparé" in r["status_notes"], r
    guichet.equal(r["updated_datetime"], "2026-06-01T12:00:00-04:00")
    [r] = both(s, "%s/requests/%s" % (V2, rid), "?locale=en")
    assert "The hole has been repaired" in r["status_notes"], r


GOLDEN = [
    ("é à ç ŒÆ ﬁ 中文", "é à ç ŒÆ ﬁ 中文", "é à ç ŒÆ ﬁ 中文"),
    ("a & b < c > d", "a &amp; b &lt; c &gt; d", "a & b < c > d"),
    ('"guillemets" et \'apostrophes\' \\ /', '"guillemets" et \'apostrophes\' \\ /',
     '\\"guillemets\\" et \'apostrophes\' \\\\ /'),
    ("un\r\ndeux\rtrois\nquatre", "un\ndeux\ntrois\nquatre", "un\\ndeux\\ntrois\\nquatre"),
    ("un\ttab", "un tab", "un tab"),
    ("🕳️ 🚧👩‍🔧", "🕳️ 🚧👩‍🔧", "🕳️ 🚧👩‍🔧"),
    ("]]> <!-- &amp; <b>gras</b>", "]]&gt; &lt;!-- &amp;amp; &lt;b&gt;gras&lt;/b&gt;",
     "]]> <!-- &amp; <b>gras</b>"),
    ("\u202e\u200b\ufeff\U0010fffd", "\u202e\u200b\ufeff\U0010fffd", "\u202e\u200b\ufeff\U0010fffd"),
]


def test_golden_bytes():
    s = guichet.shared()
    for sent, xml, js in GOLDEN:
        rid = s.filed(description=sent)
        a = s.get("%s/requests/%s.xml" % (V2, rid))
        assert ("<description>%s</description>" % xml).encode() in a.body, (sent, a.body)
        b = s.get("%s/requests/%s.json" % (V2, rid))
        assert ('"description":"%s"' % js).encode() in b.body, (sent, b.body)
        spark.same(b, a)


def test_4000_characters_and_one_more():
    s = guichet.shared()
    for char in ("a", "é", "🕳"):
        rid = s.filed(description=char * 4000)
        [r] = both(s, "%s/requests/%s" % (V2, rid))
        guichet.equal(r["description"], char * 4000)
        a = s.file(description=char * 4001)
        guichet.equal(a.status, 400)
        assert "4000" in a.text and "4001" in a.text, a


def test_extensions():
    s = guichet.shared()
    rid = s.filed("cleanliness", {"kind": "illegal_dump", "volume": "truck",
                                  "material": ["furniture", "tires"], "hazard": "glass"},
                  channel="mobile", media_url="https://example.org/1.jpg")
    s.moved(rid, "in_progress", note="Équipe en route.", internal_note="Camion 7")
    plain = both(s, "%s/requests/%s" % (V2, rid))[0]
    guichet.equal(list(plain), REQUEST_FIELDS)
    [r] = both(s, "%s/requests/%s" % (V2, rid), "?extensions=true&locale=en")
    guichet.equal(list(r), REQUEST_FIELDS + ["extended_attributes", "attributes", "notes"])
    e = r["extended_attributes"]
    guichet.equal((e["detailed_status"], e["channel"], e["media_urls"]),
                  ("IN_PROCESS", "mobile", ["https://example.org/1.jpg"]))
    guichet.equal(list(e), ["title", "detailed_status", "media_urls", "service_object_type",
                            "service_object_id", "channel", "photos"])
    guichet.equal((e["service_object_type"], e["service_object_id"], e["photos"]), (None, None, []))
    assert e["title"], e
    guichet.equal([a["code"] for a in r["attributes"]], ["kind", "volume", "material", "hazard"])
    for a in r["attributes"]:
        guichet.equal(list(a), ["code", "label", "value"])
    [note] = [n for n in r["notes"] if n["description"] == "Équipe en route."]
    guichet.equal(list(note), ["datetime", "description", "type"])
    guichet.equal(note["datetime"], "2026-06-01T12:00:00-04:00")
    assert "Camion 7" not in json.dumps(r), "an internal note is internal"
    listed = [x for x in both(s, V2 + "/requests", "?extensions=true&locale=en")
              if x["service_request_id"] == rid]
    guichet.equal(listed, [r])


def test_tokens():
    s = guichet.shared()
    a = s.file("pothole")
    token, rid = a.headers["tracking-token"], a.json[0]["service_request_id"]
    assert re.fullmatch(r"[0-9]+[0-9a-z]{26}", token), token
    assert token not in a.text, "the token is in the body only when extensions are asked for"
    found = both(s, "%s/tokens/%s" % (V2, token))
    guichet.equal(found, [{"service_request_id": rid, "token": token}])
    b = s.file("pothole", extensions="true")
    guichet.equal(b.json[0]["token"], b.headers["tracking-token"])
    assert b.headers["tracking-token"] != token
    # a person copies it by hand: case, hyphens, o for 0, i and l for 1 make no difference
    for typed in (token.swapcase(), token[:13] + "-" + token[13:], token.replace("0", "O")):
        guichet.equal(s.get("%s/tokens/%s.json" % (V2, typed)).json[0]["service_request_id"], rid)
    for wrong in (token[:-1], token + "A", rid, "0" * 26):
        guichet.equal(s.get("%s/tokens/%s.json" % (V2, wrong)).status, 404, wrong)


def test_external_id_repeated_answers_the_first_again():
    s = guichet.shared()
    first = s.file(external_id="fms-77", description="la première")
    again = s.file(external_id="fms-77", description="la seconde")
    guichet.equal((first.status, again.status), (200, 200))
    guichet.equal(again.json[0]["service_request_id"], first.json[0]["service_request_id"])
    assert "tracking-token" not in again.headers, "a token is shown once"
    r = both(s, "%s/requests/%s" % (V2, first.json[0]["service_request_id"]))[0]
    guichet.equal(r["description"], "la première")
    other = s.file(external_id="fms-78")
    assert other.json[0]["service_request_id"] != first.json[0]["service_request_id"]


# --- the HTTP around it ----------------------------------------------------------------------------


def test_format_by_accept_when_the_url_has_none():
    s = guichet.shared()
    rid = s.filed()
    for path in ("/services", "/services/pothole", "/requests", "/requests/" + rid):
        for accept, expected in ((None, XML), ("*/*", XML), ("application/json", JSON),
                                 ("text/xml", XML), ("application/xml;q=0.2, application/json", JSON),
                                 ("text/html, text/xml;q=0.5", XML)):
            a = s.get(V2 + path, **({"Accept": accept} if accept else {}))
            guichet.equal((a.status, a.headers["content-type"]), (200, expected), (path, accept))
            varies(a, "accept", "accept-language")
    # the suffix is stronger than Accept
    guichet.equal(s.get(V2 + "/services.xml", Accept="application/json").headers["content-type"], XML)


def test_post_without_a_suffix():
    s = guichet.shared()
    form = {"api_key": s.key("client"), "service_code": "pothole", **guichet.INSIDE,
            "attribute[size]": "small", "attribute[place]": "roadway"}
    for accept, expected in (("*/*", XML), ("application/json", JSON)):
        a = s.post_form(V2 + "/requests", form, Accept=accept)
        guichet.equal((a.status, a.headers["content-type"]), (200, expected))
        a = s.post_form(V2 + "/requests", {**form, "api_key": "x"}, Accept=accept)
        guichet.equal((a.status, a.headers["content-type"]), (403, expected))


def test_head_is_get_without_a_body():
    s = guichet.shared()
    rid = s.filed()
    for path in ("/open311/discovery.xml", V2 + "/services.json", V2 + "/services/pothole.xml",
                 V2 + "/requests.json", "%s/requests/%s.xml" % (V2, rid), V2 + "/requests/0.json"):
        head, get = s.request("HEAD", path), s.get(path)
        guichet.equal((head.status, head.body), (get.status, b""), path)
        for name in ("content-type", "content-length", "etag", "access-control-allow-origin"):
            guichet.equal(head.headers.get(name), get.headers.get(name), (path, name))


def test_what_did_not_change_is_not_sent_again():
    s = guichet.shared()
    rid = s.filed()
    for path in ("/open311/discovery.json", "/open311/discovery.xml", V2 + "/services.json",
                 "%s/requests/%s.json" % (V2, rid), "/openapi.json"):
        first = s.get(path)
        again = s.get(path, **{"If-None-Match": first.headers["etag"]})
        guichet.equal((again.status, again.body), (304, b""), path)
        other = s.get(path, **{"If-None-Match": '"another"'})
        guichet.equal((other.status, other.body), (200, first.body), path)


def test_any_origin_may_read():
    s = guichet.shared()
    rid = s.filed()
    for path in ("/open311/discovery.json", V2 + "/services.json", V2 + "/services/pothole.json",
                 V2 + "/requests.json", "%s/requests/%s.json" % (V2, rid)):
        a = s.get(path, Origin="https://carte.example")
        guichet.equal(a.headers.get("access-control-allow-origin"), "*", path)
        assert "access-control-allow-credentials" not in a.headers
        o = s.request("OPTIONS", path, headers={"Origin": "https://carte.example",
                                                "Access-Control-Request-Method": "GET"})
        assert o.status in (200, 204), o
        guichet.equal(o.headers.get("access-control-allow-origin"), "*", path)
        assert "GET" in o.headers.get("access-control-allow-methods", ""), o.headers
        guichet.equal(o.body, b"")
    # errors as well, or a page could not tell why
    a = s.get(V2 + "/requests/0.json", Origin="https://carte.example")
    guichet.equal((a.status, a.headers.get("access-control-allow-origin")), (404, "*"))
    # but nothing that needs a key
    a = s.get("/api/v1/requests", key="agent", Origin="https://carte.example")
    assert "access-control-allow-origin" not in a.headers, a.headers


def test_options_of_the_whole_server():
    got = guichet.shared().raw(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    head = got.decode().split("\r\n")
    guichet.equal(head[0], "HTTP/1.1 204 No Content")
    assert "Allow: GET, HEAD, POST, PATCH, OPTIONS" in head, head


def test_other_methods_are_refused():
    s = guichet.shared()
    for method, path in (("DELETE", V2 + "/requests/1001.json"), ("PUT", V2 + "/services.json"),
                         ("POST", V2 + "/services.json"), ("PATCH", V2 + "/requests.json")):
        a = s.request(method, path)
        guichet.equal(a.status, 405, (method, path))
        assert "GET" in a.headers.get("allow", ""), a.headers


def test_etag_and_304():
    s = guichet.shared()
    rid = s.filed()
    for fmt in ("json", "xml"):
        path = "%s/requests/%s.%s" % (V2, rid, fmt)
        a = s.get(path)
        tag = a.headers["etag"]
        assert re.fullmatch(r'(W/)?"[^"]+"', tag), tag
        for list_ in (tag, '"other", ' + tag, "*", "W/" + tag.removeprefix("W/")):
            b = s.get(path, If_None_Match=list_)
            guichet.equal((b.status, b.body, b.headers["etag"]), (304, b"", tag), list_)
        guichet.equal(s.get(path, If_None_Match='"other"').status, 200)
    tags = {s.get("%s/requests/%s.%s%s" % (V2, rid, f, q)).headers["etag"]
            for f in ("json", "xml") for q in ("", "?locale=en")}
    guichet.equal(len(tags), 4, "what differs has another tag")
    s.moved(rid, "in_progress")
    guichet.equal(s.get(path, If_None_Match=tag).status, 200, "a change has another tag")


def test_gzip_when_asked():
    s = guichet.shared()
    for path in (V2 + "/services.json", V2 + "/services/cleanliness.xml"):
        plain = s.get(path)
        zipped = s.get(path, Accept_Encoding="br, gzip;q=0.5")
        guichet.equal(zipped.headers.get("content-encoding"), "gzip")
        guichet.equal(gzip.decompress(zipped.body), plain.body)
        assert len(zipped.body) < len(plain.body) / 2
        varies(plain, "accept-encoding", "accept-language")
        guichet.equal(int(zipped.headers["content-length"]), len(zipped.body))
        guichet.equal(s.get(path, Accept_Encoding="gzip;q=0").headers.get("content-encoding"), None)
        head = s.request("HEAD", path, headers={"Accept-Encoding": "gzip"})
        guichet.equal((head.headers.get("content-encoding"), head.headers["content-length"]),
                      ("gzip", zipped.headers["content-length"]))
    small = s.get("/healthz", Accept_Encoding="gzip")
    guichet.equal(small.headers.get("content-encoding"), None)


def test_locale_before_accept_language_before_french():
    s = guichet.shared()
    for query, header, expected in (("", None, "fr"), ("", "en", "en"), ("", "en-US,fr;q=0.5", "en"),
                                    ("", "de, *;q=0.1", "fr"), ("", "fr-CA, en;q=0.8", "fr"),
                                    ("?locale=en", "fr", "en"), ("?locale=fr", "en", "fr"),
                                    ("?locale=", "en", "en")):
        a = s.get(V2 + "/services.json" + query, **({"Accept_Language": header} if header else {}))
        name = {"Nid-de-poule": "fr", "Pothole": "en"}[a.json[0]["service_name"]]
        guichet.equal(name, expected, (query, header))
        guichet.equal(a.headers.get("content-language"), expected, (query, header))


if __name__ == "__main__":
    guichet.main()
