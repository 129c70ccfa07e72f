"""What a letter says of one case: gathered from the tables, put into the newest form, written as Word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation

from jishiyu.casework import letters
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.letters import LETTERS, Contract, values_of
from jishiyu.casework.models import Application, Case, Consultation, Nudge, Task
from jishiyu.casework.queries import letters as queries
from jishiyu.casework.sheet import OUTCOMES, STATES
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import story
from jishiyu.lib.letters import Template, fill
from jishiyu.lib.masks import mask_name, mask_text
from jishiyu.lib.refused import Refused
from jishiyu.registry import queries as registry
from jishiyu.registry.people import sealer

LIVE = (Task.State.SENT, Task.State.ACCEPTED)
STEPS: Mapping[str, str] = {
    "opened": "受理",
    "dispatched": "派单",
    "accepted": "签收",
    "contacted": "联系诉求人",
    "arrived": "到达现场",
    "finished": "办完",
    "returned": "退单",
    "disputed": "诉求人反映未解决，重办",
    "reopened": "诉求人再次反映，重办",
    "added": "加派协办单位",
    "recalled": "中心收回",
    "return_decided": "退单裁决",
    "ruled": "会商议定",
    "granted": "申请获准",
    "not_granted": "申请未获准",
    "urged": "催办",
    "supervised": "督办",
    "escalated": "上报",
}
RETURNS: Mapping[str, str] = {
    "wrong_place": "属地不符",
    "wrong_owner": "权属不清",
    "overlap": "职能交叉",
    "false_alarm": "误报",
    "not_ours": "不属职责范围",
}
RULINGS: Mapping[str, str] = {
    "upheld": "支持退单",
    "refused": "不支持退单，由原单位继续办理",
    "consulted": "经会商议定",
}
ROLES: Mapping[str, str] = {"lead": "主办", "assist": "协办"}
MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read the letter: whether the requester may stand in it by full name."""

    knows_requester: bool
    at: datetime


def form_of(kind: str) -> Template:
    """The newest form of a letter: the office's own, or ours."""
    newest = queries.letter_form(kind)
    name = str(LETTERS[kind].name)
    if newest is None or not newest.content:
        return Template(name, LETTERS[kind].form())
    return Template(newest.name or name, bytes(newest.content))


def letter(kind: str, case: Case, reader: Reader) -> bytes:
    """One letter about one case as a .docx.

    Raises Refused: letter_unknown, letter_not_now (nothing to say yet, e.g. no extension was granted), and what a
    wrong form raises.
    """
    if kind not in GATHER:
        raise Refused("letter_unknown", kind=kind[:20])
    with translation.override("zh-hans"):
        return written(kind, GATHER[kind](case, reader))


def worth_writing(case: Case, tasks: Sequence[Task]) -> list[str]:
    """Letters there is something to say in, of a case and all its tasks."""
    found = ["urge", "supervise"] if tasks and case.closed_at is None else []
    found += ["answer"] if case.answer else []
    moved = case.due_at is not None and case.original_due_at is not None and case.due_at > case.original_due_at
    found += ["extension"] if moved else []
    return [*found, "ruling"] if any(task.return_decided_at for task in tasks) else found


def written(kind: str, said: Contract) -> bytes:
    return fill(form_of(kind), values_of(said))


