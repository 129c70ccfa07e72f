"""All that a pack may import. A word enters here when a shipped pack needs it, and leaves with the last one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy

from jishiyu.casework.kinds import CaseKind, PromiseRule
from jishiyu.entitlements.kinds import Paper, Queued, Scheme, Step
from jishiyu.entitlements.rules import AREA, DAY, MONEY, NUMBER, TRUTH, Fact, Rulebook, Valued, codes, per
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.worktime import Limit
from jishiyu.outreach.advising import Advice
from jishiyu.outreach.kinds import GatheringKind, Liaison, Outcome, ResidencyKind, Visiting
from jishiyu.programmes.kinds import Lights, ProgrammeKind, Series
from jishiyu.registry.kinds import Attribute, DutyRole, Rotation, Season
from jishiyu.sensing.kinds import Lexicon, Pair, Sign

__all__ = [
    "AREA",
    "DAY",
    "MONEY",
    "NUMBER",
    "TRUTH",
    "Advice",
    "Attribute",
    "CaseKind",
    "DutyRole",
    "Fact",
    "GatheringKind",
    "Lexicon",
    "Liaison",
    "Lights",
    "Limit",
    "Outcome",
    "Pack",
    "Pair",
    "Paper",
    "ProgrammeKind",
    "PromiseRule",
    "Queued",
    "ResidencyKind",
    "Rotation",
    "Rulebook",
    "Scheme",
    "Season",
    "Series",
    "Sign",
    "Step",
    "Valued",
    "Visiting",
    "codes",
    "per",
    "words",
]

words = gettext_lazy  # a pack's words are English msgids; its Chinese stands in the pack's locale folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One service line. `code` is its folder's name and the first part of every code it declares."""

    code: str
    name: Phrase
    kinds: Sequence[CaseKind] = field(default_factory=tuple)
    lexicon: Lexicon | None = None  # without one it hears no messages
    roles: Sequence[DutyRole] = field(default_factory=tuple)
    attributes: Sequence[Attribute] = field(default_factory=tuple)
    rotations: Sequence[Rotation] = field(default_factory=tuple)
    advice: Sequence[Advice] = field(default_factory=tuple)
    schemes: Sequence[Scheme] = field(default_factory=tuple)
    outcomes: Sequence[Outcome] = field(default_factory=tuple)
    gatherings: Sequence[GatheringKind] = field(default_factory=tuple)
    residencies: Sequence[ResidencyKind] = field(default_factory=tuple)
    visiting: Sequence[Visiting] = field(default_factory=tuple)
    series: Sequence[Series] = field(default_factory=tuple)
    programmes: Sequence[ProgrammeKind] = field(default_factory=tuple)
    liaisons: Sequence[Liaison] = field(default_factory=tuple)
    documents: Sequence[Path] = field(default_factory=tuple)  # document packs it ships, as files
    model: Path | None = None  # the learned model it ships, beside its lexicon
