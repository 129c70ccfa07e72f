from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jishiyu.sensing.incidents import SAME_LETTER, SESSION, Gatherer, Incident, fingerprint
from jishiyu.sensing.kinds import lexicon_of

NOW = datetime(2026, 7, 12, 11, 0, tzinfo=UTC)
POWER = lexicon_of("power")


def gather(
    gatherer: Gatherer,
    kind: str = "power.outage",
    *,
    minutes: float = 0,
    group: int | None = 1,
    urgency: int = 2,
    text: str = "",
    named: str = "",
) -> tuple[Incident, bool]:
    at = NOW + timedelta(minutes=minutes)
    return gatherer.gather(group=group, kind=kind, urgency=urgency, vulnerable=False, at=at, text=text, named=named)


def test_one_group_speaks_of_one_trouble_until_it_is_silent_for_a_session() -> None:
    gatherer = Gatherer(POWER, [])
    first, new = gather(gatherer)
    second, again = gather(gatherer, minutes=29)
    third, late = gather(gatherer, minutes=29 + 31)
    assert (new, again, late) == (True, False, True)
    assert first is second
    assert third is not first


def test_anger_about_an_outage_belongs_to_the_outage_and_a_new_danger_does_not() -> None:
    gatherer = Gatherer(POWER, [])
    outage, _ = gather(gatherer)
    angry, _ = gather(gatherer, "power.repeated", minutes=1)
    danger, _ = gather(gatherer, "power.hazard", minutes=2, urgency=3)
    assert angry is outage
    assert danger is not outage


def test_two_dangers_at_two_named_places_are_two_incidents() -> None:
    gatherer = Gatherer(POWER, [])
    first, _ = gather(gatherer, "power.hazard", urgency=3, named="430903101201/")
    other, _ = gather(gatherer, "power.hazard", urgency=3, named="430903101202/", minutes=1)
    unnamed, _ = gather(gatherer, "power.hazard", urgency=3, minutes=2)
    back, _ = gather(gatherer, "power.hazard", urgency=3, named="430903101201/", minutes=3)
    assert first is not other
    assert unnamed in (first, other)
    assert back is first


def test_other_groups_have_incidents_of_their_own() -> None:
    gatherer = Gatherer(POWER, [])
    assert gather(gatherer)[0] is not gather(gatherer, group=2)[0]


def test_what_spreads_or_grows_worse_rises_in_urgency() -> None:
    gatherer = Gatherer(POWER, [])
    incident, _ = gather(gatherer, "power.low_voltage", urgency=1)
    gather(gatherer, "power.low_voltage", urgency=1, minutes=1)
    assert (incident.urgency, incident.raised) == (1, False)
    gather(gatherer, "power.low_voltage", urgency=1, minutes=2)
    assert (incident.urgency, incident.raised, incident.heard) == (2, True, 3)
    gather(gatherer, "power.vulnerable", urgency=3, minutes=3)
    assert incident.urgency == 3


def test_a_thread_ends_with_the_session_and_knows_the_latest_trouble() -> None:
    gatherer = Gatherer(POWER, [])
    assert gatherer.thread(1, NOW) == ""
    gather(gatherer)
    gather(gatherer, "power.hazard", minutes=5, urgency=3)
    assert gatherer.thread(1, NOW + timedelta(minutes=6)) == "power.hazard"
    assert gatherer.thread(2, NOW + timedelta(minutes=6)) == ""
    assert gatherer.thread(1, NOW + timedelta(minutes=5) + SESSION + timedelta(seconds=1)) == ""


def test_the_same_letter_within_a_month_is_one_incident_and_later_a_new_one() -> None:
    gatherer = Gatherer(lexicon_of("hotline"), [])
    text = "某某小区门口的路灯坏了三个月没有人修"
    days = SAME_LETTER.days * 24 * 60
    first, _ = gather(gatherer, "hotline.construction", group=None, text=text)
    same, _ = gather(gatherer, "hotline.construction", group=None, text=f" {text}。", minutes=days - 1)
    later, new = gather(gatherer, "hotline.construction", group=None, text=text, minutes=2 * days + 1)
    assert same is first
    assert new
    assert later is not first


def test_texts_too_short_to_tell_never_join() -> None:
    gatherer = Gatherer(lexicon_of("hotline"), [])
    assert fingerprint("请处理") == ""
    assert gather(gatherer, group=None, text="请处理")[0] is not gather(gatherer, group=None, text="请处理")[0]


messages = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.sampled_from([1, 2]),
        st.sampled_from(["power.outage", "power.hazard", "power.repeated"]),
        st.integers(1, 3),
    ),
    max_size=40,
)


@given(messages)
def test_a_batch_cut_in_two_gathers_as_the_whole_does(said: list[tuple[int, int, str, int]]) -> None:
    said = sorted(said)

    def gathered(cut: int) -> list[int]:
        whole = Gatherer(POWER, [])
        numbers: dict[int, int] = {}
        found, kept = [], []
        for place, (minute, group, kind, urgency) in enumerate(said):
            if place == cut:
                whole = Gatherer(POWER, kept)
            incident, new = gather(whole, kind, minutes=minute, group=group, urgency=urgency)
            if new:
                kept.append(incident)
            found.append(numbers.setdefault(id(incident), len(numbers)))
        assert sum(incident.heard for incident in kept) == len(said)
        return found

    assert gathered(len(said) // 2) == gathered(-1)
