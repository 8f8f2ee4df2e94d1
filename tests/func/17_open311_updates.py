"""mySociety's updates: what citizens were told, for other systems to read, and what these say, for the team."""

import re
import threading
import urllib.parse

import guichet
import spark

URL = "/open311/v2/servicerequestupdates"
FIELDS = ["update_id", "service_request_id", "status", "description", "media_url", "updated_datetime",
          "external_status_code"]


def listed(s, role="client", **query):
    """The updates, the same in both formats."""
    query = urllib.parse.urlencode({"api_key": s.key(role), **query})
    a = s.get("%s.json?%s" % (URL, query))
    guichet.equal(a.status, 200, a)
    return spark.same(a, s.get("%s.xml?%s" % (URL, query)))


def report(s, rid, update_id, role="client", fmt="json", **fields):
    form = {"api_key": s.key(role), "service_request_id": rid, "update_id": update_id, "status": "OPEN",
            "updated_datetime": "2026-06-01T12:00:00-04:00", "description": "C'est pire.", **fields}
    return s.post_form("%s.%s" % (URL, fmt), {k: v for k, v in form.items() if v is not None})


class Lives:
    """Two requests whose lives cross."""

    def __init__(self):
        self.s = s = guichet.shared(clock="2026-01-10T12:00:00-05:00")
        self.old = s.filed("graffiti", email="anne@exemple.org", first_name="Anne")
        s.set_clock("2026-06-01T10:00:00-04:00")
        self.new = s.filed("pothole")
        s.set_clock("2026-06-01T11:00:00-04:00")
        s.moved(self.new, "accepted", note="Bien reçu.", internal_note="secret de maison")
        s.set_clock("2026-06-01T12:00:00-04:00")
        s.send("POST", "/api/v1/requests/%s/notes" % self.old, {"internal_note": "secret de maison"})
        s.send("POST", "/api/v1/requests/%s/assignment" % self.old, {"assignee": "Équipe secrète"})
        s.set_clock("2026-06-01T13:00:00-04:00")
        s.send("POST", "/api/v1/requests/%s/notes" % self.old, {"note": "Nous <regardons> & vite."})
        s.set_clock("2026-06-01T14:00:00-04:00")
        self.after = s.moved(self.old, "refused", "authorized_mural")
        report(s, self.new, "secret-1", description="Réponse secrète de la citoyenne")


_lives = []


def lives():
    if not _lives:
        _lives.append(Lives())
    return _lives[0]


def test_what_citizens_were_told_in_the_order_of_time():
    b = lives()
    found = listed(b.s)
    for u in found:
        guichet.equal(list(u), FIELDS)
        assert re.fullmatch(r"\d+-\d+", u["update_id"]), u
    told = [(u["service_request_id"], u["status"], u["external_status_code"], u["updated_datetime"]) for u in found]
    guichet.equal(told, [(b.new, "in_progress", "accepted", "2026-06-01T11:00:00-04:00"),
                         (b.old, "open", "received", "2026-06-01T13:00:00-04:00"),
                         (b.old, "no_further_action", "refused", "2026-06-01T14:00:00-04:00")])
    guichet.equal(found[0]["update_id"], b.new + "-2")
    guichet.equal(found[0]["description"].split("\n")[-1], "Bien reçu.")
    guichet.equal(found[1]["description"], "Nous <regardons> & vite.")
    public = b.s.get("/open311/v2/requests/%s.json" % b.old).json[0]
    assert found[2]["description"] in public["status_notes"], (found[2], public)
    english = listed(b.s, locale="en")
    assert english[2]["description"] != found[2]["description"]
    guichet.equal([u["update_id"] for u in english], [u["update_id"] for u in found])


def test_nothing_private_comes_out():
    b = lives()
    for fmt in ("json", "xml"):
        for role in ("client", "admin"):
            text = b.s.get("%s.%s?api_key=%s" % (URL, fmt, b.s.key(role))).text
            assert "Bien reçu." in text, text
            for secret in ("secret", "secrète", "Anne", "exemple.org", "test-agent"):
                assert secret not in text, (secret, text)


