"""guichet new: what it writes passes check and test as it stands, whatever it extends; it overwrites nothing, and says
what is left to do."""

import os
import shutil
import tempfile

import guichet

SHARED = ["pothole", "graffiti", "street-light", "street-furniture", "cleanliness", "cleaning"]
OFFERED = 'services = { "pothole", "graffiti", "street-light", "street-furniture", "cleanliness", "cleaning" }'


class Borough:
    def __enter__(self):
        self.dir = os.path.join(tempfile.mkdtemp(prefix="guichet-new-"), "town")
        shutil.copytree(guichet.BOROUGH, self.dir)
        return self

    def __exit__(self, *_):
        shutil.rmtree(os.path.dirname(self.dir))

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def read(self, *names):
        with open(self.path(*names), encoding="utf-8") as f:
            return f.read()

    def run(self, *args, lang="en", status=0):
        done = guichet.run(*args, check=False, env=guichet.language(lang))
        guichet.equal(done.returncode, status, "%s\n%s%s" % (args, done.stdout, done.stderr))
        return done.stdout + done.stderr

    def new(self, code, *args, **how):
        return self.run("new", self.dir, code, *args, **how)

    def offer(self, *codes):
        text = self.read("jurisdiction.lua")
        assert OFFERED in text
        with open(self.path("jurisdiction.lua"), "w", encoding="utf-8") as f:
            f.write(text.replace(OFFERED, 'services = { "%s" }' % '", "'.join(codes)))

    def passes(self, code):
        """check finds nothing, and both tests of the service pass."""
        self.run("check", self.dir)
        out = self.run("test", self.dir, "--service", code)
        assert out.startswith("%s: 2 of 2 tests passed\n" % code), out


def test_a_service_of_its_own():
    for lang, words in (("en", 'add "tree-branch" to services'), ("fr", 'ajouter "tree-branch" à services')):
        with Borough() as b:
            out = b.new("tree-branch", lang=lang)
            for name in ("service.lua", "service_test.lua", "README.md"):
                assert b.path("services", "tree-branch", name) + "\n" in out, out
            assert words in out and "guichet test %s --service tree-branch" % b.dir in out, out
            assert "is there: name that service in" in b.run("test", b.dir, "--service", "tree-branch", status=1)
            b.offer(*SHARED, "tree-branch")
            b.passes("tree-branch")
            readme = b.read("services", "tree-branch", "README.md")
            assert "Ce que c'est" in readme and "What it is" in readme, readme


def test_an_heir_of_each_shared_service():
    with Borough() as b:
        mine = ["my-" + code for code in SHARED]
        for code, parent in zip(mine, SHARED):
            b.new(code, "--extends", "core/" + parent)
        b.offer(*SHARED, *mine)
        for code in mine:
            b.passes(code)
        assert 'extends = "core/pothole@1"' in b.read("services", "my-pothole", "service.lua")


def test_a_parent_whose_name_has_quotes():
    with Borough() as b:
        plugins = b.path("plugins")
        shutil.copytree(os.path.join(guichet.ROOT, "plugins"), plugins)
        path = os.path.join(plugins, "pothole", "service.lua")
        with open(path, encoding="utf-8") as f:
            text = f.read()
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace('en = "Pothole" }', 'en = "A \\"pot\\\\hole\\"" }', 1))
        b.new("alley", "--extends", "core/pothole", "--plugins", plugins)
        b.offer(*SHARED, "alley")
        shown = b.run("show", "alley", b.dir, "--plugins", plugins)
        assert 'pot\\' in shown and '(alley)' in shown, shown


def test_one_that_the_borough_offers_already():
    """Extending a shared service under its own name: nothing to add, and the borough's one serves from then on."""
    with Borough() as b:
        out = b.new("pothole", "--extends", "core/pothole@1")
        assert "jurisdiction.lua" not in out, out
        b.passes("pothole")
        assert "services/pothole" not in b.run("show", "pothole", guichet.BOROUGH, "--origins")
    with Borough() as b:  # named before it was made
        b.offer(*SHARED, "soon")
        b.run("check", b.dir, status=1)
        assert "jurisdiction.lua" not in b.new("soon")
        b.passes("soon")


def test_another_town_with_other_calendars():
    with Borough() as b:
        with open(b.path("jurisdiction.lua"), "w", encoding="utf-8") as f:
            f.write("""return jurisdiction {
  id = "t", api = 1, name = { fr = "T", en = "T" }, zone = "America/Toronto", languages = { "fr", "en" },
  contact = { fr = "C", en = "C" }, key_service = { fr = "K", en = "K" },
  calendars = { calendar "night" { mon = { { "20:00", "24:00" } } } },
  services = { "lamp" },
}
""")
        b.new("lamp")
        assert 'calendar = "night"' in b.read("services", "lamp", "service.lua")
        b.passes("lamp")


def test_it_overwrites_nothing():
    with Borough() as b:
        b.new("alley", "--extends", "core/pothole")
        with open(b.path("services", "alley", "service.lua"), "w", encoding="utf-8") as f:
            f.write("mine")
        assert "exists already: nothing was written" in b.new("alley", status=1)
        assert "existe déjà" in b.new("alley", "--extends", "core/graffiti", lang="fr", status=1)
        guichet.equal(b.read("services", "alley", "service.lua"), "mine")
        os.mkdir(b.path("services", "empty"))
        b.new("empty", status=1)
        guichet.equal(os.listdir(b.path("services", "empty")), [])


def test_what_it_refuses_leaves_nothing_behind():
    with Borough() as b:
        for code in ("Tree", "tree branch", "../tree", "1tree", "arbre-tombé", "", "-", "a" * 65, "a/b", "x\"y"):
            assert "cannot be a code" in b.new(code, status=1), code
        assert 'did you mean "core/pothole"?' in b.new("x", "--extends", "core/potole", status=1)
        assert "vouliez-vous « core/street-light » ?" in b.new("x", "--extends", "street-ligth", lang="fr", status=1)
        for parent in ("core/", "core/../pothole", "/etc", "core/workflows", "core/zzzzzzzzzz", "@"):
            assert "no shared service" in b.new("x", "--extends", parent, status=1), parent
        assert "no jurisdiction.lua" in b.run("new", os.path.dirname(b.dir), "x", status=1)
        b.run("new", b.dir, status=2)
        b.run("new", b.dir, "x", "--extend", "core/pothole", status=2)
        with open(b.path("jurisdiction.lua"), "a", encoding="utf-8") as f:
            f.write("}")
        assert "jurisdiction.lua:" in b.new("x", status=1)
        assert not os.path.exists(b.path("services")), os.listdir(b.path("services"))


if __name__ == "__main__":
    guichet.main()
