"""Every switch is in one batch, and what a batch breaks can be told apart."""

from itertools import combinations

from tests.shops.batches import batches, clash, expected_outcomes
from tests.shops.switches import SWITCHES


def test_every_switch_that_can_be_audited_is_in_exactly_one_batch():
    named = [name for batch in batches() for name in batch]
    assert sorted(named) == sorted(name for name, switch in SWITCHES.items() if not switch.unauditable)


def test_no_two_of_a_batch_clash():
    for batch in batches():
        assert not any(clash(SWITCHES[one], SWITCHES[other]) for one, other in combinations(batch, 2))


def test_batches_are_the_same_at_every_run():
    assert batches() == batches()


def test_expected_outcomes_are_those_of_the_switches():
    good = {"SI-03": "passed", "SI-09": "passed", "SI-10": "passed"}
    assert expected_outcomes(good, ["phone-required", "headers-missing"]) == good | {"SI-03": "failed"}
