"""Weeks of a town's life, lived through the product's own actions, so that the ledger is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.kinds import kind_of, kinds
from jishiyu.casework.models import Case, Task
from jishiyu.casework.needs import Need
from jishiyu.casework.queries import suggest_lines, suggest_many
from jishiyu.lib.worktime import Calendar
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import subject_for
from jishiyu.sandbox import people, said
from jishiyu.sandbox.pictures import drawn
from jishiyu.sandbox.pressing import press
from jishiyu.sandbox.town import BY, Town
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Group
from jishiyu.sensing.queries import source_by_code
from jishiyu.sensing.raw import RawMessage

OFFICE_OPENS, OFFICE_CLOSES = 9, 17
DAYS_DRAWN = 6  # whose answers are called back: what is older is closed as unverified


@dataclass(slots=True)
class Teller:
    """Chance, the end of the history, and the working calendar."""

    town: Town
    rng: Random
    now: datetime
    calendar: Calendar
    pictures: Sequence[bytes]
    said_count: int = 0

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.rng.randint(least, most), seconds=self.rng.randrange(60))


def live(town: Town, seed: int, *, now: datetime) -> int:
    """Everything up to `now`. Returns how many messages were said."""
    rng = Random(seed + 1)
    teller = Teller(town, rng, now, registry.calendar(), [drawn(rng) for _ in range(6)])
    with transaction.atomic():
        for ago in range(town.size.days, -1, -1):
            one_day(
                teller, timezone.localtime(now - timedelta(days=ago)).replace(hour=0, minute=0, second=0, microsecond=0)
            )
        for ago in range(DAYS_DRAWN, 0, -1):
            actions.draw_day(timezone.localdate(now) - timedelta(days=ago), by=BY, at=now)
    return teller.said_count


def one_day(teller: Teller, day: datetime) -> None:
    """From its midnight on, as far as the teller's now."""
    for _ in range(teller.town.size.rounds_a_day):
        at = day + timedelta(hours=6) + teller.minutes(0, 16 * 60)
        if at < teller.now - timedelta(minutes=2):
            _round(teller, at)
    for _ in range(teller.town.size.letters_a_day):
        at = day + timedelta(hours=7) + teller.minutes(0, 14 * 60)
        if at < teller.now - timedelta(minutes=2):
            _letter(teller, at)
    for _ in range(2 if teller.town.size.letters_a_day else 0):
        at = day + timedelta(hours=7) + teller.minutes(0, 14 * 60)
        if at < teller.now - timedelta(minutes=2):
            _said_on_the_portal(teller, at)


def _round(teller: Teller, at: datetime) -> None:
    """One scenario in one group, and what the crew makes of it."""
    town, rng = teller.town, teller.rng
    if town.chat is None:
        return
    group = rng.choice(town.groups[:-1])
    cells = town.cells[group.division_id or ""]
    _, lines = said.round_of(rng)
    place = rng.choice(cells).name
    raws, when = [], at
    for minutes, role, words in lines:
        when += timedelta(minutes=minutes, seconds=rng.randrange(50))
        if when > teller.now:
            break
        teller.said_count += 1
        raws.append(
            RawMessage(
                id=f"h{teller.said_count}",
                text=words.format(place=place),
                time=when,
                group_id=group.code,
                sender=f"u{rng.randrange(90)}",
                role=role,
            )
        )
    judged = sensing.judge_messages(town.chat, raws, by=BY, at=at)
    for case in actions.take_leads(judged.leads, by=BY, at=at + timedelta(seconds=2)):
        _power_case(teller, case, at)


