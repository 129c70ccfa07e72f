"""The life of benches/suggestions.py, inside an installation: letters come, are sent, given back, consulted on."""

# ruff: noqa: E402  (the product is imported after it is set up)

import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import django

django.setup()

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jishiyu.casework import actions, queries, retell
from jishiyu.casework.actions import Assignment, Topic
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Promise, Task
from jishiyu.casework.needs import Need
from jishiyu.registry.models import Division, Officer, Unit
from jishiyu.sensing.models import Source

BY, DAYS = "system:bench", 150
CLERK_IS_RIGHT, GIVES_BACK, NAMES_RIGHT, ENTERS, SPEAKS, ALSO = 0.85, 0.9, 0.7, 0.5, 0.75, 0.125
# kind, item, the unit that is right, words that speak of it
MATTERS = (
    ("construction", "路灯", "town", ("路灯", "灯杆")),
    ("construction", "漏水", "housing", ("漏水", "渗水")),
    ("construction", "违建", "land", ("违建", "乱搭")),
    ("construction", "积水", "housing", ("积水", "内涝")),
    ("transport", "公交", "transport", ("公交", "班车")),
    ("transport", "坑洼", "town", ("坑洼", "路面破损")),
    ("transport", "乱停", "police", ("乱停", "占道停车")),
    ("environment", "油烟", "environment", ("油烟", "烧烤摊")),
    ("environment", "工地噪音", "housing", ("打桩", "夜间施工")),
    ("environment", "广场舞", "police", ("广场舞", "音响")),
    ("environment", "垃圾", "town", ("垃圾", "垃圾桶")),
    ("labour", "欠薪", "labour", ("欠薪", "拖欠工资")),
    ("labour", "劳务中介", "market", ("黑中介", "中介费")),
    ("agriculture", "灌溉", "farming", ("灌溉", "水渠")),
    ("agriculture", "宅基地", "land", ("宅基地", "建房审批")),
    ("civil_affairs", "低保", "civil", ("低保", "救助金")),
    ("civil_affairs", "殡葬", "civil", ("殡葬", "公墓")),
    ("commerce", "缺斤少两", "market", ("缺斤少两", "短秤")),
    ("commerce", "景区", "town", ("景区", "门票")),
    ("health", "诊所", "health", ("诊所", "卫生室")),
)
KNOWN = {"欠薪": "labour", "油烟": "environment", "坑洼": "town", "乱停": "transport"}  # the last is wrong
PHRASES = (
    "我们这里{word}的问题很久了,请尽快处理。",
    "{word}没人管,打电话都推来推去。",
    "请问{word}归谁管?已经影响生活。",
)
SILENT = "门口那个老问题又来了,反映几次没有下文,请派人来看看。"


@dataclass
class Life:
    """Chance, people and places, and what was seen."""

    rng: Random
    units: dict[str, Unit]
    officers: dict[int, Officer]
    clerk: Officer
    source: Source
    villages: list[str]
    rows: list[tuple[int, bool]] = field(default_factory=list)
    plain: list[tuple[int, bool]] = field(default_factory=list)
    waiting: list[tuple[Case, tuple[str, str, str, tuple[str, ...]]]] = field(default_factory=list)
    entries: int = 0


def begin(seed: int) -> Life:
    units = {unit.code: unit for unit in Unit.objects.all()}
    officers = {one.unit_id: one for one in Officer.objects.filter(post="officer").order_by("-pk") if one.unit_id}
    villages = list(Division.objects.filter(parent_id="430972109").values_list("code", flat=True)[:6])
    clerk = Officer.objects.get(username="chen")
    return Life(Random(seed), units, officers, clerk, Source.objects.get(code="mailbox"), villages)


def letter(life: Life, number: int, at: datetime) -> None:
    rng = life.rng
    matter = rng.choice(MATTERS)
    kind, _item, right, words = matter
    text = rng.choice(PHRASES).format(word=rng.choice(words)) if rng.random() < SPEAKS else SILENT
    if rng.random() < ALSO:
        text += f"另外{rng.choice(rng.choice(MATTERS)[3])}也顺便反映一下。"
    need = Need(
        pack="hotline", kind=f"hotline.{kind}", title=f"来信{number}", text=text, source_id=life.source.pk,
        heard_at=at, division_code=rng.choice(life.villages), urgency=1,
    )  # fmt: skip
    case = actions.open_case(need, by=BY, at=at)
    best = queries.suggest_many([case], at)[0][0]
    bare = queries.suggest_many([case], at, with_precedents=False)[0][0]
    truth = life.units[right].pk
    life.rows.append((best.confidence, best.unit == truth))
    life.plain.append((bare.confidence, bare.unit == truth))
    sure = best.confidence >= queries.sure_from(kind_of(case.kind))
    unit = best.unit if sure or rng.random() > CLERK_IS_RIGHT else truth
    handle(life, case, matter, unit, at + timedelta(hours=1))


