from datetime import UTC, datetime, timedelta
from random import Random

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
    sender: str = "",
    area: str = "",
) -> tuple[Incident, bool]:
    at = NOW + timedelta(minutes=minutes)
    return gatherer.gather(
        group=group, kind=kind, urgency=urgency, vulnerable=False, at=at, text=text, named=named, sender=sender,
        area=area,
    )  # fmt: skip


def test_one_group_speaks_of_one_trouble_until_it_is_silent_about_it_for_hours() -> None:
    gatherer = Gatherer(POWER, [])
    first, new = gather(gatherer)
    second, again = gather(gatherer, minutes=29)
    third, late = gather(gatherer, minutes=29 + 3 * 60)
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


def test_an_outage_in_several_groups_of_one_feeder_is_one_incident_and_of_another_feeder_another() -> None:
    gatherer = Gatherer(POWER, [])
    first, _ = gather(gatherer, area="feeder:F1")
    second, new = gather(gatherer, group=2, minutes=20, area="feeder:F1")
    elsewhere, _ = gather(gatherer, group=3, minutes=20, area="feeder:F2")
    unknown, _ = gather(gatherer, group=4, minutes=20)
    assert (second, new) == (first, False)
    assert len({first, elsewhere, unknown}) == 3


def test_dangers_and_grievances_in_several_groups_of_a_feeder_stay_apart() -> None:
    gatherer = Gatherer(POWER, [])
    for kind in ("power.hazard", "power.complaint", "power.vulnerable"):
        one, _ = gather(gatherer, kind, area="feeder:F1")
        other, _ = gather(gatherer, kind, group=2, minutes=1, area="feeder:F1")
        assert one is not other


def test_an_outage_between_two_makes_one_of_all_three_and_the_earliest_goes_on() -> None:
    gatherer = Gatherer(POWER, [])
    early, _ = gather(gatherer, area="feeder:F1")
    late, _ = gather(gatherer, group=2, minutes=150, area="feeder:F1")
    assert early is not late
    between, _ = gather(gatherer, group=3, minutes=75, area="feeder:F1")
    assert between.root() is early
    assert late.root() is early
    assert (early.heard, early.last_at) == (3, NOW + timedelta(minutes=150))


def test_what_has_a_case_goes_on_and_two_with_cases_are_not_made_one() -> None:
    gatherer = Gatherer(POWER, [])
    early, _ = gather(gatherer, area="feeder:F1")
    late, _ = gather(gatherer, group=2, minutes=150, area="feeder:F1")
    late.fixed = True
    late.lead = 8
    assert gather(gatherer, group=3, minutes=75, area="feeder:F1")[0].root() is late
    assert early.root() is late
    other, _ = gather(gatherer, group=4, minutes=300, area="feeder:F1")
    other.fixed, other.lead = True, 9
    gather(gatherer, group=5, minutes=230, area="feeder:F1")
    assert late.root() is not other.root()


def test_what_was_split_by_hand_never_becomes_one_again() -> None:
    gatherer = Gatherer(POWER, [])
    one, _ = gather(gatherer, area="feeder:F1")
    other, _ = gather(gatherer, group=2, minutes=150, area="feeder:F1")
    one.sides, other.sides = frozenset({"7a"}), frozenset({"7b"})
    between, _ = gather(gatherer, group=3, minutes=75, area="feeder:F1")
    assert between.root() is one
    assert other.root() is other


def test_the_same_text_in_several_groups_is_one_incident() -> None:
    gatherer = Gatherer(POWER, [])
    text = "老街口那根电线杆要倒了,大家绕一下"
    first, _ = gather(gatherer, "power.hazard", text=text)
    second, new = gather(gatherer, "power.hazard", group=2, minutes=3, text=f"{text}!")
    later, _ = gather(gatherer, "power.hazard", group=3, minutes=50, text=text)
    assert (second, new) == (first, False)
    assert later is not first


def test_one_who_says_it_again_and_again_is_one_household() -> None:
    gatherer = Gatherer(POWER, [])
    incident, _ = gather(gatherer, "power.low_voltage", urgency=1, sender="a")
    for minute in range(1, 5):
        gather(gatherer, "power.low_voltage", urgency=1, sender="a", minutes=minute)
    assert (incident.heard, incident.households, incident.urgency) == (5, 1, 1)


outages = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 4)), max_size=12)


@given(outages, st.randoms(use_true_random=False))
def test_outages_of_a_feeder_come_together_alike_in_whatever_order_they_come(
    said: list[tuple[int, int]], chance: Random
) -> None:
    def gathered(order: list[int]) -> set[frozenset[int]]:
        gatherer = Gatherer(POWER, [])
        found = {}
        for place in order:
            minute, group = said[place]
            found[place] = gather(gatherer, minutes=minute, group=group, area="feeder:F1", sender=f"p{place}")[0]
        together: dict[int, set[int]] = {}
        for place, incident in found.items():
            together.setdefault(id(incident.root()), set()).add(place)
        return {frozenset(places) for places in together.values()}

    in_order = sorted(range(len(said)), key=lambda place: said[place])
    any_order = list(in_order)
    chance.shuffle(any_order)
    assert gathered(any_order) == gathered(in_order)


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
            found.append(incident)
        assert sum(incident.heard for incident in kept if incident.into is None) == len(said)
        return [numbers.setdefault(id(incident.root()), len(numbers)) for incident in found]

    assert gathered(len(said) // 2) == gathered(-1)
