"""What this office's labels teach: its own groups as labelled talk; and the models it trained."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning.groups import Line, Talk
from jishiyu.sensing.models import Label, Message, ModelVersion
from jishiyu.sensing.triage.threads import LONGEST
from jishiyu.sensing.triage.urgency import CAN_WAIT

_WEIGHT = {  # who looked at the message itself knows better
    Label.How.ANSWER: 0,
    Label.How.CORRECTION: 1,
    Label.How.HAND: 2,
    Label.How.SAMPLE: 2,
}


@dataclass(frozen=True, slots=True)
class OfficeTalk:
    """A group of this office as labelled talk. What stands around the messages somebody labelled, for their thread,
    counts as it was judged; `labelled` are the numbers of the lines a person spoke of."""

    talk: Talk
    labelled: frozenset[str]


def office_talks(pack: str, lexicon: Lexicon) -> list[OfficeTalk]:
    """Every group with a label, in a fixed order: each labelled message with what its group said before it. A message
    without a group is a talk of its own."""
    labels = _labels(pack)
    heard = {message.pk: message for message in Message.objects.filter(pk__in=list(labels)).select_related("group")}
    talks: dict[str, dict[int, Message]] = defaultdict(dict)
    for message in heard.values():
        code = f"g{message.group_id}" if message.group_id else f"m{message.pk}"
        talks[code][message.pk] = message
        talks[code].update({one.pk: one for one in _before(message)})
    return [_talk(code, rows.values(), labels, lexicon) for code, rows in sorted(talks.items())]


def _labels(pack: str) -> dict[int, Label]:
    """The label that counts of each message: the latest by who looked at it, else the answer to its warning."""
    chosen: dict[int, Label] = {}
    for label in Label.objects.filter(message__source__pack=pack).order_by("at", "pk"):
        before = chosen.get(label.message_id)
        if before is None or _WEIGHT[Label.How(label.how)] >= _WEIGHT[Label.How(before.how)]:
            chosen[label.message_id] = label
    return chosen


def _before(message: Message) -> Sequence[Message]:
    if message.group_id is None:
        return ()
    earlier = Message.objects.filter(group=message.group_id, said_at__lt=message.said_at)
    return list(earlier.order_by("-said_at", "-pk").select_related("group")[:LONGEST])


def _talk(code: str, rows: Iterable[Message], labels: Mapping[int, Label], lexicon: Lexicon) -> OfficeTalk:
    ordered = sorted(rows, key=lambda one: (one.said_at, one.pk))
    lines = [_line(one, labels.get(one.pk), lexicon) for one in ordered if one.text.strip()]
    name = ordered[0].group.name if ordered[0].group else ""
    labelled = frozenset(line.number for line in lines if int(line.number) in labels)
    return OfficeTalk(Talk(f"office-{code}", name, "", "", tuple(lines)), labelled)


def _line(message: Message, label: Label | None, lexicon: Lexicon) -> Line:
    """A label without a kind confirms the one it was judged as."""
    risk = label.risk if label else message.risk
    kind = (label.kind if label else "") or message.kind
    urgency = (label.urgency if label else 0) or message.urgency
    return Line(
        number=str(message.pk),
        at=message.said_at,
        sender=message.sender,
        role="staff" if message.role == "staff" else "resident",
        kind=lexicon.labels.get(kind, next(iter(lexicon.labels.values()), "")) if risk else "",
        urgency=max(urgency, CAN_WAIT) if risk else 0,
        vulnerable=risk and (label.vulnerable if label and label.kind else message.vulnerable),
        incident=str(message.lead_id or message.pk) if risk else "",
        place=message.place_words if risk else "",
        text=message.text,
    )


def model_versions(pack: str) -> QuerySet[ModelVersion]:
    """Models trained here, the latest first."""
    return ModelVersion.objects.filter(pack=pack).order_by("-trained_at", "-pk")
