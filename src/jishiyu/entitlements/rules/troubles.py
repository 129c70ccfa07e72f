"""What can be wrong with a rule or with facts, told with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a source file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class RuleError(ValueError):
    """A rule that cannot be read: outside the small language, an unknown name, a cycle, units that do not fit."""

    def __init__(self, place: Place, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


class FactError(ValueError):
    """A fact that is not of its kind: `where` names the household and member, `what` the fact."""

    def __init__(self, where: str, what: str, why: str) -> None:
        super().__init__(f"{where}: {what}: {why}" if where else f"{what}: {why}")
        self.where, self.what, self.why = where, what, why
