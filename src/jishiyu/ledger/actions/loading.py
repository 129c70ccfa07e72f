"""Loading rows by the hundred thousand, for history that is made or moved in: by COPY on PostgreSQL."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models

from jishiyu.ledger.actions.recording import Deed, link_after
from jishiyu.ledger.chain import GENESIS, digest
from jishiyu.ledger.models import Entry, Head
from jishiyu.ledger.seals import seal_of_head

ENTRY = ("subject", "version", "act", "by", "at", "before", "after", "data", "algorithm", "previous", "hash")
HEAD = ("subject", "version", "hash", "seal")
Row = Sequence[Any]


def load_deeds(deeds: Sequence[Deed]) -> None:
    """Chains of subjects the ledger does not know yet, each deed with its own `at` and `by`, in one go."""
    algorithm: str = settings.JISHIYU_HASH
    key: str = settings.JISHIYU_LEDGER_KEY
    tips: dict[str, tuple[int, str]] = {}
    entries: list[Row] = []
    for deed in deeds:
        if deed.at is None or not deed.by:
            raise ValueError(f"{deed.subject}: {deed.act} says not when or by whom")
        version, previous = tips.get(deed.subject, (0, GENESIS))
        link = link_after(deed, version, previous, by=deed.by, at=deed.at)
        tips[deed.subject] = (link.version, digest(link, algorithm))
        said = (link.before, link.after, link.data)
        entries.append(
            (link.subject, link.version, link.act, link.by, link.at, *said, algorithm, previous, tips[deed.subject][1])
        )
    load(Entry, ENTRY, entries)
    heads = [
        (subject, version, tip, seal_of_head(subject, version, tip, key=key, algorithm=algorithm))
        for subject, (version, tip) in tips.items()
    ]
    load(Head, HEAD, heads)


def load_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table as they are. Rows with a key keep it; without, the table gives them theirs.

    Nothing is returned, no key is set: what others must name comes with its key.
    """
    if rows:
        model, keyed = type(rows[0]), rows[0].pk is not None
        names = [field.attname for field in model._meta.concrete_fields if keyed or not field.primary_key]
        load(model, names, [[getattr(row, name) for name in names] for row in rows])


def load(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """The same for bare values of named fields; fields that are not named must have no say."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(fields[name].column or name) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor != "postgresql":
        places = ", ".join(["%s"] * len(names))
        prepared = _prepared([fields[name] for name in names], rows)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", prepared)  # noqa: S608
        return
    as_json = [place for place, name in enumerate(names) if isinstance(fields[name], models.JSONField)]
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as sink:
        for row in rows:
            if as_json:
                row = list(row)
                for place in as_json:
                    row[place] = msgspec.json.encode(row[place]).decode()
            sink.write_row(row)


AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


def _prepared(fields: Sequence[Any], rows: Sequence[Row]) -> list[list[Any]]:
    """Values as a database without COPY wants them; most are wanted as they are."""
    kept = {date: str, bool: bool}
    turned = [(place, field) for place, field in enumerate(fields) if not isinstance(field, AS_IT_IS)]
    prepared = [list(row) for row in rows]
    for values in prepared:
        for place, field in turned:
            value = values[place]
            turn = kept.get(type(value))
            values[place] = turn(value) if turn else field.get_db_prep_save(value, connection)
    return prepared


def go_on_counting(*tables: type[models.Model]) -> None:
    """After rows came in with keys: the next key a table gives is higher than all."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
