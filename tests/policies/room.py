"""A small handbook for tests: attributes of their own, two documents, cards, a few enterprises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishiyu.policies import actions
from jishiyu.policies.drafts import CardDraft, ClauseDraft, DocumentDraft
from jishiyu.policies.models import Card, Document
from jishiyu.registry import actions as registry
from jishiyu.registry.kinds import Attribute, DutyRole
from jishiyu.registry.models import Subject
from tests.cast import BY, T0, TOWN, Cast

TRADES = {"C": "制造业", "C13": "农副食品加工业", "F": "批发和零售业"}
ATTRIBUTES = (
    Attribute(code="t.trade", name="行业", type="code", options=TRADES, tree=True),
    Attribute(code="t.size", name="规模", type="code", options={"small": "小型", "large": "大型"}),
    Attribute(code="t.high", name="高新技术企业", type="truth", until="t.until"),
    Attribute(code="t.until", name="高企有效期", type="day"),
    Attribute(code="t.turnover", name="营业收入", type="money"),
)
ROLE = DutyRole(code="t.liaison", name="联企干部", owns="enterprise")
MAKERS = {"of": "t.trade", "is": "in", "codes": ["C"]}
SMALL = {"of": "t.size", "is": "in", "codes": ["small"]}


def document(**more: Any) -> Document:
    """One in force since the year's beginning, with two clauses."""
    said: dict[str, Any] = {
        "title": "关于支持企业技术改造的若干措施",
        "number": "样政发〔2026〕3号",
        "issuer": "样本市人民政府",
        "url": "https://example.gov/policies/3",
        "issued": date(2025, 12, 20),
        "since": date(2026, 1, 1),
        "clauses": (
            ClauseDraft(number="第三条", text="企业购置设备的,按照实际投入的百分之十给予补助。"),
            ClauseDraft(number="第五条第(二)项", text="对首次达到规模以上的企业,一次性给予奖励。", code="5-2"),
        ),
    }
    return actions.keep_document(DocumentDraft(**said | more), by=BY, at=T0)


def draft(**more: Any) -> CardDraft:
    said: dict[str, Any] = {
        "title": "技术改造设备补助",
        "theme": "equipment",
        "what": "购置生产设备给予补助",
        "whom": "制造业企业",
        "amount": "设备投入的10%,最高50万元",
        "how": "在政务服务中心企业服务窗口提交购置合同和发票",
        "where": "政务服务中心三楼企业服务窗口",
        "phone": "(0735)332-1234",
        "paid_within": "60个工作日",
        "audience": MAKERS,
    }
    return CardDraft(**said | more)


@dataclass(frozen=True, slots=True)
class Handbook:
    """The cast, and what of the handbook is there."""

    cast: Cast
    document: Document

    def written(self, *, by: str = "", clause: int = 0, **more: Any) -> Card:
        """A draft of 周队长."""
        key = list(self.document.clauses.all())[clause].pk
        return actions.write_card(key, draft(**more), by=by or self.cast.crew.actor, at=T0)

    def released(self, **more: Any) -> Card:
        """A card 周队长 wrote and 刘所长 released."""
        return actions.release_card(self.written(**more).pk, by=self.cast.head.actor, at=T0)

    def enterprise(self, name: str, values: Mapping[str, Any], *, division: str | None = TOWN) -> Subject:
        subject = Subject.objects.create(kind="enterprise", division_id=division, known_since=T0)
        registry.describe(subject.pk, name=name, values=dict(values), by=BY, at=T0)
        return subject

    def answered_for(self, subject: Subject, officer: int) -> None:
        """An officer answers for an enterprise from today on."""
        registry.give_duty(officer, ROLE.code, since=date(2026, 1, 1), subject_id=subject.pk, by=BY, at=T0)


def assemble(cast: Cast) -> Handbook:
    return Handbook(cast, document())
