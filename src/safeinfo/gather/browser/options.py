"""How the browser is set, and the flags that follow from it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from safeinfo.gather.browser.vouching import Vouch
from safeinfo.gather.guard import PolicyProxy

# Given once more, later than Playwright's own, because the last one counts: its list also switches off what a
# finding about cookies or transport depends on (third-party storage partitioning, upgrades to https).
_FEATURES_OFF = (
    "AimEnabled",
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "DestroyProfileOnBrowserClose",
    "InterestFeedContentSuggestions",
    "IsolateOrigins",
    "IsolateSandboxedIframes",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "OriginKeyedProcessesByDefault",
    "PaintHolding",
    "PreconnectToSearch",
    "Translate",
    "site-per-process",
)
_ALWAYS = (
    "--disable-site-isolation-trials",  # one process for all frames of a page: one snapshot shows them all
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-notifications",
    "--no-first-run",
    "--dns-prefetch-disable",
    "--autoplay-policy=user-gesture-required",
    "--disable-features=" + ",".join(_FEATURES_OFF),
)
# Defaults of Playwright that take a protection away which a hostile page would miss.
NOT_OF_PLAYWRIGHT = ("--disable-ipc-flooding-protection", "--allow-pre-commit-input")


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """What `open_browser` is told.

    `proxy` carries all traffic (None: none does, for tests only). `pins` are base64 SHA-256 digests of public keys
    (SPKI) whose certificates are accepted although their authority is not known to Chromium. `vouch` is asked about
    every other certificate that Chromium does not know the authority of; without it none is accepted.
    """

    proxy: PolicyProxy | None = None
    pins: Sequence[str] = ()
    vouch: Vouch | None = None
    executable: str = ""
    predictions: bool = False  # a full Chromium that writes into each field what its own autofill takes it for


def sandboxed() -> bool:
    """Tell whether Chromium's sandbox can be on: not for root."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def flags(options: BrowserOptions) -> list[str]:
    """Return the flags that Chromium is started with, beside Playwright's."""
    given = list(_ALWAYS)
    if options.proxy is not None:
        given += [f"--proxy-server={options.proxy.url}", "--proxy-bypass-list=<-loopback>"]
    if options.pins:
        given.append("--ignore-certificate-errors-spki-list=" + ",".join(options.pins))
    if options.predictions:
        given += ["--headless=new", "--enable-features=AutofillShowTypePredictions"]
    return given
