"""guichet docs: a page a service from the table that serves, as Markdown and as HTML that anybody can use."""

import html
import html.parser
import os
import re
import tempfile

import guichet

TOWN = os.path.join(guichet.ROOT, "examples", "another-borough")
VOID = {"meta"}


def docs(*args, lang="fr", check=True):
    return guichet.run("docs", *args, env=guichet.language(lang), check=check)


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
        self.elements.append((tag, dict(attrs), list(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, "</%s> within %s" % (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    def all(self, tag):
        return [a for t, a, _ in self.elements if t == tag]

    @property
    def text(self):
        return squeeze("".join(self.words))


def squeeze(text):
    return " ".join(text.split())


def texts(value, lang):
    """Every text of a definition in one language."""
    if isinstance(value, dict):
        if set(value) == {"fr", "en"}:
            return [value[lang]]
        value = list(value.values())
    return [t for v in value for t in texts(v, lang)] if isinstance(value, list) else []


def plain(markdown):
    return squeeze(re.sub(r"\\(.)", r"\1", markdown))


def definitions():
    """What the server says of its services: the pages must say no less."""
    s = guichet.shared()
    return [s.get("/api/v1/services/" + x["code"]).json for x in s.get("/api/v1/services").json["items"]]


def test_each_page_says_all_that_the_service_says():
    for service in definitions():
        for lang in ("fr", "en"):
            markdown = plain(docs(guichet.BOROUGH, service["code"], "--lang", lang).stdout)
            page = Page(docs(guichet.BOROUGH, service["code"], "--lang", lang, "--format",
                             "html").stdout)
            said = texts(service, lang)
            assert len(said) > 30, said
            for text in said:
                for part in squeeze(text).split("%s"):
                    assert part in markdown, (service["code"], lang, part)
                    assert part in page.text, (service["code"], lang, part)


def test_it_says_goals_conditions_ladders_settings_and_sources():
    fr = docs(TOWN, "missed-collection", "--lang", "fr").stdout
    en = docs(TOWN, "missed-collection", "--lang", "en").stdout
    for text, words in ((fr, ("« Quel bac ? » est « Matières organiques »",
                              "en juin, juillet ou août",
                              "1 jour ouvrable, jusqu’à la fermeture", "2 jours ouvrables",
                              "80 % du délai", "08:30–12:00, 13:00–16:30", "Fête de la ville",
                              "du 1er juin au 1er septembre", "Vidé au plus tard le …",
                              "| `return_days` |", "| 1 à 10 |")),
                        (en, ("“Which bin?” is “Organic waste”", "in June, July or August",
                              "1 business day, until closing", "80% of the time limit",
                              "Friday, August 14, 2026: closed, Town festival",
                              "from June 1 to September 1", "Emptied no later than …"))):
        text = text.replace("\u00a0", " ")
        for word in words:
            assert word in text, (word, text)
    for path in ("missed-collection/service.lua", "clocks/ladder.lua", "workflows/standard.lua"):
        assert re.search(r"\| `%s` \| `[0-9a-f]{32}` \|" % re.escape(path), fr), (path, fr)


def test_a_setting_of_the_borough_is_the_current_value():
    row = [l for l in docs(TOWN, "pothole", "--lang", "en").stdout.splitlines()
           if l.startswith("| `repair_days`")]
    guichet.equal(row, ["| `repair_days` | Repair, in calendar days | 10 | 7 | 1 to 60 |"])


def copy_of_the_town(d, changes):
    """The town's folder with some texts of its service replaced."""
    os.makedirs(os.path.join(d, "services", "missed-collection"))
    for name in ("jurisdiction.lua", "territory.geojson",
                 os.path.join("services", "missed-collection", "service.lua")):
        with open(os.path.join(TOWN, name)) as f:
            text = f.read()
        for old, new in changes.items():
            text = text.replace(old, new)
        with open(os.path.join(d, name), "w") as f:
            f.write(text)


def test_rules_say_when_they_are_in_force():
    dated = {'rule "compost" {': 'rule "compost" { from = "2026-06-01", to = "2026-09-01",'}
    with tempfile.TemporaryDirectory() as d:
        copy_of_the_town(d, dated)
        for lang, words in (("fr", ", depuis le lundi 1er juin 2026, avant le mardi 1er septembre 2026 |"),
                            ("en", ", from Monday, June 1, 2026, before Tuesday, September 1, 2026 |")):
            assert words in docs(d, "missed-collection", "--lang", lang).stdout


def test_rules_say_where_a_closed_last_day_goes():
    rolled = {'rule "compost" {': 'rule "alley" { when = { bin = "compost" }, goal = 7, unit = "cd", roll = "prev" },\n'
                                  'rule "compost" {'}
    with tempfile.TemporaryDirectory() as d:
        copy_of_the_town(d, rolled)
        for lang, words in (("fr", "; si le dernier jour est fermé, le jour d’ouverture précédent"),
                            ("en", "7 calendar days, until closing; if the last day is closed, the opening day before")):
            assert words in docs(d, "missed-collection", "--lang", lang).stdout


def test_a_folder_in_both_languages_whose_links_lead_somewhere():
    for ending in ("md", "html"):
        with tempfile.TemporaryDirectory() as d:
            out = os.path.join(d, "pages")
            docs(TOWN, "--out", out, "--format", ending)
            expected = {"%s.%s.%s" % (code, lang, ending) for lang in ("fr", "en")
                        for code in ("index", "pothole", "street-light", "missed-collection")}
            guichet.equal(set(os.listdir(out)), expected)
            for name in expected:
                with open(os.path.join(out, name)) as f:
                    text = f.read()
                links = re.findall(r'href="([^"]+)"', text) if ending == "html" else \
                    re.findall(r"\]\(([^)]+)\)", text)
                assert len(links) >= 1 and set(links) <= expected, (name, links)
            docs(TOWN, "--out", out, "--format", ending)  # again, over the old pages
        with tempfile.TemporaryDirectory() as out:
            docs(TOWN, "--out", out, "--format", ending, "--lang", "en")
            assert all(".en." in name for name in os.listdir(out)), os.listdir(out)


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_html_is_for_everybody():
    with tempfile.TemporaryDirectory() as out:
        docs(guichet.BOROUGH, "--out", out, "--format", "html")
        for name in os.listdir(out):
            with open(os.path.join(out, name)) as f:
                text = f.read()
            p = Page(text)
            guichet.equal(p.all("html"), [{"lang": name.split(".")[1]}], name)
            for tag in ("title", "h1", "main", "nav"):
                guichet.equal(len(p.all(tag)), 1, "%s: one <%s>" % (name, tag))
            for tag in ("script", "link", "img", "iframe", "form"):
                guichet.equal(p.all(tag), [], "%s needs nothing else" % name)
            for _, attrs, _ in p.elements:
                assert "style" not in attrs and not any(n.startswith("on") for n in attrs), attrs
            levels = [int(t[1]) for t, _, _ in p.elements if re.fullmatch(r"h[1-6]", t)]
            assert levels[0] == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels
            for _, attrs, inside in [e for e in p.elements if e[0] == "th"]:
                guichet.equal(attrs["scope"], "col" if "thead" in inside else "row")
            guichet.equal(len(p.all("table")), len(p.all("caption")))
            for region in [a for a in p.all("div") if a.get("role") == "region"]:
                assert region["aria-label"] and region["tabindex"] == "0", region
            assert "url(" not in text and "@import" not in text
            schemes = re.findall(r"--ink: (#\w+); --paper: (#\w+); --line: (#\w+); --mark: (#\w+); "
                                 r"--soft: (#\w+)", text)
            guichet.equal(len(schemes), 2, "light and dark")
            for ink, paper, line, mark, soft in schemes:
                for a, b in ((ink, paper), (mark, paper), (ink, soft)):
                    assert contrast(a, b) >= 7, (a, b)
                assert contrast(line, paper) >= 3, (line, paper)


def test_words_of_a_plugin_are_never_markup():
    with tempfile.TemporaryDirectory() as d:
        copy_of_the_town(d, {'"Which bin?"': '"<script>x</script> | [a](b) *c* `d` _e_"'})
        page = Page(docs(d, "missed-collection", "--format", "html", "--lang", "en").stdout)
        guichet.equal(page.all("script"), [])
        assert "<script>x</script> | [a](b) *c* `d` _e_" in page.text
        markdown = docs(d, "missed-collection", "--lang", "en").stdout
        assert r"\<script\>x\</script\> \| \[a\](b) \*c\* \`d\` \_e\_" in markdown, markdown


def test_what_is_asked_wrongly():
    for args, status, words in (
            ((TOWN, "nothing"), 1, "nothing"), ((TOWN, "--format", "pdf"), 2, "pdf"),
            ((TOWN, "--format", "html"), 2, "--out"), ((TOWN, "pothole", "--out", "x"), 2, "--out"),
            ((TOWN, "--lang", "de"), 2, "de"), ((TOWN + "-none",), 1, "jurisdiction.lua"),
            ((TOWN, "--out", "/proc/none/x"), 1, "/proc/none/x")):
        done = docs(*args, check=False)
        guichet.equal(done.returncode, status, (args, done.stderr))
        assert words in done.stderr, (args, done.stderr)
    for lang, word in (("fr", "Code de sortie"), ("en", "Exit status")):
        assert word in docs("--help", lang=lang).stdout


if __name__ == "__main__":
    guichet.main()
