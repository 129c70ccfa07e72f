"""What waits in the stream."""

from django.db.models import QuerySet

from jishiyu.sensing.models import Inbox


def waiting() -> int:
    """Messages acknowledged and not yet judged."""
    return Inbox.objects.filter(trouble="").count()


def set_aside() -> QuerySet[Inbox]:
    return Inbox.objects.exclude(trouble="").select_related("source").order_by("-received_at")
