"""What a pack may declare to the registry: the roles a duty can have."""

from dataclasses import dataclass

from jishiyu.lib.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRole:
    """A role an officer can hold over a place, e.g. power.area_manager (台区经理)."""

    code: str
    name: Phrase


_roles: dict[str, DutyRole] = {}


def declare_role(role: DutyRole) -> None:
    """Make a role known; the loader calls this for every pack. Raises ValueError on a second one of that code."""
    if role.code in _roles and _roles[role.code] != role:
        raise ValueError(f"duty role {role.code} is declared twice")
    _roles[role.code] = role


def roles() -> dict[str, DutyRole]:
    return dict(_roles)
