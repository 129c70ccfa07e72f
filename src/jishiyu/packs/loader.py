"""Reads the packs named in the settings and hands what they declare to the engines."""

from collections.abc import Iterable
from importlib import import_module

from jishiyu.casework.kinds import declare_kind
from jishiyu.entitlements.kinds import declare_scheme
from jishiyu.packs.sdk import Pack
from jishiyu.registry.kinds import declare_role
from jishiyu.sensing.kinds import declare_lexicon
from jishiyu.sensing.learning.shelf import declare_model

_loaded: dict[str, Pack] = {}


def load(codes: Iterable[str]) -> None:
    """Import jishiyu_packs.<code>.pack for each code and declare what it says. Loading twice changes nothing."""
    for code in codes:
        if code in _loaded:
            continue
        pack: Pack = import_module(f"jishiyu_packs.{code}.pack").pack
        if pack.code != code:
            raise ValueError(f"the pack in folder {code!r} calls itself {pack.code!r}")
        for role in pack.roles:
            declare_role(role)
        for kind in pack.kinds:
            declare_kind(kind)
        for scheme in pack.schemes:
            declare_scheme(scheme)
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
