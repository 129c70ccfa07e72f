"""The letter of a document pack (一书), to one enterprise: its words from the pack, its form from Word, as an office
changes it. What stands in braces in the pack's words is filled by the names of LETTER_NAMES."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.letter_values import day, written
from jishiyu.casework.letters import LetterKind, declare_letters, says
from jishiyu.lib.masks import mask_phone
from jishiyu.lib.paper import Paper
from jishiyu.lib.refused import Refused
from jishiyu.outreach.documents.packs import BRACES, DocumentPack
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post, Profile, Subject
from jishiyu.registry.people import sealer
from jishiyu.registry.queries import duties

KIND = "pack_letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of the pack's words, filled."""

    words: str = says("文字", "为做好助企纾困工作，现由谢林港供电所周队长同志担任贵企业的联企干部。")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLetter:
    """一书： to an enterprise, who answers for it."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月20日")
    pack: str = says("文书名称", "一书三单一表")
    title: str = says("标题", "致样本机械厂的一封信")
    text: Sequence[Paragraph] = says("正文", Paragraph)
    name: str = says("企业名称", "样本机械厂")
    code: str = says("统一社会信用代码", "91430900MA4L000000")
    place: str = says("所在地", "谢林港镇 复兴村委会")
    officer: str = says("联企干部", "周队长")
    unit: str = says("干部单位", "谢林港供电所")
    phone: str = says("联系电话", "0737-0000000")
    leader: str = says("联系领导", "罗主任")


@cache
def form() -> bytes:
    """The form until an office brings its own."""
    paper = Paper()
    paper.title("{{ 标题 }}")
    paper.tag("{%p for 段 in 正文 %}")
    paper.line("{{ 段.文字 }}")
    paper.tag("{%p endfor %}")
    paper.line("文书：{{ 文书名称 }}")
    paper.line("企业：{{ 企业名称 }}")
    for name in ("统一社会信用代码", "所在地"):
        paper.tag(f"{{%p if {name} %}}")
        paper.line(f"{name}：{{{{ {name} }}}}")
        paper.tag("{%p endif %}")
    paper.line("联企干部：{{ 联企干部 }}（{{ 干部单位 }}）{% if 联系电话 %}，联系电话：{{ 联系电话 }}{% endif %}")
    paper.tag("{%p if 联系领导 %}")
    paper.line("联系领导：{{ 联系领导 }}")
    paper.tag("{%p endif %}")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()


declare_letters(LetterKind(KIND, _("Letter to an enterprise (of a document pack)"), PackLetter, form))


def letters(
    pack: DocumentPack, profiles: Sequence[Profile], reader: Officer, at: datetime
) -> Iterator[tuple[Profile, bytes | None]]:
    """The letter of each as a .docx; None for one nobody answers for. In a few queries whatever their number.

    Raises Refused: letter_unknown (the pack has none), and what a wrong form raises."""
    if not pack.letter:
        raise Refused("letter_unknown")
    on, subjects = timezone.localdate(at), [one.subject for one in profiles]
    owners = duties.answerers(subjects, Subject.Kind.ENTERPRISE, on)
    places = registry.place_names({(one.division_id, one.cell_id) for one in subjects})
    leaders, centre = _leaders(subjects, on), registry.centre()
    for one in profiles:
        owner = owners.get(one.pk)
        if owner is None:
            yield one, None
            continue
        who = owner.officer
        said = {
            "name": one.name or one.code,
            "code": one.code,
            "place": places.get((one.subject.division_id, one.subject.cell_id), ""),
            "officer": who.name,
            "unit": who.unit.name if who.unit else "",
            "phone": _phone(who, reader),
            "leader": leaders.get(one.pk, ""),
            "office": centre.name if centre else "",
            "date": day(at),
        }
        with translation.override("zh-hans"):
            yield one, written(KIND, _letter(pack, said))


def _letter(pack: DocumentPack, said: Mapping[str, str]) -> PackLetter:
    lines = [line.strip() for line in filled(pack.letter, said).splitlines() if line.strip()]
    return PackLetter(pack=pack.name, title=lines[0], text=[Paragraph(words=line) for line in lines[1:]], **said)


def filled(words: str, said: Mapping[str, str]) -> str:
    """The pack's words with names in braces put in; others stay as they are."""
    return BRACES.sub(lambda found: said.get(found[1], found[0]), words)


def _leaders(subjects: Sequence[Subject], on: date) -> dict[int, str]:
    """Who leads and answers for each beside its officer, in one query."""
    rows = duties.duties_in_force(on).filter(subject_id__in=[one.pk for one in subjects], officer__post=Post.LEADER)
    found = rows.order_by("-pk").values_list("subject_id", "officer__name")
    return {subject: name for subject, name in found if subject is not None}


def _phone(who: Officer, reader: Officer) -> str:
    """In full in one's own letters and in those of whoever dispatches; masked for others."""
    phone = sealer().open(who.phone_sealed) if who.phone_sealed else ""
    return phone if reader.pk == who.pk or reader.post == Post.DISPATCHER else mask_phone(phone)
