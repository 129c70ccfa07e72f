"""Reads the packs named in the settings and hands what they declare to the engines."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

from jishiyu.casework.kinds import declare_kind
from jishiyu.entitlements.kinds import declare_scheme
from jishiyu.outreach.advising import declare_advice
from jishiyu.outreach.kinds import (
    declare_document,
    declare_gathering,
    declare_liaison,
    declare_outcome,
    declare_residency,
    declare_visiting,
)
from jishiyu.packs.sdk import Pack
from jishiyu.programmes.kinds import declare_programme, declare_series
from jishiyu.registry.kinds import declare_attribute, declare_role, declare_rotation
from jishiyu.sensing.kinds import declare_lexicon
from jishiyu.sensing.learning.shelf import declare_model

DECLARED: Sequence[tuple[str, Callable[[Any], None]]] = (  # a pack's field, and who takes each thing in it
    ("roles", declare_role),
    ("attributes", declare_attribute),
    ("rotations", declare_rotation),
    ("advice", declare_advice),
    ("kinds", declare_kind),
    ("schemes", declare_scheme),
    ("outcomes", declare_outcome),
    ("gatherings", declare_gathering),
    ("residencies", declare_residency),
    ("visiting", declare_visiting),
    ("series", declare_series),
    ("programmes", declare_programme),
    ("liaisons", declare_liaison),
    ("documents", declare_document),
)
_loaded: dict[str, Pack] = {}


def load(codes: Iterable[str]) -> None:
    """Import jishiyu_packs.<code>.pack for each code and declare what it says. Loading twice changes nothing."""
    for code in codes:
        if code in _loaded:
            continue
        pack: Pack = import_module(f"jishiyu_packs.{code}.pack").pack
        if pack.code != code:
            raise ValueError(f"the pack in folder {code!r} calls itself {pack.code!r}")
        for field, declare in DECLARED:
            for thing in getattr(pack, field):
                declare(thing)
        if pack.lexicon:
            declare_lexicon(code, pack.lexicon)
        if pack.model:
            declare_model(code, pack.model)
        _loaded[code] = pack


def packs() -> list[Pack]:
    """Loaded packs in the order the settings name them."""
    return list(_loaded.values())


def answering() -> list[Pack]:
    """Those that have kinds of case to answer for; a pack may speak of entitlements alone."""
    return [pack for pack in packs() if pack.kinds]


def hearing() -> list[Pack]:
    """Those that hear messages."""
    return [pack for pack in packs() if pack.lexicon]
