"""What a door hands over: checked for form only, nothing judged."""

import json
from datetime import datetime

import msgspec

SAID, RECALLED, EDITED = "said", "recalled", "edited"
ACTS = (SAID, RECALLED, EDITED)


class RawMessage(msgspec.Struct, frozen=True, gc=False):
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
    act: str = SAID
    of: str = ""  # the id of the message that is recalled or edited; `id` is then the id of the act itself

    def plain(self) -> dict[str, object]:
        return {**msgspec.structs.asdict(self), "time": self.time.isoformat(), "details": dict(self.details)}

    @classmethod
    def from_plain(cls, body: dict[str, object]) -> "RawMessage":
        details = body.get("details") or {}
        if not isinstance(details, dict):
            raise TypeError("details must be a mapping")
        known = {
            name: str(body.get(name, ""))
            for name in ("id", "text", "group_id", "group_name", "sender", "role", "title", "of")
        }
        known["act"] = str(body.get("act") or SAID)
        return cls(time=datetime.fromisoformat(str(body["time"])), details=tuple(details.items()), **known)

    def packed(self) -> bytes:
        """As JSON, as the stream carries it."""
        return _encoder.encode(self)

    @classmethod
    def unpacked(cls, body: str | bytes) -> "RawMessage":
        """What was packed. Raises ValueError, KeyError or TypeError when it is no message."""
        try:
            return _decoder.decode(body)
        except msgspec.ValidationError:
            return cls.from_plain(json.loads(body))  # as `plain` wrote it


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(RawMessage)
