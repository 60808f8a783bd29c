"""The report as one HTML file: no network, no script, readable on a phone and on paper."""

from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from safeinfo.model.kinds import is_personal
from safeinfo.model.report import Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.report.dataflow import flow, tone
from safeinfo.report.pictures import crops, embedded, identity, key_of
from safeinfo.report.words import (
    MEANING,
    SIGN,
    SPOKEN,
    STEPS,
    by_kind,
    counted,
    coverage_sentence,
    plural,
    seal_sentence,
    settled_sentence,
    worst_first,
)

_ENVIRONMENT = Environment(
    loader=PackageLoader("safeinfo.report", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(report: Report) -> str:
    """Return the report as an HTML document that holds everything it shows."""
    style = files("safeinfo.report").joinpath("templates", "report.css").read_text("utf-8")
    return _ENVIRONMENT.get_template("report.html.j2").render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file, not the shop's
        pictures=embedded(report),
        crops=crops(report),
        flow=flow(report.recipients),
        key_of=key_of,
        tone=tone,
        identity=identity,
        by_kind=by_kind,
        worst_first=worst_first,
        counted=counted(report.verdicts),
        coverage_sentence=coverage_sentence(report.coverage),
        seal_sentence=seal_sentence(report),
        settled_sentence=settled_sentence,
        ids_of=_ids_of,
        plural=plural,
        is_personal=is_personal,
        linkable=_linkable,
        path=_path,
        SIGN=SIGN,
        SPOKEN=SPOKEN,
        MEANING=MEANING,
        STEPS=STEPS,
    )


def _ids_of(verdict: Verdict) -> dict[Finding, str]:
    return {finding: known for known, finding in verdict.identified}


def _linkable(url: str) -> bool:
    """Tell whether a URL may be made a link: only the web's own schemes."""
    return url.startswith(("https://", "http://"))


def _path(url: str) -> str:
    """Return what tells a page of the shop from its others: the path and the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if parts.netloc else url
