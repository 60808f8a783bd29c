"""A shop is the same with and without its legal form."""

import pytest

from safeinfo.derive.computed.legal_forms import without_legal_form


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Neem Leaves Pvt Ltd", "neem leaves"),
        ("Neem Leaves Private Limited", "neem leaves"),
        ("Neem Leaves Pvt. Ltd.", "neem leaves"),
        ("Moor & Heide GmbH & Co. KG", "moor & heide"),
        ("Torchio S.r.l.", "torchio"),
        ("Torchio S. r. l.", "torchio"),
        ("Atelier Brume, SAS", "atelier brume"),
        ("Fjordlys A/S", "fjordlys"),
        ("Koivu Oy", "koivu"),
        ("Lípa s.r.o.", "lípa"),
        ("Lípa, spol. s r. o.", "lípa"),
        ("Fonal Kft.", "fonal"),
        ("Wrzos sp. z o.o.", "wrzos"),
        ("株式会社みどり", "みどり"),
        ("みどり（株）", "みどり"),
        ("주식회사 봄", "봄"),
        ("ООО «Верба»", "верба"),
        ("Zeytin Ltd. Şti.", "zeytin"),
        ("Zeytin A.Ş.", "zeytin"),
        ("Casa Lume, S.L.", "casa lume"),
        ("Maré Ltda.", "maré"),
        ("Boomgaard B.V.", "boomgaard"),
        ("Atlas Company Store", "atlas company store"),
        ("Sandal", "sandal"),
        ("shop.example.com", "shop.example.com"),
        ("Limited", "limited"),
    ],
)
def test_a_name_without_its_form(name: str, bare: str) -> None:
    assert without_legal_form(name) == bare


def test_a_hostile_name_is_cut() -> None:
    assert without_legal_form(", co ltd  &" * 10_000 + "x").startswith("co ltd")
