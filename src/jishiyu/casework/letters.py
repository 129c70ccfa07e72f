"""What each Word letter may say: its values, by English and Chinese name, each with a sample. No database.

An office writes `{{ 承办单位 }}` (or `{{ unit }}`) in its template; `values_of` gives both names.
"""

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Protocol

from django.utils.translation import gettext_lazy as _

from jishiyu.casework import letter_forms as forms
from jishiyu.lib.letter_marks import Link, Picture
from jishiyu.lib.phrases import Phrase

NUMBER = "JSY-20260714-0007"
LAMP = "复兴村三组路灯不亮"
PLAIN = (str, Link, Picture)  # what a value is, if it is no list of rows


def says(name: str, sample: Any) -> Any:
    """A value of a letter: its Chinese name and what it looks like; of rows, the dataclass of one."""
    return field(metadata={"name": name, "sample": sample})


class Contract(Protocol):
    """Any of the dataclasses below."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """催办通知： to a unit whose time runs out."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月20日")
    unit: str = says("承办单位", "谢林港供电所")
    number: str = says("工单编号", NUMBER)
    title: str = says("诉求标题", LAMP)
    kind: str = says("诉求类别", "公共照明")
    place: str = says("所在地", "谢林港镇 复兴村委会")
    heard: str = says("受理时间", "2026年7月14日10时00分")
    sent: str = says("派单时间", "2026年7月14日10时20分")
    due: str = says("办结时限", "2026年7月21日10时00分")
    left: str = says("时限情况", "还剩1天0小时")
    times: str = says("第几次催办", "1")
    words: str = says("催办意见", "请抓紧到现场处理，并与诉求人联系。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of what has happened so far."""

    at: str = says("时间", "2026年7月14日10时20分")
    what: str = says("事项", "派单")
    who: str = says("经办", "益阳高新区12345热线中心")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervise:
    """督办函： to a unit that is late."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月22日")
    unit: str = says("承办单位", "谢林港供电所")
    number: str = says("工单编号", NUMBER)
    title: str = says("诉求标题", LAMP)
    text: str = says("诉求内容", "三组的路灯坏了三个月，晚上走路看不见。")
    kind: str = says("诉求类别", "公共照明")
    place: str = says("所在地", "谢林港镇 复兴村委会")
    heard: str = says("受理时间", "2026年7月14日10时00分")
    due: str = says("办结时限", "2026年7月21日10时00分")
    left: str = says("时限情况", "已超期1天2小时")
    urged: str = says("已催办次数", "1")
    words: str = says("督办意见", "请于收到本函后两个工作日内办结并书面回复。")
    story: Sequence[Step] = says("办理经过", Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One party of a meeting."""

    name: str = says("单位", "谢林港镇人民政府")
    person: str = says("参会人", "副镇长")
    attended: str = says("到会情况", "到会")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One case on the agenda."""

    number: str = says("工单编号", NUMBER)
    title: str = says("诉求标题", LAMP)
    question: str = says("争议问题", "路灯产权属村集体还是供电所。")
    ruling: str = says("议定意见", "由供电所牵头修复，村委会配合。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One thing given out in the meeting."""

    unit: str = says("承办单位", "谢林港供电所")
    role: str = says("职责", "主办")
    number: str = says("工单编号", NUMBER)
    due: str = says("办结时限", "2026年7月24日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """会商纪要： what a consultation settled."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月22日")
    title: str = says("会议名称", "复兴村路灯权属会商会")
    held: str = says("会议时间", "2026年7月22日09时00分")
    place: str = says("会议地点", "热线中心会议室")
    chair: str = says("主持人", "罗主任")
    parties: Sequence[Present] = says("参会单位", Present)
    items: Sequence[Item] = says("议题", Item)
    assignments: Sequence[Assignment] = says("任务分工", Assignment)
    minutes: str = says("会议纪要", "会议听取了各方意见，形成一致结论。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """答复书： to the requester, what was done."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月20日")
    requester: str = says("诉求人", "林阿姨")
    number: str = says("工单编号", NUMBER)
    title: str = says("诉求标题", LAMP)
    heard: str = says("受理时间", "2026年7月14日10时00分")
    unit: str = says("承办单位", "谢林港供电所")
    answer: str = says("答复内容", "已更换灯具六盏，现已恢复照明。")
    answered: str = says("答复时间", "2026年7月20日15时30分")
    outcome: str = says("办结情况", "已解决")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """延期告知书： to the requester, that it takes longer, and both dates."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月20日")
    requester: str = says("诉求人", "林阿姨")
    number: str = says("工单编号", NUMBER)
    title: str = says("诉求标题", LAMP)
    heard: str = says("受理时间", "2026年7月14日10时00分")
    unit: str = says("承办单位", "谢林港供电所")
    due: str = says("原办结时限", "2026年7月21日10时00分")
    extended: str = says("新办结时限", "2026年7月28日10时00分")
    ground: str = says("延期原因", "灯具型号停产，需重新采购。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """退单裁决书： to a unit that returned a case, what was decided and why."""

    office: str = says("发文单位", "益阳高新区12345热线中心")
    date: str = says("发文日期", "2026年7月15日")
    unit: str = says("退单单位", "谢林港供电所")
    number: str = says("工单编号", NUMBER)
    title: str = says("诉求标题", LAMP)
    sent: str = says("派单时间", "2026年7月14日10时20分")
    returned: str = says("退单时间", "2026年7月14日16时00分")
    reason: str = says("退单理由", "权属不清")
    ground: str = says("退单依据", "路灯由村集体自建，未移交供电所。")
    named: str = says("建议承办单位", "复兴村委会")
    ruling: str = says("裁决结果", "支持退单")
    words: str = says("裁决意见", "经核实确未移交，改派复兴村委会办理。")
    decided: str = says("裁决时间", "2026年7月15日09时30分")


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter: what it is called, what it says, and the form it has until an office changes it. Reports are
    written by the same forms, see figures.reports."""

    code: str
    name: Phrase
    contract: type[Contract]
    form: Callable[[], bytes]


LETTERS: dict[str, LetterKind] = {}


def declare_letters(*kinds: LetterKind) -> None:
    """Make letters known to the office's page of forms. Raises ValueError on a second one of a code."""
    for kind in kinds:
        if kind.code in LETTERS:
            raise ValueError(f"letter {kind.code} is declared twice")
        LETTERS[kind.code] = kind


declare_letters(
    LetterKind("urge", _("Notice of urging"), Urge, forms.urge),
    LetterKind("supervise", _("Letter of supervision"), Supervise, forms.supervise),
    LetterKind("minutes", _("Minutes of a consultation"), Minutes, forms.minutes),
    LetterKind("answer", _("Letter of reply"), Answer, forms.answer),
    LetterKind("extension", _("Notice of extension"), Extension, forms.extension),
    LetterKind("ruling", _("Ruling on a return"), Ruling, forms.ruling),
)

TO_REQUESTERS = frozenset({"answer", "extension"})  # letters in which the requester stands by name


def values_of(letter: Contract) -> dict[str, Any]:
    """Every value of a letter under its English and its Chinese name; rows of lists the same."""
    said: dict[str, Any] = {}
    for one in fields(letter):
        value = getattr(letter, one.name)
        plain = value if isinstance(value, PLAIN) else [values_of(row) for row in value]
        said[one.name] = said[one.metadata["name"]] = plain
    return said


def sample_of(contract: type[Contract]) -> Any:
    """A letter of made-up values, as a preview shows it."""
    made = {}
    for one in fields(contract):
        sample = one.metadata["sample"]
        made[one.name] = sample if isinstance(sample, PLAIN) else [sample_of(sample), sample_of(sample)]
    return contract(**made)


def names_of(contract: type[Contract]) -> list[tuple[str, str, Any]]:
    """What a template may ask for: English name, Chinese name, and a sample or the names of a row."""
    found = []
    for one in fields(contract):
        sample = one.metadata["sample"]
        shown = sample.words if isinstance(sample, Link | Picture) else sample
        found.append((one.name, one.metadata["name"], shown if isinstance(shown, str) else names_of(shown)))
    return found
