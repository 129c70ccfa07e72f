"""Messages that wait for a person's label, and the labels there are."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jishiyu.sensing.models import Label, Lead, Message, Sampled
from jishiyu.sensing.triage.threads import LONGEST

BELOW = Q(lead__isnull=True) | Q(lead__state=Lead.State.QUIET)
HALF_A_DAY = timedelta(hours=12)
LABELLERS = 2  # people who look at one message, so that it is known how far they agree


def below_on(pack: str, day: date) -> list[int]:
    """Messages said on a local day of which nobody was warned."""
    first = timezone.make_aware(datetime.combine(day, time.min))
    said = Message.objects.filter(
        BELOW, recalled_at__isnull=True, source__pack=pack, said_at__gte=first, said_at__lt=first + timedelta(days=1)
    )
    return list(said.order_by("pk").values_list("pk", flat=True))


def to_label(by: str, passed: Sequence[int] = ()) -> Sampled | None:
    """The next message this person may label: first what nobody looked at, doubtful ones before drawn ones; then what
    one other person looked at. Those in `passed` are passed over."""
    mine = Label.objects.filter(message=OuterRef("message"), by=by, how=Label.How.SAMPLE)
    waiting = Sampled.objects.filter(~Exists(mine)).exclude(pk__in=passed)
    hands = Count("message__labels", filter=Q(message__labels__how=Label.How.SAMPLE))
    rows = (
        waiting.annotate(hands=hands)
        .filter(hands__lt=LABELLERS)
        .select_related("message__group", "message__source", "draw")
    )
    return rows.order_by("hands", "-why", "pk").first()


def left_to_label(by: str) -> tuple[int, int]:
    """How many nobody looked at, and how many wait for this person as the second."""
    mine = Q(message__labels__by=by, message__labels__how="sample")
    rows = Sampled.objects.annotate(
        hands=Count("message__labels", filter=Q(message__labels__how=Label.How.SAMPLE)),
        own=Count("message__labels", filter=mine),
    )
    found = rows.aggregate(first=Count("pk", filter=Q(hands=0)), second=Count("pk", filter=Q(hands=1, own=0)))
    return found["first"], found["second"]


def message_by_id(key: int) -> Message | None:
    return Message.objects.select_related("group", "source").filter(pk=key).first()


def thread_before(message: Message, most: int = LONGEST) -> list[Message]:
    """What its group said before it within half a day, the oldest first."""
    if message.group_id is None:
        return []
    before = Message.objects.filter(
        recalled_at__isnull=True,
        group=message.group_id,
        said_at__range=(message.said_at - HALF_A_DAY, message.said_at),
    ).exclude(pk=message.pk)
    earlier = before.filter(Q(said_at__lt=message.said_at) | Q(pk__lt=message.pk))
    return list(earlier.order_by("-said_at", "-pk")[:most])[::-1]


def labels_of(message: Message) -> QuerySet[Label]:
    return Label.objects.filter(message=message).order_by("at")
