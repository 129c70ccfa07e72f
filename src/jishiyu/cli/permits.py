"""The command `jishiyu permit`: the public key, verifying without a network, and the list of those revoked."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jishiyu.entitlements import permits
from jishiyu.entitlements.queries import awards
from jishiyu.lib.refused import Refused


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("permit", help="key: print the public key; verify: read a permit without a network; revoked: a list")
    command.add_argument("what", choices=["key", "verify", "revoked"], help="what to do")
    command.add_argument("text", nargs="?", default="", help="what the QR says, for verify")
    command.add_argument("--key", metavar="FILE", help="the public key; else that of this installation")
    command.add_argument("--subject", default="", help="what was read on the spot, e.g. the plate, to compare")
    command.add_argument("--revoked", metavar="FILE", help="the list of those revoked, a number a line")
    command.add_argument("--day", metavar="DAY", help="instead of today, like 2026-07-14")
    command.set_defaults(command=_permit)


def _permit(chosen: argparse.Namespace) -> int:
    """verify: 0 when the permit holds, 1 when it does not, saying why."""
    try:
        day = date.fromisoformat(chosen.day) if chosen.day else timezone.localdate()
    except ValueError:
        raise Refused("day_unreadable", day=chosen.day[:20]) from None
    if chosen.what == "key":
        print(permits.public_key(settings.JISHIYU_PERMIT_KEY))
        return 0
    if chosen.what == "revoked":
        print("\n".join(awards.revoked_numbers(day)))
        return 0
    return _verify(chosen, day)


def _verify(chosen: argparse.Namespace, day: date) -> int:
    try:
        key = Path(chosen.key).read_text() if chosen.key else permits.public_key(settings.JISHIYU_PERMIT_KEY)
        gone = Path(chosen.revoked).read_text().split() if chosen.revoked else []
        verdict, said = permits.judge(chosen.text, key, day, subject=chosen.subject, revoked=gone)
    except (OSError, ValueError) as trouble:
        print(f"jishiyu: {trouble}", file=sys.stderr)
        return 1
    print(verdict)
    if said is not None:
        print(f"{said.number} {said.mask} {said.scope} {said.valid_from} {said.valid_until}")
    return 0 if verdict == "valid" else 1
