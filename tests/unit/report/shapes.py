"""What SARIF 2.1.0 and JUnit XML demand of what we write, in our own words.

The official SARIF schema may not be copied into this project, and no package that we use carries it. So these are
checks of our own, drawn from the text of the OASIS standard (section numbers beside them) and, for JUnit, from what the
formats of Ant and Jenkins have in common. They are stricter than either: what is not told of here is refused.
"""

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

TEXT = {"type": "string"}
WORDS = {"type": "string", "minLength": 1}
MESSAGE = {  # 3.11
    "type": "object", "additionalProperties": False, "required": ["text"], "properties": {"text": WORDS},
}  # fmt: skip
BAG = {"type": "object"}  # 3.8
RULE = {  # 3.49 reportingDescriptor
    "type": "object", "additionalProperties": False, "required": ["id"],
    "properties": {
        "id": WORDS, "name": WORDS, "shortDescription": MESSAGE, "fullDescription": MESSAGE, "help": MESSAGE,
    },
}  # fmt: skip
LOCATION = {  # 3.28, 3.29, 3.33
    "type": "object", "additionalProperties": False, "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object", "additionalProperties": False, "required": ["artifactLocation"],
            "properties": {"artifactLocation": {
                "type": "object", "additionalProperties": False, "required": ["uri"], "properties": {"uri": WORDS},
            }},
        },
        "logicalLocations": {"type": "array", "minItems": 1, "items": {
            "type": "object", "additionalProperties": False,
            "properties": {"fullyQualifiedName": WORDS, "kind": {"const": "element"}},
        }},
        "message": MESSAGE,
    },
}  # fmt: skip
RESULT = {  # 3.27
    "type": "object", "additionalProperties": False, "required": ["message", "ruleId", "kind", "level", "locations"],
    "properties": {
        "ruleId": WORDS,
        "kind": {"enum": ["pass", "open", "informational", "notApplicable", "review", "fail"]},  # 3.27.9
        "level": {"enum": ["none", "note", "warning", "error"]},  # 3.27.10
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": WORDS},  # 3.27.17
        "properties": BAG,
    },
}  # fmt: skip
RUN = {  # 3.14
    "type": "object", "additionalProperties": False, "required": ["tool", "results"],
    "properties": {
        "tool": {  # 3.18, 3.19
            "type": "object", "additionalProperties": False, "required": ["driver"],
            "properties": {"driver": {
                "type": "object", "additionalProperties": False, "required": ["name"],
                "properties": {
                    "name": WORDS, "version": WORDS, "rules": {"type": "array", "items": RULE},
                    "semanticVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
                },
            }},
        },
        "invocations": {"type": "array", "items": {  # 3.20
            "type": "object", "additionalProperties": False, "required": ["executionSuccessful"],
            "properties": {
                "executionSuccessful": {"type": "boolean"},
                "endTimeUtc": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},  # 3.9
            },
        }},
        "results": {"type": "array", "items": RESULT},
        "properties": BAG,
    },
}  # fmt: skip
SARIF: dict[str, Any] = {  # 3.13
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object", "additionalProperties": False, "required": ["version", "runs"],
    "properties": {"$schema": WORDS, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}},
}  # fmt: skip


def sarif_faults(log: dict[str, Any]) -> list[str]:
    """Return what a log breaks beyond its shape: references, uniqueness, levels and addresses."""
    faults = []
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        faults += [f"two rules {each}" for each in rules if rules.count(each) > 1]  # 3.19.23
        for result in run["results"]:
            if result["ruleId"] not in rules:
                faults.append(f"no rule {result['ruleId']}")
            if (result["kind"] != "fail") is (result["level"] != "none"):  # 3.27.10
                faults.append(f"{result['kind']} with level {result['level']}")
            for location in result["locations"]:
                uri = location["physicalLocation"]["artifactLocation"]["uri"]
                if not urlsplit(uri).scheme or re.search(r"[\x00- <>\"{}|\\^`]", uri):  # RFC 3986
                    faults.append(f"{uri!r} is no URI")
    return faults


_COUNTS = {"tests", "failures", "errors", "skipped", "time"}
_ATTRIBUTES = {
    "testsuites": ({"name", *_COUNTS}, {"testsuite"}),
    "testsuite": ({"name", "timestamp", *_COUNTS}, {"testcase"}),
    "testcase": ({"classname", "name", "time"}, {"failure", "skipped", "system-out"}),
    "failure": ({"message", "type"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
}


def junit_faults(text: str) -> list[str]:
    """Return what a JUnit file breaks: elements, their attributes and order, counts, and the time's form."""
    root = ET.fromstring(text)
    faults = [] if root.tag == "testsuites" else [f"root is {root.tag}"]
    for element in root.iter():
        attributes, inside = _ATTRIBUTES[element.tag]
        if set(element.attrib) != attributes:
            faults.append(f"{element.tag} has {sorted(element.attrib)}")
        faults += [f"{child.tag} in {element.tag}" for child in element if child.tag not in inside]
    for suite in root.iter("testsuite"):
        cases = suite.findall("testcase")
        told = (len(cases), len(suite.findall("testcase/failure")), len(suite.findall("testcase/skipped")))
        if told != tuple(int(suite.get(name, "-1")) for name in ("tests", "failures", "skipped")):
            faults.append(f"counts are {told}")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", "")):
            faults.append("timestamp")
        faults += ["output comes last" for case in cases if case[-1].tag != "system-out"]
        faults += ["more than one outcome" for case in cases if len(case) > 2]
    return faults
