"""A declaration is read as it is documented; what is wrong is named with file, line and key."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.gather.declaration import KEYS, load, parse
from safeinfo.model.declaration import Declaration
from safeinfo.model.errors import UsageError

DOCUMENTED = Path(__file__).parents[3] / "docs" / "declaration.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENTED.read_text("utf-8"), re.DOTALL)


def test_every_documented_example_is_read() -> None:
    first, limits = (parse(text) for text in EXAMPLES)
    assert first.shop == "Harbour Lane Books"
    assert first.signed_on == date(2026, 11, 23)
    assert first.data[0].forms == ("checkout",)
    assert first.recipients[0].hosts == ("api.parcels.example",)
    assert set(first.safeguards) == {"encryption", "access", "retention", "breach"}
    assert limits.age_limits[0].pages == ("/spirits", "/spirits/*")


def test_every_key_is_documented() -> None:
    text = DOCUMENTED.read_text("utf-8")
    assert [key for key in KEYS if not re.search(rf"\b{key}\b", text)] == []


def test_what_is_left_out_is_not_declared() -> None:
    assert parse("") == Declaration()
    assert parse("").sold is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("sold = true\nsolds = false\n", 2, "did you mean `sold`?"),
        ("\n\nsold = 'no'\n", 3, "must be true or false, not text ('no')"),
        ("shop = 4\n", 1, "must be text in quotes, not a number"),
        ("signed_on = '2026-11-23'\n", 1, "must be a date without quotes"),
        ("sold_to = 'x'\n", 1, "must be a list of texts"),
        ("under_13 = 'maybe'\n", 1, "cannot be 'maybe'"),
        ("[[data]]\nkind = 'emial'\npurpose = 'x'\n", 2, "did you mean `email`?"),
        ("[[data]]\nkind = 'email'\npurpose = 'x'\n[[data]]\nkind = 'tel'\n", 4, "`data.2` lacks `purpose`"),
        ("[[data]]\nkind = 'email'\npurpose = 'x'\nforms = ['checkuot']\n", 4, "did you mean `checkout`?"),
        ("[data]\nkind = 'email'\n", 1, "must be written as [[data]]"),
        ("[safeguards]\nencryption = 'x'\nbackups = 'y'\n", 3, "is not a key here"),
        ("safeguards = 3\n", 1, "must be a table"),
        ("[[age_limits]]\nminimum = 180\npages = ['/x']\n", 2, "must be an age in whole years"),
        ("[[age_limits]]\nminimum = 18\npages = ['x']\n", 3, "must be a path that begins with /"),
        ("[[age_limits]]\nminimum = 18\npages = []\n", 3, "must name at least one page"),
        ("[[recipients]]\norganisation='x'\npurpose='y'\nhosts=['https://x.example/']\n", 4, "must be a host as"),
        ("sold = false\nsold_to = ['x']\n", 2, "`sold` is false"),
        ("takes_orders = false\nsells_goods = true\n", 2, "`takes_orders` is false"),
        ("sends_mailings = false\n[[mailings]]\nname = 'x'\n", 2, "`sends_mailings` is false"),
        ("no_age_limits = true\n[[age_limits]]\nminimum = 18\npages = ['/x']\n", 2, "`no_age_limits` is true"),
        ('shop = """a\nsold = 3\n"""\nsold = 3\n', 4, "must be true or false"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_key(text: str, line: int, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text, "shop.toml")
    assert str(caught.value).startswith(f"shop.toml, line {line}: `")
    assert words in str(caught.value)
    assert caught.value.advice


def test_text_that_is_no_toml_says_where() -> None:
    with pytest.raises(UsageError, match=r"shop.toml: this is not TOML: .*line 2"):
        parse("a = 1\nb = \n", "shop.toml")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b"sold = true\nshop = 'caf\xe9'\n")
    with pytest.raises(UsageError, match="line 2: the declaration is not UTF-8"):
        load(tmp_path / "latin.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="larger than"):
        load(tmp_path / "huge.toml")
    (tmp_path / "good.toml").write_bytes(b"\xef\xbb\xbfsold = false\n")
    assert load(tmp_path / "good.toml").sold is False


KEYS_OR_WORDS = st.one_of(st.sampled_from(sorted(KEYS)), st.text(st.characters(codec="ascii"), max_size=12))
VALUES = st.one_of(st.booleans().map(lambda b: str(b).lower()), st.integers().map(str), st.just("[]"), st.just("'x'"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(KEYS_OR_WORDS, VALUES), max_size=6))
def test_any_text_is_read_or_refused_with_advice(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in pairs)
    try:
        declared = parse(text)
    except UsageError as error:
        said = str(error)
    else:
        said = ""
        assert isinstance(declared, Declaration)
    assert not said or said.startswith("declaration")