def _power_case(teller: Teller, case: Case, at: datetime) -> None:
    task = _live_task(case)
    when = at + teller.minutes(1, 8)
    if task is None:
        if when > teller.now:
            return
        task = actions.dispatch(
            case.pk, teller.town.units["station"].pk, reason=(("chosen", ""),), by=_by(teller, "chen"), at=when
        )
    officer = f"officer:{task.officer_id}" if task.officer_id else teller.rng.choice(teller.town.crew).actor
    when += teller.minutes(1, 25 if teller.chance(0.2) else 9)
    if when > teller.now:
        return
    if teller.chance(0.04):
        actions.return_task(task.pk, code="false_alarm", ground="现场查看供电正常,系误报。", by=officer, at=when)
        closed = when + teller.minutes(5, 60)
        if closed < teller.now:
            actions.close_case(
                case.pk, outcome="not_true", words="现场核实供电正常,已电话告知。", by=_by(teller, "chen"), at=closed
            )
        return
    actions.accept_task(task.pk, by=officer, at=when)
    _work(teller, case, task, officer, when)


def _work(teller: Teller, case: Case, task: Task, officer: str, when: datetime) -> None:
    direct = case.kind in ("power.outage", "power.hazard", "power.vulnerable")
    when += teller.minutes(12, 130 if teller.chance(0.12) else 55) if direct else teller.minutes(60, 900)
    if when > teller.now:
        return
    if direct:
        actions.arrive(task.pk, by=officer, at=when)
    else:
        actions.note_contact(task.pk, by=officer, at=when)
    when += teller.minutes(8, 420 if teller.chance(0.08) else 80) if direct else teller.minutes(300, 4200)
    if when > teller.now:
        return
    actions.finish_task(
        task.pk,
        words=teller.rng.choice(said.FIXED if direct else said.EXPLAINED),
        how="visit" if direct else "call",
        photos_sent=[teller.rng.choice(teller.pictures)] if direct else [],
        by=officer,
        at=when,
    )
    _verify(teller, case, when)


def _verify(teller: Teller, case: Case, when: datetime) -> None:
    """The caller asks; some dispute, some never answer."""
    when += teller.minutes(30, 1500)
    if when > teller.now or teller.chance(0.22):
        return
    if case.requester_id and when > teller.now - timedelta(days=DAYS_DRAWN):
        return  # left for the callers of today
    disputed = case.redo_count == 0 and teller.chance(0.09)
    rating = teller.rng.choice((1, 2, 3)) if disputed else teller.rng.choices((5, 4, 3, 2), weights=(50, 32, 14, 4))[0]
    words = teller.rng.choice(said.DISPUTES if disputed else said.PRAISE)
    case = actions.confirm_case(
        case.pk, solved=not disputed, rating=rating, words=words, by=_by(teller, "lin"), at=when
    )
    task = _live_task(case)
    if task is None or not disputed:
        return
    officer = f"officer:{task.officer_id}"
    when += teller.minutes(5, 40)
    if when > teller.now:
        return
    actions.accept_task(task.pk, by=officer, at=when)
    _work(teller, case, task, officer, when)


def _letter(teller: Teller, at: datetime) -> None:
    """A letter, sent out in office hours and answered days later by the bureau."""
    town, rng = teller.town, teller.rng
    if town.letters is None:
        return
    village = rng.choice(town.villages).name.removesuffix("委会").removesuffix("居")
    title, text = said.letter(rng, village)
    teller.said_count += 1
    raw = RawMessage(
        id=f"x{teller.said_count}",
        title=title,
        text=f"{text}({rng.randrange(1, 999)}号来信)",
        time=at,
        sender=f"x{rng.randrange(900)}",
        role="requester",
    )
    judged = sensing.judge_messages(town.letters, [raw], by=BY, at=at)
    for case in actions.take_leads(judged.leads, by=BY, at=at + timedelta(seconds=5)):
        office_case(teller, case, at)


