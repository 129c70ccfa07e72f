"""The part of the room (tests/casework/room.py) in which anybody calls a consultation, rules in it, closes it."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from jishiyu.casework import actions
from jishiyu.casework.actions import Assignment, Topic
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.models import AgendaItem, Case, Consultation, Task

RIGHT = "the right hand"
PEOPLE = (RIGHT, RIGHT, RIGHT, RIGHT, "dispatcher", "deputy", "head", "caller", "stranger", "admin")
UNITS = ("station", "other", "trade", "centre")
RULING = "会商议定由其牵头办理。"
number, who, unit = st.integers(0, 99), st.sampled_from(PEOPLE), st.sampled_from(UNITS)


class Meetings:
    """Rules and invariants of consultations; the machine it is mixed into has the people, the units and the time."""

    people: dict[str, Any]
    units: dict[str, Any]
    now: Any
    do: Any
    hand: Any
    open_case: Any

    def meeting(self, n: int) -> int:
        """A meeting, mostly one that is planned."""
        planned = list(Consultation.objects.filter(state="planned").values_list("pk", flat=True))
        keys = planned if planned and n % 4 else list(Consultation.objects.values_list("pk", flat=True))
        return keys[n % len(keys)] if keys else 0

    def topic(self, n: int) -> tuple[int, int]:
        """A meeting and a case on its agenda, or some other."""
        meeting = self.meeting(n)
        cases = list(AgendaItem.objects.filter(consultation=meeting).values_list("case", flat=True))
        return meeting, cases[n % len(cases)] if cases else self.open_case(n)

    @rule(by=who, n=number, first=unit, second=unit)
    def anybody_calls_a_meeting(self, by: str, n: int, first: str, second: str) -> None:
        """On what waits for one, if anything does."""
        waiting = list(Case.objects.filter(to_consult=True).values_list("pk", flat=True))
        case, by = waiting[n % len(waiting)] if waiting else self.open_case(n), self.hand(by, "dispatcher")
        units = list(dict.fromkeys(self.units[name].pk for name in (first, second)))
        self.do(
            "call a meeting",
            lambda: actions.call_consultation(
                title="派单会商会", meets_at=self.now + timedelta(hours=3), agenda=[Topic(case)], unit_ids=units,
                outside=["农业银行"], by=self.people[by].actor, at=self.now,
            ),
            by,
        )  # fmt: skip

    @rule(by=who, n=number, lead=unit, beside=unit, gives=st.sampled_from((True, True, False)))
    def anybody_rules_in_a_meeting(self, by: str, n: int, lead: str, beside: str, gives: bool) -> None:
        meeting, case = self.topic(n)
        by = self.hand(by, "dispatcher")
        given = Assignment(self.units[lead].pk, None, [self.units[beside].pk]) if gives else None
        self.do(
            "rule in a meeting",
            lambda: actions.rule_on_case(
                meeting, case, ruling=RULING, assignment=given, by=self.people[by].actor, at=self.now
            ),
            by,
        )

    @rule(by=who, n=number, held=st.sampled_from((True, True, True, False)), enters=unit)
    def anybody_ends_a_meeting(self, by: str, n: int, held: bool, enters: str) -> None:
        meeting, case = self.topic(n)
        actor = self.people[self.hand(by, "dispatcher")].actor
        kind = Case.objects.values_list("kind", flat=True).get(pk=case)
        draft = Draft(kind=kind, unit_id=self.units[enters].pk, ground=f"会商纪要 {meeting}")
        drafts = {case: draft} if n % 2 else {}
        if held:
            self.do(
                "close a meeting",
                lambda: actions.close_consultation(meeting, minutes=RULING, entries=drafts, by=actor, at=self.now),
                by,
            )
        else:
            self.do(
                "drop a meeting",
                lambda: actions.drop_consultation(meeting, words="人员未到齐", by=actor, at=self.now),
                by,
            )

    @rule(n=number, turn=st.permutations(("station", "other", "trade")))
    def two_units_give_one_case_back(self, n: int, turn: list[str]) -> None:
        """Sent, given back, sent elsewhere, given back: then only a meeting sends it on."""
        received = list(Case.objects.filter(state="received", merged_into=None).values_list("pk", flat=True))
        case, actor = received[n % len(received)] if received else self.open_case(n), self.people["dispatcher"].actor
        for home in turn[:2]:
            self.send_and_return(case, home, actor)

    def send_and_return(self, case: int, home: str, actor: str) -> None:
        to = self.units[home].pk
        self.do("dispatch", lambda: actions.dispatch(case, to, by=actor, at=self.now), "dispatcher")
        task = Task.objects.filter(case=case, state="sent", unit=to).values_list("pk", flat=True).first() or 0
        by = self.hand(RIGHT, "head", task)
        giver = self.people[by].actor
        self.do(
            "return",
            lambda: actions.return_task(task, code="not_ours", ground=RULING, by=giver, at=self.now),
            by,
        )

    @invariant()
    def after_two_objections_only_a_meeting_sends_the_lead_on(self) -> None:
        for case in Case.objects.filter(objections__gte=2).prefetch_related("tasks"):
            returned = sorted(task.returned_at for task in case.tasks.all() if task.state == "returned")
            ruled = AgendaItem.objects.filter(case=case).exclude(ruling="").exists()
            for task in case.tasks.all():
                sent_on = task.role == "lead" and task.sent_at > returned[1]
                assert not sent_on or ruled or task.round > 0, "sent on without a meeting"
            assert case.objections == len(returned)

    @invariant()
    def what_waits_for_a_meeting_is_open_and_what_a_meeting_gave_out_is_not_given_back(self) -> None:
        assert not Case.objects.filter(to_consult=True, closed_at__isnull=False).exists()
        assert not Task.objects.filter(state="returned", consultation__isnull=False).exists()
        assert not Case.objects.filter(to_consult=True, objections__lt=2).exists()
