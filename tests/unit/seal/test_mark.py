"""The mark: small, accessible, referring to nothing; the snippet; the refresh, with a real server."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from safeinfo.cli import main
from safeinfo.seal import mark
from safeinfo.seal.errors import MalformedError
from tests.unit.seal.making import AUTHORITY, SHOP
from tests.unit.seal.served import served

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind", list(mark.every_kind()), ids="-".join)
def test_each_mark_is_accessible_and_refers_to_nothing(kind: tuple[str, str, str]) -> None:
    text = mark.picture(SHOP, *kind)
    root = ET.fromstring(text)
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert about is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert root.get("lang") == kind[2]
    assert "shop.example" in (title.text or "")
    assert "shop.example" in (about.text or "")
    assert len(text) < 4096
    assert not re.search(r"<style|<script|style=|href|@import|<image|on\w+=", text)
    assert re.findall(r"url\((.)", text) == ["#"]
    assert set(re.findall(r"https?://[^\"']+", text)) == {"http://www.w3.org/2000/svg"}
    width = float(root.get("width", "0"))
    for line in root.iter(f"{SVG}text"):
        assert float(line.get("x", "0")) + float(line.get("textLength", "0")) <= width - 3
    shown = [line.text for line in root.iter(f"{SVG}text")]
    assert ("shop.example" in shown) is (kind[0] != "small")


def test_there_are_twelve_languages_with_every_word() -> None:
    assert set(mark.words()) == {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "ja", "zh"}
    for said in mark.words().values():
        assert set(said) == {"name", "check", "title", "about"}
        assert all(said.values())
        assert "{domain}" in said["title"]
        assert "{domain}" in said["about"]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", list(mark.THEMES))
def test_texts_have_contrast(theme: str) -> None:
    colours = mark.THEMES[theme]
    for text in (colours.strong, colours.soft, colours.link):
        high, low = sorted((_luminance(text), _luminance(colours.ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_domains_are_shown_as_customers_know_them_and_never_break_out() -> None:
    assert ">bücher.example<" in mark.picture("https://xn--bcher-kva.example")
    assert ">shop.example:8443<" in mark.picture("https://shop.example:8443")
    long = mark.picture("https://" + "sub." * 20 + "shop.example", "large")
    assert re.search(r">…[a-z.]+\.shop\.example<", long)
    for bad in ("http://shop.example", "https://shop.example/", "https://<script>", "shop.example"):
        with pytest.raises(MalformedError):
            mark.picture(bad)


def test_the_snippet_links_to_the_authoritys_page_and_asks_it_for_nothing() -> None:
    made = mark.snippet("https://shop.example:8443", AUTHORITY, "small", "de")
    root = ET.fromstring(made.replace("></a>", "/></a>"))
    image = root.find("img")
    assert image is not None
    assert root.attrib == {
        "href": f"{AUTHORITY}/seal/shop.example:8443",
        "rel": "noopener",
        "referrerpolicy": "origin",
    }
    assert image.get("src") == "/safe-info-seal.svg"
    assert (image.get("width"), image.get("height")) == ("152", "44")
    assert "shop.example:8443" in image.get("alt", "")
    assert "prüfen" in image.get("alt", "")


@pytest.mark.parametrize("tool", [tool for tool in ("curl", "wget") if shutil.which(tool)])
def test_the_refresh_of_the_stapled_file(tmp_path: Path, tool: str) -> None:
    script, target = tmp_path / "refresh.sh", tmp_path / "www" / ".well-known" / "safe-info.json"
    script.write_text(
        mark.refresh_script().replace("command -v curl", f"[ {tool} = curl ] && command -v curl"), "utf-8"
    )

    def refreshed(path: str, port: int) -> int:
        command = ["sh", str(script), f"https://localhost:{port}/{path}", str(target)]
        return subprocess.run(command, env=env, capture_output=True, check=False).returncode

    with served() as site:
        env = os.environ | {"SAFE_INFO_CA": str(site.ca_file)}
        name = site.staple_path.removeprefix("public/")
        staple = site.world.disk.read(site.staple_path)
        assert refreshed(name, site.port) == 0
        assert target.read_bytes() == staple
        assert target.stat().st_mode & 0o777 == 0o644
        assert refreshed("staples/other.example.json", site.port) == 1
        assert refreshed("", site.port) == 3  # a page
        site.answers["localhost/" + name] = lambda: (503, b"")
        assert refreshed(name, site.port) == 3
        site.answers["localhost/" + name] = lambda: (200, (staple or b"") + b" " * 70_000)
        assert refreshed(name, site.port) == 3
        assert target.read_bytes() == staple
        assert [each.name for each in target.parent.iterdir()] == ["safe-info.json"]
    assert subprocess.run(["sh", str(script), "http://x", "y"], capture_output=True, check=False).returncode == 2
    assert subprocess.run(["sh", str(script)], capture_output=True, check=False).returncode == 2


def test_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["safeinfo", "mark", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        seen = capsys.readouterr()
        return int(ended.value.code or 0), seen.out + seen.err

    assert run("picture", "shop.example", "--language", "ja") == (0, mark.picture(SHOP, language="ja"))
    assert run("picture", "shop.example", "--all", str(tmp_path / "marks"))[0] == 0
    assert len(list((tmp_path / "marks").iterdir())) == 72
    assert run("picture", "shop.example", "-o", str(tmp_path / "none" / "x.svg"))[0] == 2
    assert run("snippet", "shop.example", "--authority", "seals.example") == (0, mark.snippet(SHOP, AUTHORITY))
    code, line = run("refresh", "shop.example", "--authority", AUTHORITY)
    assert (code, line.count("\n")) == (0, 1)
    assert re.match(r"\d+ 4,16 \* \* \* curl .* https://seals\.example/staples/shop\.example\.json && mv ", line)
    assert run("refresh", "--script")[1].startswith("#!/bin/sh")
    for wrong in (
        ["refresh"],
        ["picture", "jo@shop.example"],
        ["snippet", "shop.example", "--authority", "http://x.y"],
    ):
        assert run(*wrong)[0] == 2
