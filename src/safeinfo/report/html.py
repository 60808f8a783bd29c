"""The report as one HTML file: no network, no script, readable on a phone and on paper."""

from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from safeinfo.model.kinds import is_personal
from safeinfo.model.report import Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.report.dataflow import flow, ordered, tone
from safeinfo.report.pictures import crops, embedded, field_crops, identity, key_of
from safeinfo.report.words import (
    MEANING,
    SIGN,
    SPOKEN,
    STEPS,
    WHEN,
    by_kind,
    counted,
    coverage_sentence,
    kind_words,
    missed_words,
    plural,
    remedy_heading,
    seal_sentence,
    settled_sentence,
    told_first,
    worst_first,
)

_ENVIRONMENT = Environment(
    loader=PackageLoader("safeinfo.report", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["kind_words"] = kind_words


def render(report: Report) -> str:
    """Return the report as an HTML document that holds everything it shows."""
    style = files("safeinfo.report").joinpath("templates", "report.css").read_text("utf-8")
    return _ENVIRONMENT.get_template("report.html.j2").render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file, not the shop's
        pictures=embedded(report),
        crops=crops(report),
        field_crops=field_crops(report),
        flow=flow(report.recipients),
        recipients=ordered(report.recipients),
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
        kind_words=kind_words,
        missed_words=missed_words,
        remedy_heading=remedy_heading,
        told_first=told_first,
        is_personal=is_personal,
        linkable=_linkable,
        path=_path,
        SIGN=SIGN,
        SPOKEN=SPOKEN,
        MEANING=MEANING,
        STEPS=STEPS,
        WHEN=WHEN,
    )


_LONGEST_PATH = 100  # characters of a path that are shown


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
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if parts.netloc else url
    return path if len(path) <= _LONGEST_PATH else f"{path[: _LONGEST_PATH - 21]}…{path[-20:]}"
