"""Renderers of a report: text, HTML, JSON, SARIF and JUnit; pure functions from a report to text."""

from collections.abc import Callable, Mapping

from safeinfo.model.report import Report
from safeinfo.report import html, json, junit, sarif, text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": text.render,
    "html": html.render,
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
}
