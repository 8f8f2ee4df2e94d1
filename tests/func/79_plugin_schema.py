"""guichet schema plugin: the kept schema is the printed one, and it tells good tables from bad."""

import json
import os

import jsonschema

import guichet

KEPT = os.path.join(guichet.ROOT, "schemas", "plugin.json")


def kept():
    with open(KEPT) as f:
        return f.read()


def part(name):
    schema = json.loads(kept())
    return jsonschema.Draft202012Validator({"$ref": "#/$defs/" + name, "$defs": schema["$defs"]})


def test_what_is_kept_is_what_the_program_prints():
    printed = guichet.run("schema", "plugin").stdout
    assert printed == kept(), "run: guichet schema plugin > schemas/plugin.json"


def test_it_is_a_valid_schema_whose_references_lead_somewhere():
    schema = json.loads(kept())
    jsonschema.Draft202012Validator.check_schema(schema)
    for reference in set(kept().split('"$ref":"#/$defs/')[1:]):
        assert reference.split('"')[0] in schema["$defs"], reference[:60]
    for name in ("code", "version", "name"):
        assert name in schema["$defs"]["service"]["required"], name
        assert " · " in schema["$defs"]["service"]["properties"][name]["description"], name


def test_a_rule_is_judged():
    rule = part("rule")
    good = {"id": "big", "goal": 5, "unit": "bd"}
    rule.validate(good)
    for wrong in ({"id": "Big"}, {"unit": "moons"}, {"at": "noon"}, {"gaol": 5}, {"goal": -1}, {"from": "soon"}):
        assert not rule.is_valid({**good, **wrong}), wrong
    assert not rule.is_valid({"goal": 5, "unit": "bd"}), "a rule has a name"


def test_what_people_read_is_in_both_languages():
    group = part("service.group")
    good = {"code": "street", "fr": "La rue", "en": "The street"}
    group.validate(good)
    for missing in good:
        assert not group.is_valid({k: v for k, v in good.items() if k != missing}), missing
    assert not group.is_valid({**good, "en": ""}), "an empty text"


if __name__ == "__main__":
    guichet.main()
