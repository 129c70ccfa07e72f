"""What presses in a town now: a case on two lines, one unit of it urged by hand, and every rung whose time has come."""

from datetime import datetime, timedelta

from jishiyu.casework import actions
from jishiyu.casework.models import Case, Task
from jishiyu.registry import queries as registry
from jishiyu.sandbox.town import BY, Town
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.raw import RawMessage

LATE = "我们十几个人在开发区一处工地做了两个月,工资一直拖着不发,已经反映过,请劳动部门帮我们讨回来。"
TEXT = "{village}河边一家石材加工厂夜里往河里排白色污水,鱼死了不少,白天又堆料扬尘,反映几次都没人管。"


def press(town: Town, *, now: datetime) -> None:
    """In the caller's transaction."""
    dispatcher = town.officers["chen"].actor
    _on_two_lines(town, dispatcher, now)
    _forgotten(town, dispatcher, now)
    actions.nudge_due(by=BY, at=now)


def _letter(town: Town, title: str, text: str, at: datetime) -> list[Case]:
    if town.letters is None:
        return []
    raw = RawMessage(id=f"press-{at:%m%d%H%M}", title=title, text=text, time=at, sender="x-press", role="requester")
    judged = sensing.judge_messages(town.letters, [raw], by=BY, at=at)
    return actions.take_leads(judged.leads, by=BY, at=at + timedelta(seconds=5))


def _forgotten(town: Town, dispatcher: str, now: datetime) -> None:
    """Signed for, and nothing since: by now it is with the leaders."""
    told = now - timedelta(days=16)
    for case in _letter(town, "拖欠工资两个月", LATE, told):
        bureau = town.units["labour"].pk
        task = actions.dispatch(
            case.pk,
            bureau,
            reason=(("catalogue", "职责清单:人力资源和社会保障局"),),
            by=dispatcher,
            at=told + timedelta(hours=1),
        )
        officer = registry.first_officer(bureau)
        if officer is not None:
            actions.accept_task(task.pk, by=officer.actor, at=told + timedelta(hours=3))


def _on_two_lines(town: Town, dispatcher: str, now: datetime) -> None:
    """The township has signed in, the bureau has not, and the dispatcher says so."""
    village = town.villages[0].name.removesuffix("委会").removesuffix("居")
    told = now - timedelta(hours=26)
    for case in _letter(town, "石材加工厂夜间排污、白天扬尘", TEXT.format(village=village), told):
        bureau = actions.Sending(
            town.units["environment"].pk, "trade", Task.Role.ASSIST, None, (("catalogue", "行业主管部门:生态环境分局"),)
        )
        lead = actions.dispatch(
            case.pk,
            town.units["town"].pk,
            also=[bureau],
            reason=(("catalogue", "职责清单:谢林港镇人民政府"),),
            by=dispatcher,
            at=told + timedelta(minutes=40),
        )
        officer = registry.first_officer(town.units["town"].pk)
        if officer is not None:
            actions.accept_task(lead.pk, by=officer.actor, at=told + timedelta(hours=2))
            actions.note_contact(lead.pk, by=officer.actor, at=told + timedelta(hours=3))
        words = "请环保部门今天派人取样,与镇里一起上门。"
        actions.nudge(case.pk, level="urge", words=words, by=dispatcher, at=now - timedelta(hours=2))
