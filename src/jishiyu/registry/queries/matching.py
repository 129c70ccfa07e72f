"""What a list is compared with: the places its words mean, and who is known already of those it speaks of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from jishiyu.registry import people
from jishiyu.registry.merging import Known, Plan, plan
from jishiyu.registry.models import Division, Profile, Unit
from jishiyu.registry.profile_file import Remark, Row
from jishiyu.registry.profiles import Said

AT_ONCE = 400  # names of one statement
ENDINGS = re.compile(r"(街道办事处|街道|镇|乡|县|区|市)$")
T = TypeVar("T")


def planned(rows: Sequence[Row], kind: str) -> Plan:
    """What taking these rows in would change. Reads only."""
    return plan(rows, known(rows, kind))


def known(rows: Sequence[Row], kind: str) -> list[Known]:
    """Everybody in the registry who has one of these codes or names, with what is known of them."""
    codes = {row.said.code for row in rows if row.said.code}
    names = {row.said.name for row in rows if row.said.name}
    found: dict[int, Known] = {}
    for field, wanted in (("code", codes), ("name", names)):
        for some in _parts(sorted(wanted)):
            lines = Profile.objects.filter(kind=kind, **{f"{field}__in": some}).select_related("subject")
            found |= {one.pk: _known(one) for one in lines if one.pk not in found}
    # one of the same name under another code is known by its code too, so that a second list finds the same
    return list(found.values())


def _known(one: Profile) -> Known:
    seal = people.sealer()
    said = Said(
        name=one.name,
        code=one.code,
        values=one.values,
        division_code=one.subject.division_id,
        contact=seal.open(one.subject.name_sealed),
        phone=seal.open(one.subject.phone_sealed),
    )
    return Known(one.pk, said)


def _parts(some: Sequence[T]) -> Iterator[Sequence[T]]:
    return (some[start : start + AT_ONCE] for start in range(0, len(some), AT_ONCE))


def placed(rows: Sequence[Row]) -> list[Row]:
    """The same rows with the divisions their words mean; a place that nobody knows, or that may be several, is told
    and left out."""
    wanted = {row.place for row in rows if row.place}
    meant = _Places(_within()).all(wanted) if wanted else {}
    return [_placed(row, meant) for row in rows]


def _placed(row: Row, meant: Mapping[tuple[str, ...], str]) -> Row:
    if not row.place or row.aside:
        return row
    code = meant.get(row.place, "")
    if code:
        return replace(row, said=replace(row.said, division_code=code))
    return replace(row, remarks=(*row.remarks, Remark("place_unknown", value=" ".join(row.place)[:60])))


def _within() -> str:
    """The city an office deals with: that of its centre."""
    code = Unit.objects.filter(is_centre=True, active=True).order_by("pk").values_list("division_id", flat=True).first()
    return (code or "")[:4]


class _Places:
    """Counties and towns of the city by name, with and without their endings."""

    def __init__(self, within: str) -> None:
        self.codes: dict[str, str] = {}
        self.by_name: dict[str, list[str]] = {}
        rows = Division.objects.filter(code__startswith=within, level__in=(2, 3, 4)).order_by("code")
        for code, name in rows.values_list("code", "name"):
            self.codes[code] = name
            for said in {name, ENDINGS.sub("", name) if len(name) > 2 else name}:
                self.by_name.setdefault(said, []).append(code)

    def all(self, wanted: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
        return {words: self.one(words) for words in wanted}

    def one(self, words: Sequence[str]) -> str:
        """The code the words mean, each inside the one before; empty when nobody can say."""
        above = ""
        for said in words:
            found = self._named(said, above)
            if not found:
                return above if above and said != words[-1] else ""
            above = found
        return above

    def _named(self, said: str, above: str) -> str:
        bare = re.sub(r"\s", "", said)
        if bare.isdigit():
            return next((code for code in (bare, bare[:9], bare[:6]) if code in self.codes), "")
        for name in (bare, ENDINGS.sub("", bare)):
            fitting = [code for code in self.by_name.get(name, ()) if code.startswith(above)]
            if len(fitting) == 1:
                return fitting[0]
        inside = [(len(name), code) for name, codes in self.by_name.items() if len(name) > 2 and name in bare
                  for code in codes if code.startswith(above)]  # fmt: skip
        deepest = {code for length, code in inside if len(code) == max(len(other) for _, other in inside)}
        return deepest.pop() if len(deepest) == 1 else ""
