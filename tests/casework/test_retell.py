from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case
from jishiyu.ledger.queries import story
from tests.cast import BY, HOUR, T0, Cast


def test_a_case_is_retold_with_its_tasks_from_the_ledger_alone(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=False, rating=2, by=cast.caller.actor, at=T0 + HOUR)
    told = retell.retold(story(case.ref))
    assert (told.fields["state"], told.fields["redo_count"], told.fields["answered_at"]) == ("dispatched", 1, None)
    assert sorted(state for _, state in told.tasks.values()) == ["finished", "sent"]
    assert retell.differences(Case.objects.get()) == {}


def test_a_row_changed_behind_the_ledger_s_back_is_found(cast: Cast) -> None:
    case = cast.answered()
    Case.objects.filter(pk=case.pk).update(answered_at=T0 - HOUR, urgency=0)
    case.tasks.update(unit=cast.other)
    assert set(retell.differences(Case.objects.get())) == {"answered_at", "urgency", "tasks"}
    assert [found.pk for found, _ in retell.disagreements()] == [case.pk]


def test_a_case_without_a_ledger_is_found(cast: Cast) -> None:
    row = cast.case()
    row.pk, row.number, row.lead = None, "JSY-20260714-9999", None
    row.save(force_insert=True)
    assert [str(case) for case, _ in retell.disagreements()] == ["JSY-20260714-9999"]


def test_imported_joined_and_reckoned_cases_are_retold_too(cast: Cast) -> None:
    actions.open_cases(
        [
            cast.need("hotline.transport", answer="已办。", answered_at=T0 + HOUR),
            cast.need("hotline.transport", heard_at=T0.replace(year=2031), urgency=1),
            cast.need("power.outage"),
        ],
        by=BY,
        at=T0,
    )
    assert list(retell.disagreements()) == []