def test_spans_are_as_of_requests():
    b = lives()
    at = "2026-06-01T%s-04:00"

    def between(start, end):
        return [u["update_id"] for u in listed(b.s, start_date=at % start, end_date=at % end)]
    whole = [u["update_id"] for u in listed(b.s)]
    guichet.equal(between("11:00:00", "14:00:00"), whole, "both bounds are inside")
    guichet.equal(between("11:00:01", "13:59:59"), whole[1:2])
    guichet.equal(between("08:00:00", "10:59:59"), [])
    guichet.equal(between("15:00:00", "16:00:00"), [])
    guichet.equal([u["update_id"] for u in listed(b.s, start_date=at % "13:00:00")], whole[1:])
    guichet.equal([u["update_id"] for u in listed(b.s, end_date=at % "13:00:00")], whole[:2])
    # a request of January is found by what it was told in June, and not in January
    guichet.equal(listed(b.s, start_date="2026-01-01T00:00:00-05:00"), [])
    for query in ("start_date=2026-06-01", "start_date=2026-06-02T00:00:00Z&end_date=2026-06-01T00:00:00Z",
                  "start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", "page=0", "page_size=x"):
        a = b.s.get("%s.json?api_key=%s&%s" % (URL, b.s.key("client"), query))
        guichet.equal((a.status, a.json[0]["code"]), (400, 400), query)


def test_pages():
    b = lives()
    whole = listed(b.s)
    guichet.equal(listed(b.s, page_size=2, page=1) + listed(b.s, page_size=2, page=2), whole)
    guichet.equal(listed(b.s, page=1000000, page_size=1000), [])
    a = b.s.get("%s.json?api_key=%s&page_size=2" % (URL, b.s.key("client")))
    link = a.headers["link"]
    assert "page=2" in link and 'rel="next"' in link and b.s.key("client") not in link, link
    assert "link" not in b.s.get("%s.json?page_size=3" % URL, key="client").headers


def test_a_key_is_needed():
    s = lives().s
    for fmt in ("json", "xml"):
        guichet.equal(s.get("%s.%s" % (URL, fmt)).status, 403)
        guichet.equal(s.get("%s.%s?api_key=nonsense" % (URL, fmt)).status, 403)
        guichet.equal(s.post_form("%s.%s" % (URL, fmt), {"update_id": "1"}).status, 403)
    guichet.equal(s.get(URL + ".json?jurisdiction_id=atlantis", key="client").status, 404)
    guichet.equal(s.get(URL, key="client", Accept="application/json").headers["content-type"],
                  "application/json; charset=utf-8")


def test_discovery_tells_of_it():
    found = lives().s.get("/open311/discovery.json").json
    assert any("mysociety" in e["specification"] for e in found["endpoints"]), found


# --- from other systems ----------------------------------------------------------------------------


def test_a_clients_words_are_the_citizens_answer():
    with guichet.Server() as s:
        rid = s.filed("street-light")
        before = s.as_agent(rid)["due_at"]
        a = s.send("POST", "/api/v1/requests/%s/pauses" % rid, {"reason": "citizen", "note": "Lequel ?"})
        guichet.equal((a.status, a.json["due_at"]), (200, None))
        a = report(s, rid, "fms-12", first_name="Anne", last_name="-", email="anne@exemple.org",
                   media_url="https://exemple.org/photo.jpg", public_anonymity_required="TRUE")
        guichet.equal((a.status, a.json), (200, [{"update_id": rid + "-3"}]))
        r = s.as_agent(rid)
        event = r["events"][-1]
        guichet.equal((event["kind"], event["actor"], event["answer"], r["due_at"]),
                      ("answered", "test-client", "C'est pire.", before))
        assert "anne@exemple.org" not in s.get("/api/v1/requests/" + rid, key="admin").text
        guichet.equal([u["update_id"] for u in listed(s)], [rid + "-2"], "only the team's word is public")


def test_an_agents_words_are_a_note():
    s = lives().s
    rid = s.filed("pothole")
    guichet.equal(report(s, rid, "7", role="agent", description="On y va.\r\nDemain.").status, 200)
    event = s.as_agent(rid)["events"][-1]
    guichet.equal((event["kind"], event["note"]), ("noted", "On y va.\nDemain."))
    u = [u for u in listed(s) if u["service_request_id"] == rid]
    guichet.equal([(x["update_id"], x["description"], x["status"]) for x in u],
                  [(rid + "-2", "On y va.\nDemain.", "open")])