def moment(at: datetime | None) -> str:
    """2026年7月14日10时05分, in the office's own zone; empty for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local:%H}时{local:%M}分"


def day(at: datetime) -> str:
    return moment(at).partition("日")[0] + "日"


def _office() -> str:
    centre = registry.centre()
    return centre.name if centre else ""


def _left(case: Case, at: datetime) -> str:
    if case.due_at is None:
        return "时限未定"
    ended = case.answered_at or at
    hours = int(abs((case.due_at - ended).total_seconds()) // 3600)
    return f"{'已超期' if ended > case.due_at else '还剩'}{hours // 24}天{hours % 24}小时"


def _lead(case: Case) -> Task | None:
    """The task of the unit that leads now, or of the one that led last."""
    rows = Task.objects.filter(case=case, role=Task.Role.LEAD).exclude(state=Task.State.RETURNED)
    return rows.select_related("unit").order_by("-sent_at", "-pk").first()


def _unit(case: Case) -> str:
    lead = _lead(case)
    return lead.unit.name if lead else _office()


def _requester(case: Case, reader: Reader) -> str:
    if case.requester is None or (case.secret and not reader.knows_requester):
        return "诉求人"
    name = sealer().open(case.requester.name_sealed)
    return (name if reader.knows_requester else mask_name(name)) or "诉求人"


def _urge(case: Case, reader: Reader) -> letters.Urge:
    nudges = list(Nudge.objects.filter(case=case, level=Nudge.Level.URGE).order_by("at", "pk"))
    return letters.Urge(
        office=_office(),
        date=day(reader.at),
        unit=_unit(case),
        number=case.number,
        title=mask_text(case.title),
        kind=str(kind_of(case.kind).name),
        place=registry.place_name(case.division_id, case.cell_id),
        heard=moment(case.heard_at),
        sent=moment(case.dispatched_at),
        due=moment(case.due_at),
        left=_left(case, reader.at),
        times=str(max(len(nudges), 1)),
        words=mask_text(next((nudge.words for nudge in reversed(nudges) if nudge.words), "")),
    )


def _supervise(case: Case, reader: Reader) -> letters.Supervise:
    nudges = list(Nudge.objects.filter(case=case).order_by("at", "pk"))
    own = [nudge.words for nudge in nudges if nudge.level != Nudge.Level.URGE and nudge.words]
    entries = list(story(case.ref)[:MOST_STEPS])
    names = registry.actor_names({entry.by for entry in entries})
    return letters.Supervise(
        office=_office(),
        date=day(reader.at),
        unit=_unit(case),
        number=case.number,
        title=mask_text(case.title),
        text=mask_text(case.text),
        kind=str(kind_of(case.kind).name),
        place=registry.place_name(case.division_id, case.cell_id),
        heard=moment(case.heard_at),
        due=moment(case.due_at),
        left=_left(case, reader.at),
        urged=str(sum(nudge.level == Nudge.Level.URGE for nudge in nudges)),
        words=mask_text(own[-1] if own else "请立即办理，并将办理结果书面报送。"),
        story=[_step(entry, names) for entry in entries if entry.act in STEPS],
    )


def _step(entry: Entry, names: Mapping[str, str]) -> letters.Step:
    who = "系统" if entry.by.startswith("system:") else names.get(entry.by, entry.by)
    return letters.Step(at=moment(entry.at), what=STEPS[entry.act], who="诉求人" if entry.by == "requester" else who)


def _answer(case: Case, reader: Reader) -> letters.Answer:
    if not case.answer:
        raise Refused("letter_not_now")
    return letters.Answer(
        office=_office(),
        date=day(reader.at),
        requester=_requester(case, reader),
        number=case.number,
        title=mask_text(case.title),
        heard=moment(case.heard_at),
        unit=_unit(case),
        answer=mask_text(case.answer),
        answered=moment(case.answered_at),
        outcome=OUTCOMES.get(case.outcome, "") or STATES.get(case.state, ""),
    )


def _extension(case: Case, reader: Reader) -> letters.Extension:
    granted = Application.objects.filter(
        case=case, kind=Application.Kind.EXTENSION, state=Application.State.GRANTED
    ).order_by("-decided_at")
    newest = granted.first()
    if newest is None:
        raise Refused("letter_not_now")
    return letters.Extension(
        office=_office(),
        date=day(reader.at),
        requester=_requester(case, reader),
        number=case.number,
        title=mask_text(case.title),
        heard=moment(case.heard_at),
        unit=_unit(case),
        due=moment(case.original_due_at),
        extended=moment(case.due_at),
        ground=mask_text(newest.ground).rstrip("。"),
    )


def _ruling(case: Case, reader: Reader) -> letters.Ruling:
    returned = Task.objects.filter(case=case, return_decided_at__isnull=False).select_related("unit", "return_to")
    task = returned.order_by("-return_decided_at").first()
    if task is None:
        raise Refused("letter_not_now")
    return letters.Ruling(
        office=_office(),
        date=day(reader.at),
        unit=task.unit.name,
        number=case.number,
        title=mask_text(case.title),
        sent=moment(task.sent_at),
        returned=moment(task.returned_at),
        reason=RETURNS.get(task.return_code, task.return_code),
        ground=mask_text(task.return_ground),
        named=task.return_to.name if task.return_to else "",
        ruling=RULINGS.get(task.return_decision, ""),
        words=mask_text(task.return_decision_words),
        decided=moment(task.return_decided_at),
    )


GATHER: Mapping[str, Callable[[Case, Reader], Contract]] = {
    "urge": _urge,
    "supervise": _supervise,
    "answer": _answer,
    "extension": _extension,
    "ruling": _ruling,
}


def minutes(meeting: Consultation, at: datetime) -> bytes:
    """The minutes of a consultation as a .docx, in five queries whatever the number of cases and parties."""
    agenda = list(meeting.agenda.select_related("case").order_by("place", "pk"))
    given = Task.objects.filter(consultation=meeting).select_related("unit", "case").order_by("case_id", "-role", "pk")
    with translation.override("zh-hans"):
        said = letters.Minutes(
            office=_office(),
            date=day(at),
            title=meeting.title,
            held=moment(meeting.meets_at),
            place=meeting.place,
            chair=meeting.chair,
            parties=[
                letters.Present(name=party.name, person=party.person, attended=ATTENDED[party.attended])
                for party in meeting.parties.order_by("pk")
            ],
            items=[
                letters.Item(
                    number=item.case.number,
                    title=mask_text(item.case.title),
                    question=mask_text(item.question),
                    ruling=mask_text(item.ruling),
                )
                for item in agenda
            ],
            assignments=[
                letters.Assignment(
                    unit=task.unit.name,
                    role=ROLES.get(task.role, task.role),
                    number=task.case.number,
                    due=moment(task.case.due_at),
                )
                for task in given
            ],
            minutes=mask_text(meeting.minutes),
        )
        return written("minutes", said)


ATTENDED: Mapping[bool | None, str] = {True: "到会", False: "缺席", None: "未登记"}
