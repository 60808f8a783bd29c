"""What is gathered follows from what the requirements in force need."""

from types import SimpleNamespace

from safeinfo.gather.plan import plan_for
from safeinfo.model.observations import MailSeen, PageSeen, TransportSeen, TrialRun


def needing(*kinds):
    return [SimpleNamespace(needs=frozenset(kinds))]


def test_all_requirements_together_need_everything() -> None:
    plan = plan_for(trials=True, mail=True)
    assert (plan.walk, plan.typing, plan.transport, plan.texts, plan.trials, plan.mail) == (True,) * 6


def test_trials_run_only_where_they_are_allowed() -> None:
    assert not plan_for(needing(TrialRun)).trials
    assert plan_for(needing(TrialRun), trials=True).trials


def test_nothing_is_gathered_that_nobody_needs() -> None:
    plan = plan_for(needing(MailSeen), mail=True)
    assert plan.mail
    assert not any((plan.walk, plan.typing, plan.transport, plan.texts))
    assert not plan_for(needing(PageSeen)).transport
    assert plan_for(needing(TransportSeen)).transport
