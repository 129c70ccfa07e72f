"""Commands by which an office starts for real: units, officers, sources."""

import argparse
import getpass
import sys
from collections.abc import Callable

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post, Unit
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Source

BY = "system:command-line"
SHORTEST_PASSWORD = 10

Add = Callable[..., argparse.ArgumentParser]


def add_to(add: Add) -> None:
    unit = add("unit", help="add: make a unit that can be given tasks")
    unit.add_argument("what", choices=["add"], help="what to do")
    unit.add_argument("code", help="short and lasting, e.g. station-3")
    unit.add_argument("--name", required=True, help="as its people call it")
    unit.add_argument("--division", help="code of the division it answers in")
    unit.add_argument("--centre", action="store_true", help="it dispatches for others")
    unit.set_defaults(command=_unit)

    officer = add("officer", help="add an account, or set its password (asked for, or from standard input)")
    officer.add_argument("what", choices=["add", "password"], help="what to do")
    officer.add_argument("username", help="what they sign in with")
    officer.add_argument("--name", help="as colleagues call them")
    officer.add_argument("--post", choices=Post.values, default=Post.OFFICER, help="what they may do")
    officer.add_argument("--unit", help="code of the unit")
    officer.set_defaults(command=_officer)

    key = add("key", help="make or end a key with which another system acts as an officer; prints it this once")
    key.add_argument("what", choices=["make", "end"], help="what to do")
    key.add_argument("username", help="of the officer; to end a key, its name: the part between jsy_ and the next _")
    key.add_argument("--label", default="", help="which system gets it")
    key.set_defaults(command=_key)

    source = add("source", help="add: open a door for messages; prints its secrets this once")
    source.add_argument("what", choices=["add"], help="what to do")
    source.add_argument("code", help="the last part of its address, /in/CODE/")
    source.add_argument("--name", required=True, help="as pages show it")
    source.add_argument("--pack", required=True, help="service line that judges its messages")
    source.add_argument("--unit", required=True, help="code of the unit it belongs to")
    source.add_argument("--division", help="home of what names no place")
    source.add_argument("--door", choices=Source.Door.values, default=Source.Door.WEBHOOK, help="how it speaks to us")
    source.add_argument(
        "--secret", action="append", default=[], metavar="NAME=…", help="a secret its platform made; may be repeated"
    )
    source.set_defaults(command=_source)


def _unit(chosen: argparse.Namespace) -> int:
    registry.make_unit(
        chosen.code, chosen.name, division_code=chosen.division, is_centre=chosen.centre, by=BY, at=timezone.now()
    )
    return 0


def _officer(chosen: argparse.Namespace) -> int:
    now = timezone.now()
    if chosen.what == "add":
        unit = _unit_of(chosen.unit) if chosen.unit else None
        registry.make_officer(
            chosen.username,
            chosen.name or chosen.username,
            post=chosen.post,
            unit_id=unit.pk if unit else None,
            by=BY,
            at=now,
        )
        print(f"{chosen.username} is there; now: jishiyu officer password {chosen.username}")
        return 0
    officer = Officer.objects.filter(username=chosen.username).first()
    if officer is None:
        raise Refused("officer_unknown", username=chosen.username)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_too_short", least=SHORTEST_PASSWORD)
    registry.set_password(officer.pk, password, by=BY, at=now)
    return 0


def _key(chosen: argparse.Namespace) -> int:
    now = timezone.now()
    if chosen.what == "end":
        registry.end_key(chosen.username, by=BY, at=now)
        return 0
    officer = Officer.objects.filter(username=chosen.username, is_active=True).first()
    if officer is None:
        raise Refused("officer_unknown", username=chosen.username)
    print(registry.make_key(officer.pk, chosen.label, by=BY, at=now)[1])
    return 0


def _source(chosen: argparse.Namespace) -> int:
    unit = _unit_of(chosen.unit)
    _, named = sensing.open_door(
        chosen.code,
        chosen.name,
        door=chosen.door,
        given=dict(_pair(one) for one in chosen.secret),
        pack=chosen.pack,
        unit_id=unit.pk,
        division_code=chosen.division,
        by=BY,
        at=timezone.now(),
    )
    if chosen.door == Source.Door.WEBHOOK:
        print(f"POST /in/{chosen.code}/ signed with this secret, which is shown this once: {named['secret']}")
        return 0
    if chosen.door == Source.Door.DINGTALK_STREAM:
        print(f"{chosen.code} is heard by the workers, from now on. Its secrets, shown this once:")
    else:
        print(f"/in/{chosen.code}/ is open. Its secrets, shown this once:")
    for name, secret in named.items():
        print(f"  {name}: {secret}")
    return 0


def _pair(said: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not equals:
        raise Refused("secret_unreadable", said=name[:40])
    return name.strip(), value


def _unit_of(code: str) -> Unit:
    unit = Unit.objects.filter(code=code, active=True).first()
    if unit is None:
        raise Refused("unit_code_unknown", unit=code)
    return unit
