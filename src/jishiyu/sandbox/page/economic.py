"""Invented projects, chains, places and enterprises whose rows make the page's system 3 come true. Nobody is real."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

GROUPS = (  # group, how many, plan of the year (10,000 yuan), done through October in thousandths of it
    ("provincial_plan", 6, 1_260_000, 1158),
    ("provincial", 34, 3_180_000, 1013),
    ("city", 326, 5_740_000, 937),
)
OPENED, COMPLETED, INVESTED = 80, 36, 54_031_000_000_00  # of the year's projects; fen in all
CHAINS = (
    ("C1", "装备制造"), ("C2", "新材料"), ("C3", "电子信息"), ("C4", "食品加工"), ("C5", "轻工消费品"),
    ("C6", "中医药"), ("C7", "显示功能材料"), ("C8", "新能源"), ("C9", "现代物流"),
)  # fmt: skip
CHIEFS = 13
ABOVE_SCALE, NATIONAL, PROVINCIAL = 106, 9, 99
PLACES = (
    "430100", "430200", "430300", "430400", "430500", "430600", "430700", "430800", "430900", "431000", "431100",
    "431200", "431300", "433100",
)  # fmt: skip
HERE, WHOLE = "430500", "430000"
# own growth and the province's, in tenths of a percent, and the rank among the fourteen
INDICATORS = (
    ("value_added", 70, 70, 8), ("electricity", 69, 31, 3), ("industrial_investment", 210, 152, 7), ("gdp", 48, 48, 6),
    ("investment", 82, 76, 5), ("high_tech_investment", 231, 205, 4), ("retail", 27, 24, 6), ("trade", 312, 266, 5),
    ("foreign_capital", 88, 104, 9), ("budget", 121, 98, 3), ("tax", 64, 71, 9), ("services", 103, 96, 6),
    ("deposits", 119, 112, 5), ("loans", 138, 145, 8), ("urban_income", 51, 55, 10), ("rural_income", 66, 66, 7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Project:
    """One project: its plan of the year and ten months of work, in 10,000 yuan; `total` in fen where the page counts
    it."""

    code: str
    name: str
    group: str
    plan: int
    months: Sequence[int]
    opened: bool = False
    completed: bool = False
    total: int | None = None


def projects(rng: Random) -> list[Project]:
    """All 366, a group's sums exactly as the page has them."""
    found: list[Project] = []
    count = sum(many for _, many, _, _ in GROUPS)
    fresh = rng.sample(range(count), OPENED + COMPLETED)
    opened, completed = set(fresh[:OPENED]), set(fresh[OPENED:])
    totals = dict(zip(fresh, split(rng, INVESTED // 1_000_000, len(fresh)), strict=True))
    for group, many, plan, permille in GROUPS:
        plans, done = split(rng, plan, many), split(rng, plan * permille // 1000, many)
        for place in range(many):
            number = len(found)
            found.append(
                Project(
                    code=f"P{number + 1:03d}",
                    name=f"样本项目{number + 1:03d}",
                    group=group,
                    plan=plans[place],
                    months=split(rng, done[place], 10),
                    opened=number in opened,
                    completed=number in completed,
                    total=totals[number] * 1_000_000 if number in totals else None,
                )
            )
    return found


def split(rng: Random, whole: int, many: int) -> list[int]:
    """A whole in so many parts, none nought, that add up to it."""
    weights = [rng.uniform(0.6, 1.4) for _ in range(many)]
    parts = [max(int(whole * weight / sum(weights)), 1) for weight in weights]
    parts[-1] += whole - sum(parts)
    return parts


def amounts(rng: Random, own: int, rank: int) -> dict[str, int]:
    """Growth of the fourteen places such that ours has this rank and shares it with nobody."""
    others = [place for place in PLACES if place != HERE]
    rng.shuffle(others)
    step = rng.randint(2, 5)
    above = {place: own + step * (number + 1) for number, place in enumerate(others[: rank - 1])}
    below = {place: own - step * (number + 1) for number, place in enumerate(others[rank - 1 :])}
    return {HERE: own, **above, **below}
