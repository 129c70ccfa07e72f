"""Permits: signed, masked, verified with the public key alone; and sessions of places, month by month."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.cli.commands import run
from jishiyu.entitlements import actions, permits, sessions
from jishiyu.entitlements.models import Award, Permit
from jishiyu.entitlements.permits import Pass
from jishiyu.entitlements.sessions import Held
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, T0, Cast
from tests.entitlements.paying import household, receiving
from tests.entitlements.schemes import Aid

KEY, OTHER = "11" * 32, "22" * 32
TODAY = date(2026, 7, 14)
SAID = Pass("W20260714-0001-1", "湘H**345", permits.mark_of("W20260714-0001-1", "湘H12345"), "G5513 益阳段", TODAY,
            date(2027, 7, 13))  # fmt: skip


def test_what_is_signed_is_read_with_the_public_key_alone() -> None:
    text = permits.sign(SAID, KEY)
    assert permits.read(text, permits.public_key(KEY)) == SAID
    assert len(text) < 300
    assert "12345" not in text


@given(st.integers(0, 400), st.characters(min_codepoint=33, max_codepoint=126))
def test_nothing_of_a_permit_can_be_altered(place: int, letter: str) -> None:
    text = permits.sign(SAID, KEY)
    place %= len(text)
    altered = text[:place] + letter + text[place + 1 :]
    found = permits.read(altered, permits.public_key(KEY))
    assert (
        found == SAID if altered == text else found is None or altered[:-1] == text[:-1]
    )  # its last letter has spare bits


@pytest.mark.parametrize("text", ["", "JSP1", "JSP1..", "JSP1.e30.AAAA", "http://x", "JSP2.a.b", "JSP1.é.ü"])
def test_rubbish_is_unknown(text: str) -> None:
    assert permits.judge(text, permits.public_key(KEY), TODAY) == ("unknown", None)


def test_another_office_s_key_knows_nothing_of_it() -> None:
    assert permits.judge(permits.sign(SAID, OTHER), permits.public_key(KEY), TODAY)[0] == "unknown"


@pytest.mark.parametrize(
    ("on", "subject", "revoked", "verdict"),
    [
        (TODAY, "", (), "valid"),
        (date(2027, 7, 13), "湘H·12 345", (), "valid"),
        (date(2027, 7, 14), "", (), "expired"),
        (TODAY - timedelta(days=1), "", (), "not_yet"),
        (TODAY, "湘H12346", (), "other"),
        (TODAY, "湘H12345", ("W20260714-0001-1",), "revoked"),
    ],
)
def test_a_permit_holds_on_its_days_for_its_subject(
    on: date, subject: str, revoked: tuple[str, ...], verdict: str
) -> None:
    text = permits.sign(SAID, KEY)
    assert permits.judge(text, permits.public_key(KEY), on, subject=subject, revoked=revoked)[0] == verdict


@pytest.mark.parametrize(("subject", "mask"), [("湘H12345", "湘H**345"), ("湘H·12345D", "湘H***45D"), ("张三", "张*")])
def test_a_subject_is_masked(subject: str, mask: str) -> None:
    assert permits.mask_of(subject) == mask


def award_of(cast: Cast, gives: str, scheme: str) -> Award:
    award = receiving(household(cast, 1), scheme, since=date(2026, 1, 1))
    award.gives = gives
    award.save(update_fields=["gives"])
    return award


def issued(award: Award, **more: object) -> Permit:
    said: dict[str, object] = {"subject": "湘H12345", "scope": "G5513", "valid_from": TODAY,
                               "valid_until": date(2027, 7, 13)}  # fmt: skip
    return actions.issue_permit(award.pk, **said | more, by=BY, at=T0)  # type: ignore[arg-type]


def test_the_command_verifies_without_a_network(
    cast: Cast, aid: Aid, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    permit = issued(award_of(cast, "permit", "aid.pass"))
    key, gone = tmp_path / "permit.key", tmp_path / "revoked"
    assert run(["permit", "key"]) == 0
    key.write_text(capsys.readouterr().out)
    asked = ["permit", "verify", permit.text, "--key", str(key), "--day", "2026-08-01"]
    assert run([*asked, "--subject", "湘H12345"]) == 0
    assert capsys.readouterr().out.startswith("valid\n")
    assert run([*asked, "--subject", "湘H99999"]) == 1
    actions.revoke_permit(permit.pk, "转让", by=BY, at=T0 + DAY)
    assert run(["permit", "revoked", "--day", "2026-08-01"]) == 0
    gone.write_text(capsys.readouterr().out.removeprefix("other").strip().splitlines()[-1])
    assert run([*asked, "--revoked", str(gone)]) == 1
    assert run(["permit", "verify", "x", "--key", str(tmp_path / "none")]) == 1
    assert run(["permit", "key", "--day", "x"]) == 1


def test_the_page_says_whether_it_holds_and_shows_only_what_is_masked(cast: Cast, aid: Aid) -> None:
    permit = issued(award_of(cast, "permit", "aid.pass"), valid_from=date(2020, 1, 1), valid_until=date(2020, 12, 31))
    browser = Client(headers={"accept-language": "en"})
    page = browser.get(f"/p/{permit.code}/").content.decode()
    assert "Expired" in page and "湘H**345" in page and "湘H12345" not in page
    assert browser.get("/p/nothing/").status_code == 404
    assert "Expired" in browser.get("/p/-/", {"text": permit.text}).content.decode()
    assert permits.public_key(settings.JISHIYU_PERMIT_KEY) in browser.get("/p/key/").content.decode()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"subject": "x"}, "permit_subject"),
        ({"valid_until": TODAY - timedelta(days=1)}, "permit_days"),
        ({"valid_until": date(2036, 1, 1)}, "permit_days"),
    ],
)
def test_a_permit_that_makes_no_sense_is_refused(cast: Cast, aid: Aid, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        issued(award_of(cast, "permit", "aid.pass"), **more)


def test_only_an_award_in_force_that_gives_permits_has_any(cast: Cast, aid: Aid) -> None:
    award = award_of(cast, "money", "aid.rent")
    with pytest.raises(Refused, match="award_gives_no_permit"):
        issued(award)
    Award.objects.update(gives="permit", state="suspended")
    with pytest.raises(Refused, match="award_not_there"):
        issued(award)


def test_issued_twice_is_once_and_revoked_with_the_claim(cast: Cast, aid: Aid) -> None:
    award = award_of(cast, "permit", "aid.pass")
    assert issued(award) == issued(award)
    assert actions.revoke_permits_of(award.claim_id, "转让", by=BY, at=T0) == 1
    assert actions.revoke_permits_of(award.claim_id, "转让", by=BY, at=T0) == 0
    with pytest.raises(Refused, match="permit_unknown"):
        actions.revoke_permit(Permit.objects.get().pk, "再", by=BY, at=T0)
    with pytest.raises(Refused, match="words_needed"):
        actions.revoke_permit(Permit.objects.get().pk, " ", by=BY, at=T0)


def test_a_month_counts_once_and_parents_and_missed_ones_do_not() -> None:
    held = [
        Held(date(2026, 1, 5), True),
        Held(date(2026, 1, 9), True, online=True),
        Held(date(2026, 2, 3), False),
        Held(date(2026, 3, 3), True, parents=True),
        Held(date(2026, 4, 3), True, online=True),
    ]
    assert [(one.month.month, one.here, one.online, one.missed, one.parents, one.counts)
            for one in sessions.by_month(held)] == [
        (1, 1, 1, 0, 0, True), (2, 0, 0, 1, 0, False), (3, 0, 0, 0, 1, False), (4, 0, 1, 0, 0, True),
    ]  # fmt: skip
    assert sessions.completed_on(held, 2) == date(2026, 4, 3)
    assert sessions.completed_on(held, 3) is None


def test_with_eight_months_a_place_is_completed_and_a_later_word_holds(cast: Cast, aid: Aid) -> None:
    award = award_of(cast, "place", "aid.place")
    later = T0 + 120 * DAY
    held = [Held(date(2026, month, 10), True, online=month == 2) for month in range(1, 9)]
    actions.record_sessions(award.pk, held[:7], by=BY, at=later)
    assert Award.objects.get().completed_on is None
    actions.record_sessions(award.pk, held[7:], by=BY, at=later)
    assert Award.objects.get().completed_on == date(2026, 8, 10)
    actions.record_sessions(award.pk, [Held(date(2026, 8, 10), False)], by=BY, at=later)
    assert Award.objects.get().completed_on is None


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ([], "sessions_none"),
        ([Held(date(2026, 7, 15), True)], "session_to_come"),
        ([Held(date(2025, 7, 15), True)], "session_before"),
        ([Held(TODAY, True)] * 63, "sessions_too_many"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(cast: Cast, aid: Aid, held: list[Held], code: str) -> None:
    with pytest.raises(Refused, match=code):
        actions.record_sessions(award_of(cast, "place", "aid.place").pk, held, by=BY, at=T0)


def test_only_a_place_has_sessions(cast: Cast, aid: Aid) -> None:
    with pytest.raises(Refused, match="award_gives_no_place"):
        actions.record_sessions(award_of(cast, "money", "aid.rent").pk, [Held(TODAY, True)], by=BY, at=T0)
