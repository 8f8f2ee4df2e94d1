"""Open311 lists: which requests come, in which order, on which page, and how filters meet."""

import re
import urllib.parse

import guichet
import spark
import swarm

V2 = "/open311/v2"


class Borough:
    """A server with requests of known dates, places and states."""

    def __init__(self):
        self.s = s = guichet.shared(clock="2026-01-10T12:00:00-05:00")
        self.ids = {}
        self.file("january", "pothole", description="Trou près de l'école Sainte-Gertrude")
        s.set_clock("2026-03-01T12:00:00-05:00")
        self.file("march", "graffiti", lat="45.4950", long="-73.8490")
        s.set_clock("2026-04-10T12:00:00-04:00")
        self.file("april", "pothole", lat="45.4600", long="-73.9300",
                  address_string="100, rue de l'Érable")
        self.file("april light", "street-light")
        s.moved(self.ids["march"], "refused", "authorized_mural")
        s.set_clock("2026-04-20T12:00:00-04:00")
        self.file("late", "cleaning", description="Feuilles et TROU d'eau")
        s.moved(self.ids["april"], "in_progress")

    def file(self, name, service, **fields):
        self.ids[name] = self.s.filed(service, **fields)

    def names(self, query):
        """The names of what a list gives, in its order, the same in both formats."""
        q = query if isinstance(query, str) else urllib.parse.urlencode(query)
        a = self.s.get("%s/requests.json?%s" % (V2, q))
        assert a.status == 200, (query, a)
        found = spark.same(a, self.s.get("%s/requests.xml?%s" % (V2, q)))
        back = {rid: name for name, rid in self.ids.items()}
        return [back[r["service_request_id"]] for r in found]


_borough = []


def borough():
    if not _borough:
        _borough.append(Borough())
    return _borough[0]


def test_default_is_the_last_90_days_newest_first():
    # 90 days before 20 April is 20 January
    guichet.equal(borough().names(""), ["late", "april light", "april", "march"])


def test_nothing():
    b = borough()
    guichet.equal(b.names("service_code=street-furniture"), [])
    guichet.equal(b.s.get(V2 + "/requests.json?service_code=street-furniture").body, b"[]")
    guichet.equal(b.s.get(V2 + "/requests.xml?service_code=street-furniture").body,
                  spark.PROLOG + b"\n<service_requests></service_requests>")


def test_service_code_list():
    b = borough()
    guichet.equal(b.names("service_code=graffiti"), ["march"])
    guichet.equal(b.names("service_code=graffiti,cleaning"), ["late", "march"])
    guichet.equal(b.names("service_code=graffiti,%20cleaning,"), ["late", "march"])


def test_status():
    b = borough()
    guichet.equal(b.names("status=closed"), ["march"])
    guichet.equal(b.names("status=open"), ["late", "april light", "april"])
    guichet.equal(b.names("status=open,closed"), b.names(""))
    guichet.equal(b.names("status="), b.names(""))


def test_ids_override_everything_else():
    b = borough()
    ids = b.ids
    want = "%s,%s" % (ids["january"], ids["march"])
    for more in ("", "&status=open", "&service_code=cleaning", "&start_date=rubbish",
                 "&page=7&page_size=1", "&bbox=0,0,1,1&q=nothing"):
        guichet.equal(sorted(b.names("service_request_id=" + want + more)), ["january", "march"], more)
    guichet.equal(b.names("service_request_id=" + ids["late"]), ["late"])
    a = b.s.get("%s/requests.json?service_request_id=%s" % (V2, ",".join(["1"] * 1001)))
    guichet.equal(a.status, 400, "no more than 1000 at once")


def test_start_and_end():
    b = borough()
    start, end = "2026-03-01T12:00:00-05:00", "2026-04-10T12:00:00-04:00"
    guichet.equal(b.names({"start_date": start, "end_date": end}), ["april light", "april", "march"])
    guichet.equal(b.names({"start_date": "2026-03-01T12:00:01-05:00", "end_date": end}),
                  ["april light", "april"])
    guichet.equal(b.names({"start_date": start, "end_date": "2026-04-10T11:59:59-04:00"}), ["march"])


def test_one_bound_alone_opens_90_days_from_it():
    b = borough()
    guichet.equal(b.names({"start_date": "2026-01-01T00:00:00-05:00"}), ["march", "january"])
    guichet.equal(b.names({"end_date": "2026-03-02T00:00:00-05:00"}), ["march", "january"])
    guichet.equal(b.names({"end_date": "2026-01-10T11:00:00-05:00"}), [])


