"""Imports and their rejected rows."""

from django.db.models import Prefetch, QuerySet

from jishiyu.sensing.models import ImportRun, RejectedRow


def import_runs() -> QuerySet[ImportRun]:
    """Imports, the newest first, each with the `first_rejected` of its rows."""
    first = Prefetch("rejected", RejectedRow.objects.order_by("number")[:5], to_attr="first_rejected")
    return ImportRun.objects.select_related("source").prefetch_related(first).order_by("-started_at")


def import_run(run_id: int) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run_id).select_related("source").first()


def rejected(run: ImportRun) -> QuerySet[RejectedRow]:
    return RejectedRow.objects.filter(run=run).order_by("number")
