"""The page of those to whom something is due: it explains, invites, writes letters, and refuses who keeps nothing."""

import pytest

from jishiyu.ledger.models import Entry
from tests.cast import Cast
from tests.console.conftest import As
from tests.entitlements.schemes import Aid
from tests.entitlements.test_due import RENT, found


def test_the_page_lists_explains_invites_and_writes_letters(cast: Cast, aid: Aid, signed_in: As) -> None:
    rows = [found(cast, number) for number in range(2)]
    keeper = signed_in(aid.keeper)
    page = keeper.get(f"/console/due/?scheme={RENT}&why={rows[0].pk}").content.decode()
    assert "208.00" in page and "试行办法第八条" in page and "居民" not in page
    said = {"row": [row.pk for row in rows], "channel": "letter", "keep": "state=invited"}
    told = keeper.post("/console/due/invite/", said, follow=True).content.decode()
    assert "Invited 2" in told
    letters = keeper.get(f"/console/due/letters.docx?scheme={RENT}")
    assert letters.content[:2] == b"PK"
    assert Entry.objects.filter(act="contact_seen", by=aid.keeper.actor).count() == 2


@pytest.mark.parametrize("who", ["stranger", "head", "leader"])
def test_who_does_not_keep_the_scheme_invites_nobody(cast: Cast, aid: Aid, signed_in: As, who: str) -> None:
    row = found(cast)
    client = signed_in(cast.leader if who == "leader" else getattr(aid, who))
    client.post("/console/due/invite/", {"row": row.pk, "channel": "letter"})
    row.refresh_from_db()
    assert row.state == "found"
    assert (row.household.number in client.get("/console/due/").content.decode()) == (who != "stranger")
