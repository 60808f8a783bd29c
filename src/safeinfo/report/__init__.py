"""Renderers of a report: text, HTML, JSON, SARIF and JUnit; pure functions from a report to text."""

from collections.abc import Callable, Mapping

from safeinfo.model.report import Report
from safeinfo.report import json, junit, sarif, text


def _html(report: Report) -> str:
    from safeinfo.report import html  # noqa: PLC0415 - the template engine is for those who ask for it

    return html.render(report)


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": text.render,
    "html": _html,
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
}
