"""Keys of officers for other systems: made once, kept as a hash, ended, locked after wrong tries."""

import pytest
from django.test import Client

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions, keys, queries
from jishiyu.registry.models import OfficerKey, Post
from tests.cast import BY, T0, Cast

pytestmark = pytest.mark.django_db


def knock(words: str) -> int:
    return Client(headers={"authorization": f"Bearer {words}"}).get("/api/cases/").status_code


def test_a_key_opens_the_door_and_only_its_hash_is_kept(cast: Cast) -> None:
    row, words = actions.make_key(cast.dispatcher.pk, "旧系统", by=cast.dispatcher.actor, at=T0)
    assert words.split("_", 2)[2] not in str(vars(row))
    assert knock(words) == 200
    row.refresh_from_db()
    assert row.last_used_on is not None
    entry = Entry.objects.get(act="key_made")
    assert entry.data == {"key": row.name, "label": "旧系统"}
    assert row.secret_hash not in str(entry.data)


def test_what_is_no_key_stays_outside(cast: Cast) -> None:
    row, words = actions.make_key(cast.dispatcher.pk, "", by=BY, at=T0)
    wrong = str(keys.Key(row.name, "A" * 43))
    assert [knock(said) for said in ("", "x", wrong, str(keys.make()), words[:-1])] == [401] * 5
    assert Client().get("/api/cases/").status_code == 401
    assert Client(headers={"authorization": f"Basic {words}"}).get("/api/cases/").status_code == 401


def test_the_fifth_wrong_secret_locks_the_key_for_a_while(cast: Cast) -> None:
    row, words = actions.make_key(cast.dispatcher.pk, "", by=BY, at=T0)
    other = actions.make_key(cast.caller.pk, "", by=BY, at=T0)[1]
    for _ in range(5):
        assert knock(str(keys.Key(row.name, "A" * 43))) == 401
    assert knock(words) == 401
    assert knock(other) == 200
    assert Entry.objects.filter(subject=f"sign-in:{row.name}", act="failed").count() == 5
    OfficerKey.objects.update(locked_until=T0)
    assert knock(words) == 200


def test_a_good_use_starts_the_count_of_failures_anew(cast: Cast) -> None:
    row, words = actions.make_key(cast.dispatcher.pk, "", by=BY, at=T0)
    for _ in range(3):
        for _ in range(4):
            knock(str(keys.Key(row.name, "A" * 43)))
        assert knock(words) == 200


def test_an_ended_key_and_the_key_of_a_closed_account_open_nothing(cast: Cast) -> None:
    row, words = actions.make_key(cast.dispatcher.pk, "", by=BY, at=T0)
    other = actions.make_key(cast.caller.pk, "", by=BY, at=T0)[1]
    actions.end_key(row.name, by=cast.dispatcher.actor, at=T0)
    cast.caller.is_active = False
    cast.caller.save()
    assert (knock(words), knock(other)) == (401, 401)
    with pytest.raises(Refused, match="key_unknown"):
        actions.end_key(row.name, by=cast.dispatcher.actor, at=T0)


def test_nobody_ends_the_key_of_another_but_the_security_administrator(cast: Cast) -> None:
    row, _ = actions.make_key(cast.dispatcher.pk, "", by=BY, at=T0)
    guard = actions.make_officer("anquan", "安全员", post=Post.SECURITY_ADMIN, by=BY, at=T0)
    for stranger in (cast.caller, cast.admin):
        with pytest.raises(Refused, match="key_unknown"):
            actions.end_key(row.name, by=stranger.actor, at=T0)
    assert list(queries.keys_for(cast.caller)) == []
    assert list(queries.keys_for(guard)) == [row]
    actions.end_key(row.name, by=guard.actor, at=T0)
    assert list(queries.keys_for(guard)) == []


def test_an_administrator_has_no_key_and_five_are_enough(cast: Cast) -> None:
    with pytest.raises(Refused, match="administrators_stay_apart"):
        actions.make_key(cast.admin.pk, "", by=BY, at=T0)
    for _ in range(5):
        actions.make_key(cast.caller.pk, "", by=BY, at=T0)
    with pytest.raises(Refused, match="too_many_keys"):
        actions.make_key(cast.caller.pk, "", by=BY, at=T0)
