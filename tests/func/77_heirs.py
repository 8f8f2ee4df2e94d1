"""guichet show and diff: services laid flat, with the file and line that set each value."""

import json
import os
import shutil
import tempfile

import guichet

HEIRS = os.path.join(guichet.ROOT, "tests", "plugin", "heirs")
SHARED = os.path.join(guichet.ROOT, "tests", "plugin", "shared")


def say(*args, lang="fr"):
    return guichet.run(*args, check=False, env=guichet.language(lang))


def shown(*args):
    done = say("show", "heir", HEIRS, "--plugins", SHARED, *args)
    guichet.equal(done.returncode, 0, done.stderr)
    return done.stdout


def test_each_value_names_the_line_that_set_it():
    lines = shown("--origins").split("\n")
    for line in ('name.fr = "Héritier"  -- heir/service.lua:7',
                 'description.fr = "La base."  -- core/base/service.lua:4',
                 "settings.days.default = 3  -- heir/service.lua:10",
                 "settings.days.max = 30  -- core/base/service.lua:7",
                 "settings.hours.value = 4  -- jurisdiction.lua:9",
                 "clocks.resolution.rules = huge, big, here, default  -- heir/service.lua:21",
                 'clocks.resolution.rules.big.unit = "cd"  -- heir/service.lua:24',
                 'clocks.resolution.rules.big.when = { size = "big" }  -- core/base/service.lua:28'):
        assert line in lines, (line, lines)
    assert not any(line.startswith("attributes.depth") for line in lines), lines


def test_every_line_shown_holds_what_it_sets():
    """The last key of each path stands on the line that is named, or its value does."""
    files = {"heir/service.lua": os.path.join(HEIRS, "services", "heir", "service.lua"),
             "core/base/service.lua": os.path.join(SHARED, "base", "service.lua"),
             "jurisdiction.lua": os.path.join(HEIRS, "jurisdiction.lua")}
    texts = {name: open(path, encoding="utf-8").read().split("\n") for name, path in files.items()}
    values = json.loads(shown("--format", "json"))["values"]
    assert len(values) > 80, len(values)
    for v in values:
        name, line = v["where"].rsplit(":", 1)
        text = texts[name][int(line) - 1]
        assert any(word in text for word in v["path"].split(".")[-2:] + ["{", v["value"]]), (v, text)


def test_nothing_differs_from_itself():
    done = say("diff", HEIRS, HEIRS, "--plugins", SHARED)
    guichet.equal((done.returncode, done.stdout), (0, ""), done.stderr)


def test_a_change_of_the_parent_is_seen_in_its_heirs():
    with tempfile.TemporaryDirectory() as d:
        later = os.path.join(d, "shared")
        shutil.copytree(SHARED, later)
        base = os.path.join(later, "base", "service.lua")
        with open(base, encoding="utf-8") as f:
            text = f.read()
        text = text.replace('label = { fr = "Jours"', 'label = { fr = "Journées"').replace("default = 8", "default = 9")
        with open(base, "w", encoding="utf-8") as f:
            f.write(text)
        done = say("diff", HEIRS, HEIRS, "--plugins", SHARED, "--plugins-after", later, "--json")
        guichet.equal(done.returncode, 1, done.stderr)
        changes = {(c["service"], c["path"]): c for c in json.loads(done.stdout)}
        for service in ("base", "heir", "middle-heir"):
            change = changes[service, "settings.hours.default"]
            guichet.equal((change["before"]["value"], change["after"]["value"]), ("8", "9"))
            assert (service, "settings.days.label.fr") in changes, changes
        guichet.equal(len(changes), 6, str(changes))
        text = say("diff", HEIRS, HEIRS, "--plugins", SHARED, "--plugins-after", later).stdout
        assert "- heir: settings.hours.default = 8  -- core/base/service.lua:8" in text, text
        assert "+ heir: settings.hours.default = 9  -- core/base/service.lua:8" in text, text


def test_wrong_use():
    guichet.equal(say("show", "nobody", HEIRS, "--plugins", SHARED).returncode, 1)
    guichet.equal(say("show", "heir", HEIRS, "--plugins", SHARED, "--format", "xml").returncode, 2)
    guichet.equal(say("diff", HEIRS, os.path.join(HEIRS, "nowhere"), "--plugins", SHARED).returncode, 1)
    for command in ("show", "diff"):
        for lang, word in (("fr", "Code de sortie"), ("en", "Exit status")):
            done = say(command, "--help", lang=lang)
            assert done.returncode == 0 and word in done.stdout, done.stdout


if __name__ == "__main__":
    guichet.main()