def test_an_id_is_taken_once():
    s = lives().s
    rid, other = s.filed("pothole"), s.filed("graffiti")
    guichet.equal(report(s, rid, "9").status, 200)
    for fmt in ("json", "xml"):
        a = report(s, rid, "9", fmt=fmt, description="Autre chose")
        guichet.equal(a.status, 400)
        assert "update_id" in a.text, a
    guichet.equal(len(s.as_agent(rid)["events"]), 2)
    # another id, another request, another sender: it is not the same
    guichet.equal([report(s, rid, "10").status, report(s, other, "9").status,
                   report(s, rid, "9", role="agent").status], [200] * 3)
    # an Idempotency-Key gives the first answer again
    form = {"api_key": s.key("client"), "service_request_id": rid, "update_id": "11", "status": "OPEN",
            "updated_datetime": guichet.NOON, "description": "x"}
    first, again = (s.post_form(URL + ".json", form, Idempotency_Key="k-11") for _ in range(2))
    guichet.equal((first.status, again.status, again.body), (200, 200, first.body))


def test_many_at_once_keep_it_once():
    s = lives().s
    rid = s.filed("pothole")
    s.key("client")
    statuses = []

    def send():
        conn = s.connect()
        form = urllib.parse.urlencode({"api_key": s.key("client"), "service_request_id": rid,
                                       "update_id": "race", "status": "OPEN", "description": "x",
                                       "updated_datetime": guichet.NOON})
        a = s.request("POST", URL + ".json", form, {"Content-Type": "application/x-www-form-urlencoded"}, conn)
        statuses.append(a.status)
    threads = [threading.Thread(target=send) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    guichet.equal(statuses.count(200), 1, statuses)
    guichet.equal(len(s.as_agent(rid)["events"]), 2)


def test_a_status_moves_nothing_and_the_answer_says_so():
    s = lives().s
    rid = s.filed("pothole")
    for n, (status, told) in enumerate((("OPEN", False), ("unchanged", False), ("FIXED", True),
                                        ("closed", True), ("in_progress", True))):
        for lang, word in (("fr", "statut"), ("en", "status")):
            a = report(s, rid, "%d-%s" % (n, lang), status=status, locale=lang)
            guichet.equal(a.status, 200, a)
            guichet.equal("service_notice" in a.json[0], told, status)
            assert not told or word in a.json[0]["service_notice"], a
    guichet.equal(s.as_agent(rid)["state"]["id"], "received")
    a = report(s, rid, "xml", fmt="xml", status="FIXED")
    assert b"<service_request_updates><request_update><update_id>" in a.body, a
    assert b"<service_notice>" in a.body, a


def test_all_faults_at_once():
    s = lives().s
    rid = s.filed("pothole")
    for lang in ("fr", "en"):
        a = s.post_form(URL + ".json", {"api_key": s.key("client")}, Accept_Language=lang)
        guichet.equal(a.status, 400)
        for name in ("service_request_id", "update_id", "status", "updated_datetime", "description"):
            assert any(name in e["description"] for e in a.json), (name, a)
        guichet.equal(len(a.json), 5, a)
    s.send("POST", "/api/v1/requests/%s/notes" % rid, {"note": "sans numéro d'ailleurs"})
    a = report(s, rid, None, role="agent")
    guichet.equal((a.status, len(a.json)), (400, 1), a)
    a = report(s, rid, "  ")
    guichet.equal(a.status, 400)
    assert "update_id" in a.json[0]["description"], a
    a = report(s, rid, "x" * 101, status="BETTER", updated_datetime="yesterday", description="y" * 4001)
    guichet.equal((a.status, len(a.json)), (400, 4), a)
    for rid in ("999999999", "abc", "-1", "0"):
        guichet.equal(report(s, rid, "1").status, 404, rid)
    # the citizen does not answer to what is closed; the team may still say a word
    b = lives()
    a = report(s, b.old, "late")
    guichet.equal(a.status, 400)
    guichet.equal(report(s, b.old, "late", role="agent", status="CLOSED").json, [{"update_id": "%s-%d" % (
        b.old, len(s.as_agent(b.old)["events"]))}])


if __name__ == "__main__":
    guichet.main()
