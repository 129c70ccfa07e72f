"""Whether a newly trained model may take over: it goes backwards in nothing that counts. No database."""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, float | int | None]

FEWEST_DANGERS, FEWEST_MESSAGES = 10, 200  # below these a frozen set is shown and decides nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """A figure, whether more of it is better, and by how much it may get worse by the luck of the draw."""

    name: str
    more_is_better: bool
    leeway: float


RULES = (
    Rule("auc", True, 0.005),
    Rule("recall_urgency_3", True, 0.0),  # nobody in danger is missed for the sake of anything else
    Rule("false_alarms_per_1000", False, 2.0),
    Rule("kind_macro_f1", True, 0.02),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure on one frozen set, by the old model and the new. `holds` is whether the new one may take over by it;
    `decides` is False where the set is too small to tell."""

    frozen: str
    rule: Rule
    old: float | None
    new: float | None
    holds: bool
    decides: bool

    @property
    def text(self) -> str:
        verdict = "holds" if self.holds else ("goes back" if self.decides else "goes back, but too few to tell")
        allowed = f"may lose {self.rule.leeway:g}"
        return f"{self.frozen}: {self.rule.name} {_said(self.old)} -> {_said(self.new)} ({allowed}): {verdict}"


def _said(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def compare(frozen: str, old: Figures, new: Figures, *, dangers: int) -> list[Compared]:
    """Every rule on one frozen set. A figure that cannot be told any more has gone back; one that could not be told
    before cannot have."""
    decides = dangers >= FEWEST_DANGERS and (new["n"] or 0) >= FEWEST_MESSAGES
    return [
        Compared(frozen, rule, old[rule.name], new[rule.name], _holds(rule, old[rule.name], new[rule.name]), decides)
        for rule in RULES
    ]


def _holds(rule: Rule, old: float | None, new: float | None) -> bool:
    if old is None:
        return True
    if new is None:
        return False
    lost = old - new if rule.more_is_better else new - old
    return lost <= rule.leeway + 1e-9
