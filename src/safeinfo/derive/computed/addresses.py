"""URLs as they are compared: what makes two addresses the same page or the same site."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from safeinfo.derive.parties import registrable

# Marks that campaigns put on links; they never choose another page.
_CAMPAIGN = ("utm_", "gclid", "fbclid", "mc_cid", "mc_eid", "_ga", "ref", "pos", "srsltid")


def same_page(url: str) -> str:
    """Return an address by which two URLs of one page are equal: no scheme, fragment, campaign marks or last slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = urlencode(
        sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_CAMPAIGN))
    )
    path = parts.path.rstrip("/") or "/"
    return f"{(parts.netloc).lower().removeprefix('www.')}{path}{'?' + query if query else ''}"


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def port_of(url: str) -> int:
    """Return the port of an https URL, 0 of any other."""
    try:
        return (urlsplit(url).port or 443) if scheme_of(url) == "https" else 0
    except ValueError:
        return 0


def scheme_of(url: str) -> str:
    """Return the scheme of a URL in lower case."""
    return url.partition(":")[0].lower() if ":" in url else ""


def path_of(url: str) -> str:
    """Return the path of a URL, "/" if it has none."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL, by which documents share what scripts can reach (RFC 6454, 4)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def same_site(one: str, other: str) -> bool:
    """Tell whether two URLs or hosts share their registrable domain."""
    first, second = host_of(one) or one, host_of(other) or other
    return bool(first) and registrable(first) == registrable(second)
