"""Personal fields of this installation, and when an account locks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings

from jishiyu.lib.sealed import Sealer

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})


@cache
def sealer() -> Sealer:
    return Sealer(settings.JISHIYU_SEAL_KEY, settings.JISHIYU_INDEX_KEY)


def phone_digits(phone: str) -> str:
    """The digits by which a phone is found again: no spaces, no dashes, no country code."""
    digits = "".join(character for character in phone if character.isdigit())
    return digits[2:] if digits.startswith("86") and len(digits) == 13 else digits


def phone_index(phone: str) -> str:
    """The keyed blind index under which a phone is found again."""
    return sealer().index(phone_digits(phone))


def network_mark(network: str) -> str:
    """A keyed mark of a network (see lib.networks): equal for equal ones, and nobody reads the address off it."""
    return sealer().index(f"network {network}") if network else ""


@dataclass(frozen=True, slots=True)
class Lock:
    """Failures so far and until when the account is locked."""

    failures: int = 0
    locked_until: datetime | None = None


def is_locked(lock: Lock, at: datetime) -> bool:
    return lock.locked_until is not None and at < lock.locked_until


def after_failure(lock: Lock, at: datetime) -> Lock:
    """One more failure; the fifth locks the account and the count starts anew."""
    failures = lock.failures + 1
    return Lock(0, at + LOCKED_FOR) if failures >= MOST_FAILURES else Lock(failures, lock.locked_until)
