"""Reading the environment: typed, with a loud failure that names the variable."""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; say 1 or 0")


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}; say a whole number of at least {least}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def pairs(name: str) -> dict[str, str]:
    """Words by word, as kind=value,other=value."""
    found = dict(one.partition("=")[::2] for one in words(name))
    if not all(found.values()):
        raise ImproperlyConfigured(f"{name} is {text(name)!r}; say pairs like kind=value, separated by commas")
    return found


def percents(name: str, default: str) -> dict[str, int]:
    """Percents by word, as 80,some.kind=90: what stands alone holds for all, under the empty word."""
    found: dict[str, int] = {}
    for said in words(name, default):
        word, _, value = said.rpartition("=")
        if not value.strip().isdigit() or int(value) > 100:
            raise ImproperlyConfigured(f"{name} holds {said!r}; say percents like 80 or kind=80, separated by commas")
        found[word.strip()] = int(value)
    return found


def database(name: str, sqlite_file: str) -> dict[str, object]:
    """Django's database entry from postgresql://user:secret@host:port/name, or SQLite when the variable is empty.

    A PostgreSQL host may be given as ?host=/socket/folder.
    """
    address = text(name)
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sqlite_file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:secret@host:5432/name")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "jishiyu.config.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},  # a statement said twice is planned once
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
