"""Open311 errors: the status, the exact content type and the array of errors, in both formats and in both
languages; several at once; 400, 403 and 404 as the specification wants them."""

import urllib.parse

import guichet
import spark

V2 = "/open311/v2"
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def errors(answers, status):
    """The errors of an answer in both formats, which must say the same."""
    for fmt, a in answers.items():
        guichet.equal((a.status, a.headers["content-type"]), (status, TYPES[fmt]), a.text)
    found = spark.same(answers["json"], answers["xml"])
    assert found and isinstance(found, list)
    for e in found:
        guichet.equal(list(e), ["code", "description"])
        guichet.equal(e["code"], status)
        assert e["description"].strip(), e
    return [e["description"] for e in found]


def got(path, status, query="", **headers):
    s = guichet.shared()
    return errors({f: s.get("%s.%s%s" % (path, f, query), **headers) for f in TYPES}, status)


def posted(status, service="pothole", attributes=None, **fields):
    s = guichet.shared()
    return errors({f: s.file(service, attributes, fmt=f, **fields) for f in TYPES}, status)


def test_404_for_what_does_not_exist():
    for path, query in (("/services/volcano", ""), ("/requests/999999999", ""), ("/requests/abc", ""),
                        ("/requests/-1", ""), ("/requests/99999999999999999999999", ""),
                        ("/tokens/" + "0" * 26, ""), ("/tokens/x", ""),
                        ("/services", "?jurisdiction_id=atlantis"),
                        ("/requests", "?jurisdiction_id=atlantis"),
                        ("/requests", "?service_code=volcano"), ("/frobnicate", "")):
        got(V2 + path, 404, query)


def test_404_for_a_format_that_is_not_offered():
    s = guichet.shared()
    for path in ("/services.yaml", "/requests.html", "/requests/1001.pdf", "/services/pothole.csv"):
        guichet.equal(s.get(V2 + path).status, 404, path)
    guichet.equal(s.get("/open311/discovery.txt").status, 404)


def test_403_without_a_valid_key():
    s = guichet.shared()
    for key in (None, "nonsense", s.key("client")[:-1], s.key("client") + "x", "x" * 5000):
        posted(403, api_key=key)
    guichet.run("key", "create", "gone", "--role", "client", "--data", s.data)
    before = guichet.run("key", "create", "gone", "--role", "client", "--data", s.data).stdout.split()[-1]
    guichet.run("key", "revoke", "gone", "--data", s.data)
    posted(403, api_key=before)


def test_a_key_comes_in_the_form_the_query_or_a_header():
    s = guichet.shared()
    form = {"service_code": "pothole", **guichet.INSIDE, "attribute[size]": "small",
            "attribute[place]": "roadway"}
    key = s.key("client")
    url = V2 + "/requests.json"
    guichet.equal(s.post_form(url, form).status, 403)
    guichet.equal(s.post_form(url, {**form, "api_key": key}).status, 200)
    guichet.equal(s.post_form(url + "?api_key=" + key, form).status, 200)
    guichet.equal(s.post_form(url, form, Authorization="Bearer " + key).status, 200)
    for role in ("agent", "manager", "admin"):
        guichet.equal(s.post_form(url, {**form, "api_key": s.key(role)}).status, 200, role)


def test_404_for_an_unknown_service_when_filing():
    words = posted(404, "pothole", service_code="volcano")
    assert "volcano" in words[0], words
    posted(404, jurisdiction_id="atlantis")


def test_400_for_what_is_missing():
    assert any("service_code" in w for w in posted(400, service_code=None))
    assert any("service_code" in w for w in posted(400, service_code=""))
    posted(400, lat=None, long=None)
    posted(400, lat=None)
    posted(400, long="")
    words = posted(400, attributes={"size": "small"})
    guichet.equal(len(words), 1, words)
    assert "Où se trouve-t-il" in words[0], words


def test_a_place_may_be_a_position_an_address_or_an_address_id():
    s = guichet.shared()
    for place in ({"address_string": "13665, boulevard de Pierrefonds"}, {"address_id": "A-77"}):
        rid = s.filed(lat=None, long=None, **place)
        [r] = s.get("%s/requests/%s.json" % (V2, rid)).json
        guichet.equal((r["lat"], r["long"]), (None, None))
        spark.same(s.get("%s/requests/%s.json" % (V2, rid)), s.get("%s/requests/%s.xml" % (V2, rid)))


