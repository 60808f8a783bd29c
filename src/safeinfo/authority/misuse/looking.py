"""A look at the front page of a site that may show a seal without right: one page, as a plain visitor opens it."""

import asyncio
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from safeinfo.authority import clock, using
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.misuse.services import Look
from safeinfo.authority.vantages import proxy_for
from safeinfo.derive.computed.addresses import same_site
from safeinfo.derive.dom import Document
from safeinfo.gather import GatherOptions, archive, gather
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import PageSeen
from safeinfo.seal.sightings import Sighting, sightings

_SECONDS = 60.0
_MOST_KEPT = 20


def look(suspicion: Suspicion, number: int) -> Look:
    """Look at the front page; what was seen is kept as evidence where it shows the seal, and only then."""
    config = using.config()
    options = GatherOptions(
        max_pages=2,
        only=((f"{suspicion.origin}/", "home"),),
        visitor=True,
        upstream=proxy_for(config.vantages, number),
        timeout=min(_SECONDS, config.audit_seconds),
        allow_private=config.try_out,
        ca_file=config.ca_file,
        clock=clock.now,
    )
    try:
        evidence = asyncio.run(gather(suspicion.origin, options))
    except SafeInfoError as error:
        return Look(trouble=str(error))
    return read(suspicion, number, evidence)


def read(suspicion: Suspicion, number: int, evidence: Evidence) -> Look:
    """Return what the evidence of a look shows, and keep it where it shows the seal."""
    found = [each for each in sightings(evidence, using.config().base_url) if _counts(each, suspicion.origin)]
    if not found:
        return Look()
    name = f"misuse-{suspicion.pk}-{number}.evidence"
    path = suspicion.evidence(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    archive.write(evidence, path)
    return Look(
        seen=[
            {"kind": each.kind, "page": each.page.url, "selector": each.selector, "quote": each.quote}
            for each in found[:_MOST_KEPT]
        ],
        digest=archive.read(path).digest,
        evidence_name=name,
        contact=contact_of(evidence, suspicion.origin),
    )


def _counts(each: Sighting, origin: str) -> bool:
    """A link in words to another shop's seal shows nothing of this site's; anything else a person must look at."""
    return each.kind != "link" or each.of == origin


def contact_of(evidence: Evidence, origin: str) -> str:
    """Return the first mail address of the site's own domain to which its front page links; "" for none."""
    for page in evidence.observations:
        for seen in page.documents[:1] if isinstance(page, PageSeen) else ():
            document = Document.parse(evidence.blobs.get(seen.dom, b"").decode("utf-8", "replace"), seen.url)
            for node in document.select("a[href^='mailto:' i]")[:50]:
                href = node.attributes.get("href") or ""
                address = unquote(href[len("mailto:") :].partition("?")[0]).strip()
                if _is_of(address, origin):
                    return address
    return ""


def _is_of(address: str, origin: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return same_site(f"https://{address.rpartition('@')[2]}", origin)
