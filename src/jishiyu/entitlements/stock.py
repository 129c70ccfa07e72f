"""What a home and an institution must say of themselves. No database."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishiyu.lib.refused import Refused

Text = tuple[str, str, int]  # column, what it says, how long it may be
CODE, NAME, ADDRESS, SHORT, NOTE = 40, 80, 120, 20, 200
MOST_AREA, MOST_ROOMS, MOST_RENT, MOST_PLACES = (
    100_000,
    20,
    10_000_000,
    100_000,
)  # 1,000 m², rooms, 100,000 yuan, places


@dataclass(frozen=True, slots=True)
class HomeDraft:
    """A home as a form or a file describes it; area in 0.01 m², rent in fen a month."""

    code: str
    division: str
    address: str
    area: int
    rooms: int
    rent: int
    building: str = ""
    floor: str = ""
    accessible: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionDraft:
    """An institution as a form describes it. `services` are words of the office for what it offers."""

    code: str
    name: str
    division: str
    capacity: int
    services: tuple[str, ...] = ()
    phone: str = ""
    active: bool = True


def check_home(draft: HomeDraft) -> None:
    """Raises Refused: column_empty, text_too_long, number_out_of_bounds."""
    texts = (("房源编号", draft.code, CODE), ("地址", draft.address, ADDRESS))
    _texts(texts, (("楼栋", draft.building, CODE), ("楼层", draft.floor, SHORT), ("备注", draft.note, NOTE)))
    _number("建筑面积", draft.area, 1, MOST_AREA)
    _number("居室", draft.rooms, 0, MOST_ROOMS)
    _number("月租金", draft.rent, 0, MOST_RENT)


def check_institution(draft: InstitutionDraft) -> None:
    """Raises Refused: column_empty, text_too_long, number_out_of_bounds."""
    services = [("服务内容", one, SHORT) for one in draft.services]
    _texts((("机构编号", draft.code, CODE), ("名称", draft.name, NAME)), [("电话", draft.phone, CODE), *services])
    _number("名额", draft.capacity, 0, MOST_PLACES)


def _texts(needed: Sequence[Text], others: Sequence[Text]) -> None:
    for column, text, _ in needed:
        if not text.strip():
            raise Refused("column_empty", column=column)
    for column, text, most in (*needed, *others):
        if len(text) > most:
            raise Refused("text_too_long", column=column, most=most)


def _number(column: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refused("number_out_of_bounds", column=column)
