"""How many came, told in one way wherever gatherings are counted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numbers:
    """Who came: heads are distinct guests by name; person-times count everybody each time, named or counted."""

    invited: int = 0
    coming: int = 0
    heads: int = 0
    times: int = 0
    others: int = 0

    @property
    def person_times(self) -> int:
        return self.times + self.others