def test_all_errors_at_once():
    words = posted(400, attributes={}, lat="0", email="no at sign", description="x" * 4001)
    assert len(words) >= 5, words
    for piece in ("4001", "email", "territoire", "Où se trouve-t-il", "Quelle est la taille"):
        assert any(piece in w for w in words), (piece, words)


def test_a_bad_place_or_service_hides_nothing():
    for bad in ({"lat": "north"}, {"lat": "91"}, {"long": None}, {"lat": None}):
        words = posted(400, attributes={}, email="no at sign", **bad)
        for piece in ("la", "email", "Où se trouve-t-il", "Quelle est la taille"):
            assert any(piece in w for w in words), (piece, words)
        assert not any("Dites où" in w for w in words), words
    for service, status in (("volcano", 404), (None, 400)):
        words = posted(status, service, attributes={}, lat="north", email="no at sign")
        guichet.equal([w.split("\u00a0:")[0] for w in words][:2], ["lat", "service_code"], words)
        assert len(words) == 3 and "(email)" in words[2], words


def test_400_for_bad_values():
    for attributes in ({"size": "gigantic", "place": "roadway"},
                       {"size": "large", "place": "roadway", "depth": "deep"},
                       {"size": "large", "place": "roadway", "depth": "0"},
                       {"size": "large", "place": "roadway", "depth": "101"},
                       {"size": "large", "place": "roadway", "depth": "2.5"},
                       {"size": "small", "place": "roadway", "danger": ["fall", "volcano"]}):
        posted(400, attributes=attributes)
    for fields in ({"lat": "45.49N"}, {"lat": "1e999"}, {"lat": "91"}, {"long": "-181"},
                   {"email": "nobody"}, {"media_url": "javascript:alert(1)"},
                   {"description": "bell \a"}, {"channel": "carrier pigeon"},
                   {"first_name": "x" * 201}, {"address_string": "x" * 501}):
        posted(400, **fields)


def test_400_outside_the_territory():
    for lat, long in ((45.5089, -73.5617), (45.4946, -73.95), (0, 0), (-45.4946, 73.8486)):
        words = posted(400, lat=lat, long=long)
        assert any("Pierrefonds-Roxboro" in w or "territoire" in w for w in words), words


def test_stop_if_says_what_to_do_instead():
    words = posted(400, attributes={"size": "large", "place": "roadway", "danger": ["collapse"]})
    assert any("911" in w for w in words), words
    words = posted(400, "graffiti", {"hateful": "no", "support": "wall", "happening_now": "yes"},
                   locale="en")
    assert any("call 911" in w for w in words), words


def test_both_languages():
    french = got(V2 + "/requests", 400, "?status=opened")
    english = got(V2 + "/requests", 400, "?status=opened", Accept_Language="en")
    by_locale = got(V2 + "/requests", 400, "?status=opened&locale=en", Accept_Language="fr")
    assert "n'est ni" in french[0].replace("’", "'"), french
    assert "neither" in english[0], english
    guichet.equal(by_locale, english)
    for path, status in (("/services/volcano", 404), ("/requests/0", 404), ("/nowhere", 404)):
        assert got(V2 + path, status) != got(V2 + path, status, Accept_Language="en"), path
    assert posted(403, api_key=None) != posted(403, api_key=None, locale="en")
    assert posted(400, attributes={}) != posted(400, attributes={}, locale="en")


def test_what_was_refused_was_not_filed():
    s = guichet.shared()
    before = s.get(V2 + "/requests.json").body
    posted(400, attributes={})
    posted(400, lat="0", long="0")
    posted(403, api_key=None)
    guichet.equal(s.get(V2 + "/requests.json").body, before)


def test_errors_echo_nothing_dangerous():
    s = guichet.shared()
    for evil in ("<script>alert(1)</script>", "&lt;", "\"'", "]]>", "%s%n"):
        a = s.get(V2 + "/requests.xml?status=" + urllib.parse.quote(evil))
        spark.parse(a.body)
        guichet.equal(a.status, 400)
        assert b"<script" not in a.body


if __name__ == "__main__":
    guichet.main()
