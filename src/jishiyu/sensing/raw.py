"""What a door hands over: checked for form only, nothing judged."""

from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as a door handed it over, checked for form only. `time` is when it was said."""

    id: str
    text: str
    time: datetime
    group_id: str = ""
    group_name: str = ""
    sender: str = ""
    role: str = "resident"
    title: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, object]:
        return {**asdict(self), "time": self.time.isoformat(), "details": dict(self.details)}

    @classmethod
    def from_plain(cls, body: dict[str, object]) -> "RawMessage":
        details = body.get("details") or {}
        if not isinstance(details, dict):
            raise TypeError("details must be a mapping")
        known = {
            name: str(body.get(name, ""))
            for name in ("id", "text", "group_id", "group_name", "sender", "role", "title")
        }
        return cls(time=datetime.fromisoformat(str(body["time"])), details=tuple(details.items()), **known)