def _said_on_the_portal(teller: Teller, at: datetime) -> None:
    """A need somebody says with their name and number, so that there is somebody to call back."""
    town, rng = teller.town, teller.rng
    source = source_by_code("portal")
    village = rng.choice(town.villages)
    title, text = said.letter(rng, village.name.removesuffix("委会").removesuffix("居"))
    kinds_there = [kind.code for kind in kinds("hotline")]
    person = subject_for(name=people.name(rng), phone=people.phone(rng), division_code=village.pk, by=BY, at=at)
    if source is None or not kinds_there:
        return
    need = Need(
        pack="hotline",
        kind=rng.choice(kinds_there),
        title=title,
        text=text,
        source_id=source.pk,
        heard_at=at,
        requester_id=person.pk,
        division_code=village.pk,
        urgency=rng.choice((1, 1, 1, 2, 3)),
        vulnerable=teller.chance(0.1),
    )
    office_case(teller, actions.open_case(need, by=BY, at=at), at)


def office_case(teller: Teller, case: Case, at: datetime) -> None:
    """A case as offices handle it: sent out in office hours to the best by the catalogue, on every line of its kind."""
    when = _office(teller, at + teller.minutes(10, 120))
    if when > teller.now:
        return
    unit_id, reasons = _best(case, when)
    if teller.chance(0.06):
        unit_id = teller.town.units["town"].pk  # sent to the wrong door, and given back
    assisting = _assisting(case, unit_id, when)
    task = actions.dispatch(case.pk, unit_id, reason=reasons, also=assisting, by=_by(teller, "chen"), at=when)
    officer = _officer_of(unit_id)
    when = _office(teller, when + teller.minutes(20, 300))
    if when > teller.now or officer is None:
        return
    if unit_id == teller.town.units["town"].pk and teller.chance(0.5):
        right = _best(case, when)[0]
        if right != unit_id:
            actions.return_task(
                task.pk, code="wrong_owner", to_unit_id=right, ground=said.GROUNDS[0], by=officer, at=when
            )
            when = _office(teller, when + teller.minutes(30, 600))
            if when > teller.now:
                return
            task = actions.dispatch(case.pk, right, reason=(("chosen", ""),), by=_by(teller, "chen"), at=when)
            officer = _officer_of(right) or officer
            when = _office(teller, when + teller.minutes(20, 200))
            if when > teller.now:
                return
    actions.accept_task(task.pk, by=officer, at=when)
    when = _office(
        teller, when + timedelta(days=teller.rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 8))) + teller.minutes(0, 400)
    )
    if when <= teller.now:
        actions.finish_task(task.pk, words=teller.rng.choice(said.EXPLAINED), how="call", by=officer, at=when)
        _answer(teller, case, when)


def _answer(teller: Teller, case: Case, when: datetime) -> None:
    """Once those who assist are done too, the requester is asked."""
    if _assist(teller, case, when):
        _verify(teller, case, when + timedelta(hours=6))


def _assisting(case: Case, lead: int, at: datetime) -> list[actions.Sending]:
    """The best unit of each further line of its kind."""
    further = kind_of(case.kind).lines[1:]
    found = suggest_lines([case], at, further) if further else {}
    best = [(line, one) for line in further for one in found[line][0][:1] if one.unit != lead]
    return [actions.Sending(one.unit, line, Task.Role.ASSIST, None, one.reasons, one.entry) for line, one in best]


def _assist(teller: Teller, case: Case, when: datetime) -> bool:
    """Those who assist add a word, or have none; whether the case is answered by then."""
    live = Task.objects.filter(case=case, state=Task.State.SENT, role=Task.Role.ASSIST)
    for task in live:
        officer = _officer_of(task.unit_id)
        when += teller.minutes(10, 200)
        if officer is None or when > teller.now:
            return False
        actions.accept_task(task.pk, by=officer, at=when)
        if teller.chance(0.5):
            actions.nothing_to_add(task.pk, by=officer, at=when + timedelta(minutes=5))
        else:
            words = "已到现场检查并责令整改,纳入重点巡查。"
            actions.finish_task(task.pk, words=words, how="visit", by=officer, at=when + timedelta(minutes=5))
    return True