def test_zones_of_bounds():
    b = borough()
    for start in ("2026-03-01T17:00:00Z", "2026-03-01T17:00:00+00:00", "2026-03-01T18:30:00+01:30",
                  "2026-03-01T12:00:00-05:00", "2026-02-28T22:00:00-19:00"):
        guichet.equal(b.names({"start_date": start, "end_date": "2026-03-02T00:00:00Z"}), ["march"],
                      start)
    for start in ("2026-03-01T17:00:01Z", "2026-03-01T18:30:01+01:30"):
        guichet.equal(b.names({"start_date": start, "end_date": "2026-03-02T00:00:00Z"}), [], start)
    # a '+' that a client forgot to encode arrives as a space
    guichet.equal(b.names("start_date=2026-03-01T18:30:00+01:30&end_date=2026-03-02T00:00:00Z"),
                  ["march"])


def test_90_days_and_91():
    b = borough()
    guichet.equal(b.names({"start_date": "2026-01-10T12:00:00-05:00",
                           "end_date": "2026-04-10T12:00:00-05:00"}),
                  ["april light", "april", "march", "january"])
    for start, end in (("2026-01-10T12:00:00Z", "2026-04-11T12:00:00Z"),
                       ("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z")):
        a = b.s.get(V2 + "/requests.json?" + urllib.parse.urlencode({"start_date": start,
                                                                      "end_date": end}))
        guichet.equal(a.status, 400)
        assert "90" in a.json[0]["description"], a
    # local dates 90 days apart across the change of clocks are 90 days
    guichet.equal(b.names({"start_date": "2026-01-15T00:00:00-05:00",
                           "end_date": "2026-04-15T00:00:00-04:00"}),
                  ["april light", "april", "march"])


def test_updated_after_and_before():
    b = borough()
    guichet.equal(b.names({"updated_after": "2026-04-15T00:00:00-04:00"}), ["late", "april"])
    guichet.equal(b.names({"updated_before": "2026-04-11T00:00:00-04:00",
                           "updated_after": "2026-04-01T00:00:00-04:00"}), ["april light", "march"])
    # no 90 days here: what was filed in January and never touched is found
    guichet.equal(b.names({"updated_before": "2026-02-01T00:00:00-05:00"}), ["january"])
    guichet.equal(b.names({"updated_after": "2026-04-15T00:00:00-04:00", "status": "closed"}), [])


def test_boxes_and_circles():
    b = borough()
    guichet.equal(b.names("bbox=-73.94,45.45,-73.92,45.47"), ["april"])
    guichet.equal(b.names("bbox=-73.8491,45.4949,-73.8489,45.4951"), ["march"])
    guichet.equal(b.names("bbox=-74,45.4,-73.7,45.6"), b.names(""))
    guichet.equal(b.names("lat=45.46&long=-73.93&radius=10"), ["april"])
    # 45.4950 -73.8490 is about 54 m from 45.4946 -73.8486
    guichet.equal(b.names("lat=45.4950&long=-73.8490&radius=50"), ["march"])
    guichet.equal(b.names("lat=45.4950&long=-73.8490&radius=60"), ["late", "april light", "march"])
    guichet.equal(b.names("lat=45.4950&long=-73.8490&radius=60&service_code=cleaning"), ["late"])


def test_words():
    b = borough()
    everything = "&start_date=2026-01-25T00:00:00Z&end_date=2026-04-25T00:00:00Z"
    guichet.equal(b.names("q=trou" + everything), ["late"])
    guichet.equal(b.names("q=trou&start_date=2026-01-01T00:00:00Z"), ["january"])
    # accents and capitals do not matter, all words must stand there
    guichet.equal(b.names({"q": "ÉCOLE gertrude", "start_date": "2026-01-01T00:00:00Z"}), ["january"])
    guichet.equal(b.names({"q": "ecole feuilles", "start_date": "2026-01-01T00:00:00Z"}), [])
    guichet.equal(b.names({"q": "erable"}), ["april"], "the address is searched too")


def test_bad_filters():
    b = borough()
    for query, where in (("status=opened", "status"), ("start_date=2026-04-01", "start_date"),
                         ("end_date=2026-04-01T00:00:00", "end_date"), ("updated_after=7", "updated_after"),
                         ("sort=-price", "sort"), ("sort=Created", "sort"), ("page=0", "page"), ("page=x", "page"), ("page_size=-1", "page_size"),
                         ("bbox=1,2,3", "bbox"), ("bbox=3,2,1,4", "bbox"), ("bbox=a,b,c,d", "bbox"),
                         ("lat=45.5&radius=10", "long"), ("lat=91&long=0&radius=10", "lat"),
                         ("lat=45.5&long=-73.8&radius=-3", "radius"), ("radius=10", "radius"),
                         ("lat=45.5&long=-73.8&radius=nan", "radius"), ("lat=inf&long=0", "lat")):
        a = b.s.get(V2 + "/requests.json?" + query)
        guichet.equal(a.status, 400, query)
        assert any(where in e["description"] for e in a.json), (query, a)
        guichet.equal([e["code"] for e in a.json], [400] * len(a.json), query)
    guichet.equal(b.s.get(V2 + "/requests.json?service_code=pothole,volcano").status, 404)


