"""What is summed for all incidents of a group at once is what the signs of each would sum to."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from jishiyu.sensing.incidents import Incident
from jishiyu.sensing.incidents.joining import ENOUGH, THERE_TOO, Member, likeness, likenesses, member, view
from tests.sensing.conftest import NOW

TEXTS = (
    "三组又停电了",
    "冒烟了",
    "我也是",
    "3栋电梯停了",
    "停水三天了,哪个来管一下,老人家喝不上水,投诉都没有人接,真的没办法",
    "",
)
members = st.builds(
    member,
    at=st.integers(0, 200).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    bears=st.sampled_from(("loss", "danger", "anger", "grievance", "person")),
    urgency=st.integers(1, 3),
    sender=st.sampled_from(("", "a", "b")),
    place=st.sampled_from(("", "三组", "3栋", "3栋2单元")),
    text=st.sampled_from(TEXTS),
)


@given(members, st.lists(st.lists(members, min_size=1, max_size=4), min_size=1, max_size=4))
def test_incidents_weighed_together_are_as_weighed_one_by_one(one: Member, live: list[list[Member]]) -> None:
    for among in live:
        among.sort(key=lambda member: member.at)
    each = [likeness(one, among, [other for other in live if other is not among]) for among in live]
    for found, alike in zip(likenesses(one, [view(among) for among in live]), each, strict=True):
        assert found == approx(alike) or max(found, alike) < ENOUGH - THERE_TOO  # it joins neither way


@given(st.lists(members, min_size=1, max_size=40))
def test_a_view_kept_up_to_date_is_as_one_gathered_anew(said: list[Member]) -> None:
    """Message after message, some of them late, the earliest let go."""
    incident = Incident(1, "power.outage", 2, False, said[0].at, said[0].at)
    for one in said:
        incident.remember(1, one)
        assert incident.view(1) == view(incident.members[1])
