"""The pages for people: well-formed HTML in both languages, with landmarks and labels, without script, behind a
strict policy; following a request by its token."""

import html.parser
import re
import urllib.parse

import guichet

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(html.parser.HTMLParser):
    """Reads a page strictly: every element is closed in its order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.words = [], [], []
        assert text.startswith("<!DOCTYPE html>\n"), text[:40]
        self.feed(text)
        self.close()
        guichet.equal(self.open, [], "left open")

    def handle_starttag(self, tag, attrs):
        guichet.equal(len({n for n, _ in attrs}), len(attrs), "an attribute twice: %s" % tag)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, "</%s> within %s" % (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [a for t, a in self.elements if t == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def page(path, status=200, lang="fr", **headers):
    a = guichet.shared().get(path, **headers)
    guichet.equal((a.status, a.headers["content-type"]), (status, "text/html; charset=utf-8"), path)
    guichet.equal(a.headers["content-language"], lang)
    policy = a.headers["content-security-policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert rule in policy, policy
    assert "unsafe" not in policy and "script" not in policy.replace("script-src 'none'", ""), policy
    guichet.equal(a.headers.get("x-content-type-options"), "nosniff")
    p = Page(a.text)
    [root] = p.all("html")
    guichet.equal(root["lang"], lang)
    accessible(p)
    return p


def accessible(p):
    for tag in ("title", "h1", "main", "header", "footer"):
        guichet.equal(len(p.all(tag)), 1, "one <%s>" % tag)
    for tag in ("script", "iframe", "object", "style", "marquee"):
        guichet.equal(p.all(tag), [])
    for _, attrs in p.elements:
        assert "style" not in attrs and not any(n.startswith("on") for n in attrs), attrs
    ids = [a["id"] for _, a in p.elements if "id" in a]
    guichet.equal(len(ids), len(set(ids)), "an id twice")
    for _, attrs in p.elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for target in attrs.get(name, "").split():
                assert target in ids, (name, target)
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids, attrs
    labelled = {a["for"] for a in p.all("label")}
    for field in p.all("input") + p.all("select") + p.all("textarea"):
        assert field.get("type") == "hidden" or field.get("id") in labelled or \
            "aria-label" in field, field
    for image in p.all("img"):
        assert "alt" in image, image
    levels = [int(t[1]) for t, _ in p.elements if re.fullmatch(r"h[1-6]", t)]
    guichet.equal(levels[0], 1)
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:])), "no level is passed over: %s" % levels
    [viewport] = [m for m in p.all("meta") if m.get("name") == "viewport"]
    assert "user-scalable=no" not in viewport["content"] and "maximum-scale" not in viewport["content"]
    assert any("charset" in m for m in p.all("meta"))


SERVICES = {"fr": ["Nid-de-poule", "Graffiti sur le domaine public", "Éclairage public",
                   "Mobilier urbain et de parc", "Malpropreté et dépôt illégal",
                   "Nettoyage et balayage"],
            "en": ["Pothole", "Graffiti on public property", "Street light",
                   "Street and park furniture", "Litter and illegal dumping",
                   "Cleaning and sweeping"]}


def test_the_first_page_in_both_languages():
    for lang, motto in (("fr", "On s'occupe de vous !"), ("en", "We take care of you!")):
        for p in (page("/", lang=lang, Accept_Language=lang), page("/?lang=" + lang, lang=lang)):
            assert motto in p.text and "Pierrefonds-Roxboro" in p.text, p.text
            for name in SERVICES[lang]:
                assert name in p.text, name
            hrefs = [a.get("href", "") for a in p.all("a")]
            assert any("openapi.json" in h for h in hrefs), hrefs
            assert any("discovery" in h for h in hrefs), hrefs
            other = "en" if lang == "fr" else "fr"
            assert [a for a in p.all("a") if a.get("hreflang") == other or a.get("lang") == other], \
                "the other language is one step away"
            [form] = p.all("form")
            guichet.equal((form["action"], form.get("method", "get").lower()), ("/suivi", "get"))


def test_french_comes_first():
    assert "Nid-de-poule" in page("/").text
    assert "Nid-de-poule" in page("/", Accept_Language="de").text


def test_every_link_of_the_page_leads_somewhere():
    s = guichet.shared()
    for p in (page("/"), page("/suivi")):
        for tag, attrs in p.elements:
            target = attrs.get("href") or attrs.get("src")
            if target and not target.startswith("#"):
                target = urllib.parse.urljoin("/", target)
                assert target.startswith("/"), "nothing from elsewhere: " + target
                guichet.equal(s.get(target).status, 200, target)
    css = s.get([a["href"] for a in page("/").all("link") if a.get("rel") == "stylesheet"][0])
    guichet.equal(css.headers["content-type"], "text/css; charset=utf-8")
    assert "url(" not in css.text and "@import" not in css.text


def test_following_a_request():
    s = guichet.shared()
    a = s.file("pothole", description="<b>gras</b>", first_name="Zoéphine", email="z@example.org")
    token, rid = a.headers["tracking-token"], a.json[0]["service_request_id"]
    s.moved(rid, "in_progress", note="On y va <i>vite</i> & bien.", internal_note="Camion 7")
    for lang, words in (("fr", ("Nid-de-poule", "Prise en charge", "lundi 8 juin 2026", "n o " + rid)),
                        ("en", ("Pothole", "In progress", "Monday, June 8, 2026", "No. " + rid))):
        p = page("/suivi?lang=%s&token=%s" % (lang, token), lang=lang)
        for word in words + (rid, "On y va <i>vite</i> & bien."):
            assert word in p.text.replace("\u00a0", " "), (word, p.text)
        for secret in ("Camion 7", "Zoéphine", "z@example.org", "test-agent"):
            assert secret not in p.text, secret
        guichet.equal([t for t, _ in p.elements if t in ("i", "b")], [])
    s.moved(rid, "done", "repaired")
    assert "Le trou a été réparé" in page("/suivi?token=" + token).text
    answer = s.get("/suivi?token=" + token)
    assert "no-store" in answer.headers.get("cache-control", ""), answer.headers
    assert answer.headers.get("referrer-policy") in ("no-referrer", "same-origin"), answer.headers


def test_following_never_writes():
    s = guichet.shared()
    a = s.file()
    before = s.as_agent(a.json[0]["service_request_id"])
    for _ in range(3):
        page("/suivi?token=" + a.headers["tracking-token"])
    guichet.equal(s.as_agent(before["id"]), before)


def test_a_token_that_does_not_exist():
    for token in ("0" * 26, "x", "<script>alert(1)</script>", "\"'><b>"):
        for lang in ("fr", "en"):
            p = page("/suivi?lang=%s&token=%s" % (lang, urllib.parse.quote(token)), 404, lang)
            guichet.equal(p.all("b"), [])
    page("/suivi")
    page("/suivi?token=")


if __name__ == "__main__":
    guichet.main()