def test_unknown_parameters_are_ignored():
    b = borough()
    guichet.equal(b.names("foo=bar&sort=&api_key="), b.names(""))


def test_sort():
    b = borough()
    by_change = ["april", "late", "march", "april light"]  # the first two, and the others, at once
    guichet.equal(b.names("sort=-created"), b.names(""))
    guichet.equal(b.names("sort=created"), b.names("")[::-1])
    found = b.names("sort=-updated")
    guichet.equal((sorted(found[:2]), sorted(found[2:])),
                  (sorted(by_change[:2]), sorted(by_change[2:])))
    guichet.equal(b.names("sort=updated"), found[::-1])
    # with filters: they choose as ever, and only the order is another
    for query in ("status=open", "service_code=pothole,cleaning", "q=trou", "bbox=-74,45.4,-73.7,45.6",
                  "start_date=2026-01-01T00:00:00-05:00", "updated_after=2026-04-15T00:00:00-04:00",
                  "start_date=2026-03-01T00:00:00-05:00&end_date=2026-04-15T00:00:00-04:00"):
        for sort in ("created", "-created", "updated", "-updated"):
            guichet.equal(sorted(b.names(query + "&sort=" + sort)), sorted(b.names(query)), query)
        for key in ("created", "updated"):
            guichet.equal(b.names("%s&sort=%s" % (query, key)),
                          b.names("%s&sort=-%s" % (query, key))[::-1], query)


# --- pages -----------------------------------------------------------------------------------------


def next_page(answer):
    """The target of Link: <…>; rel="next", or None."""
    found = re.fullmatch(r'<([^>]*)>; rel="next"', answer.headers.get("link", ""))
    return found and found.group(1)


def test_1000_and_1001():
    s = guichet.shared(clock=guichet.NOON)
    ids = swarm.file_many(s, 1000)
    a = s.get(V2 + "/requests.json")
    guichet.equal((len(a.json), next_page(a)), (1000, None))
    guichet.equal([r["service_request_id"] for r in a.json],
                  [str(n) for n in sorted(map(int, ids), reverse=True)])
    ids += swarm.file_many(s, 1, name="one")
    for fmt in ("json", "xml"):
        first = s.get("%s/requests.%s" % (V2, fmt))
        second = s.get(next_page(first))
        guichet.equal(next_page(second), None)
        found = re.findall(r'service_request_id(?:":"|>)(\d+)', first.text + second.text)
        guichet.equal(len(found), 1001, fmt)
        guichet.equal(set(found), set(ids), fmt)
    guichet.equal(len(s.get(V2 + "/requests.json?page_size=5000").json), 1000, "the cap")


def test_pages_hold_everything_once():
    s = guichet.shared(clock=guichet.NOON)
    expected = [r["service_request_id"] for r in s.get(V2 + "/requests.json").json] + \
               [r["service_request_id"] for r in s.get(V2 + "/requests.json?page=2").json]
    got, url = [], V2 + "/requests.json?page_size=130&status=open&q="
    while url:
        a = s.get(url)
        got += [r["service_request_id"] for r in a.json]
        url = next_page(a)
        if url:
            guichet.equal(len(a.json), 130)
    guichet.equal(got, expected)
    guichet.equal(s.get(V2 + "/requests.json?page=99").json, [])
    guichet.equal([r["service_request_id"] for r in
                   s.get(V2 + "/requests.json?page_size=10&page=3").json], expected[20:30])
    spark.same(s.get(V2 + "/requests.json?page_size=40"), s.get(V2 + "/requests.xml?page_size=40"))


def test_pages_in_another_order_hold_everything_once():
    s = guichet.shared(clock=guichet.NOON)
    newest = [r["service_request_id"] for page in (1, 2) for r in
              s.get("%s/requests.json?page=%d" % (V2, page)).json]
    for sort, want in (("created", newest[::-1]), ("updated", newest[::-1]), ("-updated", newest)):
        got, url = [], "%s/requests.json?page_size=300&sort=%s" % (V2, sort)
        while url:
            a = s.get(url)
            got += [r["service_request_id"] for r in a.json]
            url = next_page(a)
        guichet.equal(got, want, sort)


def test_a_link_carries_the_query_but_no_key():
    s = guichet.shared(clock=guichet.NOON)
    a = s.get(V2 + "/requests.json?page_size=2&service_code=pothole&locale=en&api_key=" +
              s.key("client"))
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(next_page(a)).query)
    guichet.equal(query, {"page": ["2"], "page_size": ["2"], "service_code": ["pothole"],
                          "locale": ["en"]})


if __name__ == "__main__":
    guichet.main()
