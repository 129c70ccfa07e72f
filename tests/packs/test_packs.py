"""Packs load once, say only what they declare, and every kind of the shipped ones can be lived through."""

from dataclasses import replace

import pytest

from jishiyu.casework import actions
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.packs.checks import flaws
from jishiyu.packs.loader import answering, hearing, load, packs
from jishiyu.packs.sdk import Lexicon, Pack, Sign
from tests.cast import T0, Cast, jpeg

ROLES = {role.code for pack in packs() for role in pack.roles}


def test_loading_twice_changes_nothing() -> None:
    before = packs(), kinds()
    load(["power", "hotline"])
    assert (packs(), kinds()) == before


def test_a_pack_that_is_not_there_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"jishiyu_packs\.nowhere"):
        load(["nowhere"])


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.code)
def test_the_shipped_packs_have_no_flaw(pack: Pack) -> None:
    assert flaws(pack, ROLES) == []


def power() -> Pack:
    return next(pack for pack in packs() if pack.code == "power")


def test_a_kind_of_another_pack_is_a_flaw() -> None:
    stray = replace(power(), code="water")
    assert "water: the kind 'power.hazard' must begin with 'water.'" in flaws(stray, ROLES)


def test_a_duty_nobody_declares_is_a_flaw() -> None:
    assert "power: nobody declares the duty 'power.repair_crew'" in flaws(power(), ROLES - {"power.repair_crew"})


def test_a_word_of_no_kind_is_a_flaw() -> None:
    lexicon = Lexicon(style="letters", signs=(Sign(kind="power.flood", urgency=1, words=("淹", "")),), order=())
    assert flaws(replace(power(), lexicon=lexicon), ROLES) == [
        "power: the lexicon speaks of 'power.flood', which is no kind of this pack",
        "power: the lexicon gives 'power.flood' no place in its order",
        "power: a lexicon of letters needs a fallback",
        "power: the lexicon has an empty word under 'power.flood', which would fit everything",
    ]


@pytest.mark.parametrize("code", [kind.code for kind in kinds()])
def test_a_case_of_every_kind_can_be_lived_through(cast: Cast, code: str) -> None:
    task = cast.taken(code)
    actions.finish_task(
        task.pk, words="到现场处理好了,已经回访。", how="visit", photos_sent=[jpeg()], by=cast.crew.actor, at=T0
    )
    actions.confirm_case(task.case_id, solved=True, rating=5, by="requester", at=T0)
    assert Case.objects.get().state == Case.State.CLOSED


def test_a_pack_without_kinds_or_lexicon_is_offered_where_neither_is_missed() -> None:
    assert {"power", "hotline"} == {pack.code for pack in hearing()} < {pack.code for pack in answering()}
    assert {pack.code for pack in packs()} > {pack.code for pack in answering()}