def handle(life: Life, case: Case, matter: tuple[str, str, str, tuple[str, ...]], unit: int, at: datetime) -> None:
    """Sent, given back or done; the second return waits for a meeting."""
    truth = life.units[matter[2]].pk
    unit = unit if unit in life.officers else truth  # the centre gives nothing back to itself
    task = actions.dispatch(case.pk, unit, by=life.clerk.actor, at=at)
    at += timedelta(hours=1)
    if unit == truth or life.rng.random() > GIVES_BACK:
        finish(life, task, at)
        return
    named = truth if life.rng.random() < NAMES_RIGHT else None
    code = "wrong_owner" if named else "not_ours"
    actions.return_task(
        task.pk, code=code, ground="不在本单位权责清单内。", to_unit_id=named, by=life.officers[unit].actor, at=at
    )
    case.refresh_from_db()
    if case.to_consult:
        life.waiting.append((case, matter))
        return
    guess = truth if life.rng.random() < CLERK_IS_RIGHT else life.rng.choice(list(life.officers))
    wrong_again = named or guess
    handle(life, case, matter, wrong_again if wrong_again != unit else truth, at + timedelta(hours=2))


def finish(life: Life, task: Task, at: datetime) -> None:
    by = life.officers[task.unit_id].actor
    actions.accept_task(task.pk, by=by, at=at)
    actions.finish_task(task.pk, words="已处理并告知。", how="call", by=by, at=at + timedelta(hours=20))


def meet(life: Life, at: datetime) -> None:
    """The weekly meeting: everything that waits is ruled on, and half of it becomes the rule."""
    waiting, life.waiting = life.waiting, []
    if not waiting:
        return
    by, drafts = life.clerk.actor, {}
    units = sorted({life.units[matter[2]].pk for _, matter in waiting})
    meeting = actions.call_consultation(
        title="每周派单会商会",
        meets_at=at,
        agenda=[Topic(case.pk) for case, _ in waiting],
        unit_ids=units,
        by=by,
        at=at,
    )
    for case, (kind, item, right, words) in waiting:
        unit = life.units[right].pk
        actions.rule_on_case(
            meeting.pk, case.pk, ruling=f"{item}由其牵头。", assignment=Assignment(unit), by=by, at=at
        )  # fmt: skip
        if life.rng.random() < ENTERS:
            ground = f"会商纪要 {timezone.localdate(at)}"
            draft = Draft(kind=f"hotline.{kind}", unit_id=unit, ground=ground, item=item, words=words)
            drafts = {key: one for key, one in drafts.items() if one.key != draft.key} | {case.pk: draft}
    actions.close_consultation(meeting.pk, minutes="按权责清单议定。", entries=drafts, by=by, at=at)
    life.entries += len(drafts)
    for case, _ in waiting:
        finish(life, Task.objects.get(case=case, state="sent"), at + timedelta(hours=1))


def know(life: Life, at: datetime) -> None:
    """Items that stand in the catalogue before the first letter, one of them wrongly."""
    for kind, item, _, words in MATTERS:
        if item in KNOWN:
            unit = life.units[KNOWN[item]].pk
            draft = Draft(kind=f"hotline.{kind}", unit_id=unit, ground="权责清单", item=item, words=words)
            actions.add_catalogue_entry(draft, since=timezone.localdate(at), by=BY, at=at)


def live(letters: int, seed: int) -> dict[str, object]:
    life, began = begin(seed), timezone.localtime().replace(hour=9, minute=0) - timedelta(days=DAYS)
    know(life, began)
    last_case = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last_meeting = began
    for number in range(letters):
        at = began + timedelta(days=DAYS) * (number / letters)
        with transaction.atomic():
            letter(life, number, at)
            if at - last_meeting >= timedelta(days=7):
                last_meeting = at
                meet(life, at + timedelta(minutes=30))
    mine = Case.objects.filter(pk__gt=last_case)
    returned = Task.objects.filter(case__in=mine, state="returned")
    counts = list(mine.values_list("objections", flat=True))
    promises = Promise.objects.filter(case__in=mine)
    return {
        "rows": life.rows,
        "without_precedents": life.plain,
        "returned": returned.count(),
        "consulted": mine.filter(objections__gte=2).count(),
        "entries": life.entries,
        "most": max(counts, default=0),
        "moved": promises.exclude(extended_to=None).count() + promises.exclude(starts_at=F("case__heard_at")).count(),
        "untold": sum(1 for _ in retell.disagreements(mine)),
    }


if __name__ == "__main__":
    print(json.dumps(live(int(sys.argv[1]), int(sys.argv[2]))))
