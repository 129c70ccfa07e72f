"""Errands of this room: telling those who hold a post."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jishiyu.ledger.jobs import does
from jishiyu.notices.actions import tell
from jishiyu.registry.models import Officer, Post


@does("ledger.broken")
def tell_auditors(data: Mapping[str, Any], at: datetime) -> None:
    """The ledger was found not to hold: whoever audits hears of it at once. The same fault is told once a day."""
    auditors = Officer.objects.filter(post=Post.AUDIT_ADMIN, is_active=True)
    tell(
        [officer.actor for officer in auditors],
        key=f"ledger.broken:{at:%Y%m%d}:{data['first'][:60]}",
        kind="ledger_broken",
        params={"title": data["first"][:80]},
        link="/console/audit/",
        urgent=True,
        at=at,
    )
