"""Open311 says the same in XML and in JSON, by the Spark convention: drop the root element, a container of
one repeated kind is an array, an empty element is null. This compares two answers by walking them together.
"""

import xml.etree.ElementTree as ElementTree

# Every container, with the one kind of element that it repeats.
CONTAINERS = {"services": "service", "service_requests": "request", "attributes": "attribute",
              "values": "value", "errors": "error", "endpoints": "endpoint", "formats": "format",
              "media_urls": "media_url", "notes": "note", "photos": "photo",
              "service_request_updates": "request_update"}

PROLOG = b'<?xml version="1.0" encoding="utf-8"?>'


def parse(body):
    """The root element of an answer; it has the prolog, no namespace, no attributes, no stray text."""
    assert body.startswith(PROLOG), body[:100]
    root = ElementTree.fromstring(body)
    for e in root.iter():
        assert "}" not in e.tag and not e.attrib, e.tag
        assert len(e) == 0 or not (e.text or "").strip(), (e.tag, e.text)
        assert not (e.tail or "").strip(), (e.tag, e.tail)
    return root


def walk(value, element, path=""):
    """Raises where a JSON value and an XML element say different things."""
    path += "/" + element.tag
    text = element.text or ""
    if isinstance(value, list):
        assert element.tag in CONTAINERS, path + " is an array"
        assert [e.tag for e in element] == [CONTAINERS[element.tag]] * len(value), path
        for item, e in zip(value, element):
            walk(item, e, path)
    elif isinstance(value, dict):
        assert [e.tag for e in element] == list(value), (path, list(value), [e.tag for e in element])
        for e in element:
            walk(value[e.tag], e, path)
    else:
        assert len(element) == 0, path
        if value is None:
            assert text == "", (path, text)
        elif isinstance(value, bool):
            assert text == ("true" if value else "false"), (path, value, text)
        elif isinstance(value, (int, float)):
            assert text and float(text) == value, (path, value, text)
        else:
            assert value != "", path + ": an empty string should be null"
            assert value == text, (path, value, text)


def same(json_answer, xml_answer):
    """Two answers, one in each format, must say the same; returns the JSON value."""
    value = json_answer.json
    walk(value, parse(xml_answer.body))
    return value
