"""Keeping account of a file: its rows, and what became of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.sensing.models import ImportRun, RejectedRow, Source


@transaction.atomic
def start_import(
    source: Source, file_name: str, sha256: str, header: Sequence[str], *, by: str, at: datetime
) -> ImportRun:
    run = ImportRun.objects.create(
        source=source, file_name=file_name[:200], sha256=sha256, header=list(header), by=by, started_at=at
    )
    ledger.record(f"import:{run.pk}", "started", by=by, at=at, data={"file": file_name, "sha256": sha256})
    return run


@transaction.atomic
def begin_import(
    source: Source, file_name: str, sha256: str, header: Sequence[str], *, by: str, at: datetime
) -> ImportRun:
    """Start the account of a file, or go on with the one that the same hand had opened for it and not ended."""
    open_ones = ImportRun.objects.select_for_update().filter(source=source, sha256=sha256, by=by)
    begun = open_ones.filter(finished_at__isnull=True).order_by("-pk").first()
    return begun or start_import(source, file_name, sha256, header, by=by, at=at)


def reject_rows(rows: Sequence[RejectedRow]) -> None:
    """Keep the rows that came back; of a run that is begun again, these alone."""
    RejectedRow.objects.filter(run__in={row.run_id for row in rows}).delete()
    RejectedRow.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def finish_import(run: ImportRun, rows: int, counts: Mapping[str, int], *, by: str, at: datetime) -> None:
    run.rows, run.counts, run.finished_at = rows, dict(counts), at
    run.save(update_fields=["rows", "counts", "finished_at"])
    ledger.record(f"import:{run.pk}", "finished", by=by, at=at, data={"rows": rows, "counts": dict(counts)})
