"""The schemas are valid themselves, and every reference in them leads somewhere."""

import json
import pathlib
import re
import sys

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parents[3] / "schemas"


def references(node):
    """Every $ref below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def find(document, pointer):
    """The node a JSON pointer leads to; KeyError when it leads nowhere."""
    for step in filter(None, pointer.split("/")):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


def check_references(name, documents):
    for reference in references(documents[name]):
        file, _, pointer = reference.partition("#")
        find(documents[file or name], pointer)


def check_operations(openapi):
    """Each operation has its own id, its captures are declared, and its answers described."""
    ids = set()
    for path, item in openapi["paths"].items():
        for method, operation in item.items():
            assert operation["operationId"] not in ids, operation["operationId"]
            ids.add(operation["operationId"])
            parameters = [
                find(openapi, p["$ref"][1:]) if "$ref" in p else p
                for p in operation.get("parameters", [])
            ]
            declared = {p["name"] for p in parameters if p["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path)), (method, path)
            assert any(status.startswith("2") for status in operation["responses"]), path


def main():
    documents = {file.name: json.loads(file.read_text()) for file in SCHEMAS.glob("*.json")}
    assert "openapi.json" in documents, "no schemas found"
    for name, document in documents.items():
        if name != "openapi.json":
            jsonschema.Draft202012Validator.check_schema(document)
        check_references(name, documents)
    check_operations(documents["openapi.json"])
    print(f"{len(documents)} schemas, every reference found")


if __name__ == "__main__":
    sys.exit(main())
