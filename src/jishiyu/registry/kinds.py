"""What a pack may declare to the registry: the roles a duty can have, and what is known of those served."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jishiyu.lib.phrases import Phrase

Type = Literal["text", "code", "codes", "number", "money", "day", "truth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRole:
    """A role an officer can hold over a place, a subject, a chain or a project, e.g. power.area_manager (台区经理).

    `owns` names the kind of subject whose owner its holder is: directly, or by the cell, division, chain or project the
    subject lies in. `sole`: at most one officer holds it over one thing on any day.
    """

    code: str
    name: Phrase
    owns: str = ""  # resident, enterprise or household
    sole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One thing known of a subject, e.g. enterprise.trade (行业代码). Plain values, as they stand in Profile.values:
    text and code a string, codes a list of strings, number an integer or a float, money fen, day "2026-07-14", truth a
    boolean. What nobody knows has no value; it is not zero and not false.
    """

    code: str
    name: Phrase
    type: Type
    of: str = "enterprise"  # the kind of subject that has it
    unit: Phrase = ""  # in words, for reading
    options: Mapping[str, Phrase] = field(default_factory=dict)  # of a code list; none: any code goes
    tree: bool = False  # a code begins with the code of its wider class, as C2611 does with C26 and C
    until: str = ""  # the attribute that says through which day this one holds
    headings: Sequence[str] = ()  # how offices head its column
    alike: Mapping[str, str] = field(default_factory=dict)  # other words offices write for an option → its code
    listed: bool = False  # lists show it and can be narrowed by it
    over: str = ""  # of a code: a duty over "<over>:<value>", e.g. "chain:food", answers for whoever has that value
    reckon: Callable[[Mapping[str, object]], str | None] | None = None  # what other values say of it, by a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A part of the year in which one crop stands on a plot; `begins` is (month, day)."""

    code: str
    name: Phrase
    begins: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Which crops follow each other on a plot through the seasons of a year, e.g. 烤烟 + 水稻 + 草籽花."""

    code: str
    name: Phrase
    seasons: Sequence[Season]
    crops: Mapping[str, Phrase]
    cycle: Sequence[str]  # the crop of each season, in the order of the seasons


_roles: dict[str, DutyRole] = {}
_rotations: dict[str, Rotation] = {}
_attributes: dict[str, Attribute] = {}


def declare_role(role: DutyRole) -> None:
    """Make a role known; the loader calls this for every pack. Raises ValueError on a second one of that code."""
    if role.code in _roles and _roles[role.code] != role:
        raise ValueError(f"duty role {role.code} is declared twice")
    _roles[role.code] = role


def roles() -> dict[str, DutyRole]:
    return dict(_roles)


def owning(kind: str) -> list[str]:
    """Codes of roles that make their holder the owner of subjects of this kind."""
    return [role.code for role in _roles.values() if role.owns == kind]


def declare_attribute(attribute: Attribute) -> None:
    """Make an attribute known. Raises ValueError on a second one of that code."""
    if attribute.code in _attributes and _attributes[attribute.code] != attribute:
        raise ValueError(f"attribute {attribute.code} is declared twice")
    _attributes[attribute.code] = attribute


def attributes(of: str = "") -> dict[str, Attribute]:
    """All that packs declared, or those of one kind of subject, by code."""
    return {code: one for code, one in _attributes.items() if not of or one.of == of}


def declare_rotation(rotation: Rotation) -> None:
    """Make a rotation known. Raises ValueError on a second one of that code, or on a cycle that does not fit."""
    if rotation.code in _rotations and _rotations[rotation.code] != rotation:
        raise ValueError(f"rotation {rotation.code} is declared twice")
    if len(rotation.cycle) != len(rotation.seasons) or not set(rotation.cycle) <= rotation.crops.keys():
        raise ValueError(f"rotation {rotation.code}: a crop for each season, and each of them named")
    _rotations[rotation.code] = rotation


def rotations() -> dict[str, Rotation]:
    return dict(_rotations)
