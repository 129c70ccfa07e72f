"""The ways rules can be run here, one beside the other, so that examples are tried in each."""

import json
from collections.abc import Mapping, Sequence

from django.db import connection

from jishiyu.entitlements.examples import WAYS, Said, Way
from jishiyu.entitlements.rules import Household, Rules, plain
from jishiyu.entitlements.rules.sql import select

SOURCE = "SELECT key::int AS id, value AS facts FROM jsonb_each(%s::jsonb)"


def every_way() -> Mapping[str, Way]:
    """The ways by name; as SQL only where the database is PostgreSQL."""
    return {**WAYS, "SQL": by_sql} if connection.vendor == "postgresql" else WAYS


def by_sql(rules: Rules, households: Sequence[Household], outputs: Sequence[str]) -> list[Said]:
    """All households in one SELECT of the database."""
    facts = {str(number): plain(rules.facts, one) for number, one in enumerate(households)}
    with connection.cursor() as cursor:
        cursor.execute(select(rules, outputs, SOURCE) + " ORDER BY f.id", [json.dumps(facts)])
        rows = [row[1:] for row in cursor.fetchall()]
    return [dict(zip(outputs, zip(row[::2], row[1::2], strict=True), strict=True)) for row in rows]