def _best(case: Case, at: datetime) -> tuple[int, tuple[tuple[str, str], ...]]:
    best = suggest_many([case], at)[0][0]
    return best.unit, best.reasons


def _officer_of(unit_id: int) -> str | None:
    officer = registry.first_officer(unit_id)
    return officer.actor if officer else None


def _live_task(case: Case) -> Task | None:
    live = Task.objects.filter(case=case, state__in=[Task.State.SENT, Task.State.ACCEPTED])
    return live.filter(role=Task.Role.LEAD).first()


def _by(teller: Teller, username: str) -> str:
    return teller.town.officers[username].actor


def _office(teller: Teller, at: datetime) -> datetime:
    """The moment itself when the office is open, else shortly after it opens next."""
    at = timezone.localtime(at)
    while not (teller.calendar.is_workday(at.date()) and OFFICE_OPENS <= at.hour < OFFICE_CLOSES):
        late = at.hour >= OFFICE_CLOSES or not teller.calendar.is_workday(at.date())
        day = at.date() + timedelta(days=1) if late else at.date()
        at = timezone.make_aware(datetime.combine(day, time(OFFICE_OPENS))) + teller.minutes(0, 90)
    return at


def scene(town: Town, seed: int, *, now: datetime) -> None:
    """What goes on at this moment, whatever the hour: warnings to take, tasks in hand, one late, one returned."""
    teller = Teller(town, Random(seed + 2), now, registry.calendar(), [drawn(Random(seed))])
    demo, crew = town.groups[-1], _by(teller, "zhou")
    with transaction.atomic():
        _say(
            teller,
            demo,
            now - timedelta(minutes=150),
            ("老街这边从中午停电到现在,怎么还没来", "我家也是"),
            crew,
            accepted=True,
        )
        _say(
            teller,
            demo,
            now - timedelta(minutes=38),
            ("配电房门口的杆子斜得厉害,好危险",),
            crew,
            accepted=True,
            arrived=True,
        )
        _say(teller, demo, now - timedelta(minutes=4), ("学堂后面又停电了", "我屋里娭毑用制氧机,快一点"), crew)
        wrong = _say(
            teller, town.groups[1], now - timedelta(minutes=95), ("小区楼道灯坏了半个月,报修三次没人来修",), crew
        )
        if wrong is not None and town.letters is not None:
            station = town.units["station"]
            if _live_task(wrong) is None:
                actions.dispatch(wrong.pk, station.pk, by=_by(teller, "chen"), at=now - timedelta(minutes=80))
            task = _live_task(wrong)
            if task is not None:
                actions.return_task(
                    task.pk,
                    code="wrong_owner",
                    to_unit_id=town.units["housing"].pk,
                    ground=said.GROUNDS[0],
                    by=town.crew[0].actor,
                    at=now - timedelta(minutes=50),
                )
        press(town, now=now)


def _say(
    teller: Teller,
    group: Group,
    at: datetime,
    words: Sequence[str],
    officer: str,
    *,
    accepted: bool = False,
    arrived: bool = False,
) -> Case | None:
    """Some people of one group say something, and the crew does its first steps."""
    raws = []
    for number, text in enumerate(words):
        teller.said_count += 1
        moment = at + timedelta(seconds=40 * number)
        raws.append(
            RawMessage(id=f"now-{at:%d%H%M}-{number}", text=text, time=moment, group_id=group.code, sender=f"n{number}")
        )
    if teller.town.chat is None:
        return None
    judged = sensing.judge_messages(teller.town.chat, raws, by=BY, at=at)
    opened = actions.take_leads(judged.leads, by=BY, at=at + timedelta(seconds=2))
    case = opened[0] if opened else None
    task = _live_task(case) if case is not None else None
    if task is not None and accepted:
        actions.accept_task(task.pk, by=officer, at=at + timedelta(minutes=6))
        if arrived:
            actions.arrive(task.pk, by=officer, at=at + timedelta(minutes=25))
    return case
