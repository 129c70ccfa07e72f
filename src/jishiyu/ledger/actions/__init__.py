"""Every write of the ledger: recording a deed, sealing, and the life of an errand."""

from jishiyu.ledger.actions.errands import (
    LEASE,
    MOST_TRIES,
    errand,
    errands,
    finish_errands,
    finish_job,
    lease_errands,
    lease_job,
    put_off_errand,
    sweep_errands,
)
from jishiyu.ledger.actions.loading import go_on_counting, load, load_deeds, load_rows
from jishiyu.ledger.actions.recording import Deed, record, record_many
from jishiyu.ledger.actions.rows import insert_new, insert_rows, save_fields, update_rows
from jishiyu.ledger.actions.sealing import note_exported, note_verified, seal

__all__ = [
    "LEASE",
    "MOST_TRIES",
    "Deed",
    "errand",
    "errands",
    "finish_errands",
    "finish_job",
    "go_on_counting",
    "insert_new",
    "insert_rows",
    "lease_errands",
    "lease_job",
    "load",
    "load_deeds",
    "load_rows",
    "note_exported",
    "note_verified",
    "put_off_errand",
    "record",
    "record_many",
    "save_fields",
    "seal",
    "sweep_errands",
    "update_rows",
]
