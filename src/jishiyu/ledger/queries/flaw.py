"""How a fault of the ledger is named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the ledger does not hold. `what` is altered, missing, reordered or inserted, of an entry (and
    where it was sealed); head missing or head altered, of a subject; of a checkpoint, what is wrong with it."""

    subject: str
    version: int
    what: str

    def __str__(self) -> str:
        return f"{self.subject} version {self.version}: {self.what}"
