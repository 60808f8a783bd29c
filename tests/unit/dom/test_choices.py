"""Lists of very many choices: bounded time, and what follows them is read."""

from safeinfo.derive.dom import Document


def test_choices_beyond_two_thousand_are_left_out_and_the_rest_is_kept() -> None:
    many = "".join(f"<option value={i}>Choice {i}" for i in range(40_000))
    document = Document.parse(f"<select id=a>{many}</select><select id=b>{many}</select><input id=c>")
    assert [len(document.select(f"#{name} option")) for name in "ab"] == [2_000, 2_000]
    assert document.select("#c")


def test_choices_without_an_end_are_cut_off() -> None:
    many = "".join(f"<OPTION>{i}" for i in range(5_000))
    assert len(Document.parse(f"<input id=c><select>{many}").select("option")) == 2_000


def test_a_selector_counts_only_siblings_of_the_same_tag() -> None:
    document = Document.parse("<p><b>1</b>text<i>2</i><!-- x --><b>3</b></p>")
    steps = [document.selector(node) for node in document.select("p > *")]
    assert steps == ["body > p > b:nth-of-type(1)", "body > p > i", "body > p > b:nth-of-type(2)"]
    assert [document.find(step).text() for step in steps] == ["1", "2", "3"]
