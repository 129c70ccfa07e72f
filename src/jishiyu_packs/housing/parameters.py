"""What each town has set: one set of values for each, for the same clauses.

A ground that says "platform default" (平台缺省值) is no town's word: an office records its own value over it.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from jishiyu.packs.sdk import Valued

DEFAULT = "平台缺省值,以当地文件为准"
MINISTRY = "《公共租赁住房管理办法》(住房城乡建设部令第11号)"
QINGDAO = "青岛市公共租赁住房积分办法(2016)"

Given = int | str | Mapping[str, int] | Sequence[int]

COMMON: Mapping[str, tuple[Given, str]] = {
    "STANDARD_BY": ("head", DEFAULT),
    "MOST_AREA": (0, "未设户保障面积上限"),
    "AREA_KIND": ("built", DEFAULT),
    "ROUND_TO": (1, "计算到分"),
    "RENT_CAP": (0, "未设实付租金上限"),
    "MONTHS_CAP": ({}, "未设领取月数上限"),
    "ASSET_CEILING": (0, "未设财产限额"),
    "WORK_MONTHS": ({"newcomer": 6, "migrant": 12}, DEFAULT),
    "ELDER_AGE": (60, "《老年人权益保障法》第二条"),
    "WAIVER": (0, "未设租金减免"),
    "EMPTY_MOST": (6, f"{MINISTRY}第二十七条:连续6个月以上闲置"),
    "ARREARS_MOST": (6, f"{MINISTRY}第二十九条:累计6个月以上拖欠租金"),
    "POINTS_LINE": (1300, QINGDAO),
    "POINTS_INCOME": (920_00, QINGDAO),
    "SIZE_POINTS": ([500, 1000, 1500, 2000], f"{QINGDAO};每人5分,最高20分(分档为平台缺省值)"),
}


def values(since: date, ground: str, **given: Given | tuple[Given, str]) -> list[Valued]:
    """Values that hold from a day on, each with the town's ground or one of its own."""
    rows = []
    for name, one in given.items():
        value, why = one if isinstance(one, tuple) else (one, ground)
        rows.append(Valued(name, since, value, why))
    return rows


def town(since: date, ground: str, **given: Given | tuple[Given, str]) -> list[Valued]:
    """All values of a town: its own, and where it says nothing those common to all."""
    common = {name: pair for name, pair in COMMON.items() if name not in given}
    return values(since, ground, **common, **given)


ZIXING_PAGE = "资兴市住房保障(2022年报道所载)"

ZIXING = [
    *town(
        date(2014, 1, 1),
        DEFAULT,
        STANDARD=[1200],
        RATE={"destitute": 500, "dibao": 500, "low": 400, "middle": 400, "newcomer": 400, "migrant": 400},
        SHARE={"destitute": 100, "dibao": 100, "low": 100, "middle": 100, "newcomer": 100, "migrant": 100},
        INCOME_CEILING={"low": 1200_00, "middle": 1800_00, "newcomer": 1800_00, "migrant": 1800_00},
        WAIVER=(100, ZIXING_PAGE + ":重点保障对象全额免租"),
    ),
    *values(
        date(2019, 1, 1),
        ZIXING_PAGE,
        STANDARD=([1300], ZIXING_PAGE + ":人均13平方米"),
        RATE=(
            {"destitute": 600, "dibao": 600, "low": 500, "middle": 400, "newcomer": 400, "migrant": 400},
            ZIXING_PAGE + ":每平方米每月4元至6元",
        ),
        INCOME_CEILING=(
            {"low": 1500_00, "middle": 2400_00, "newcomer": 2400_00, "migrant": 2400_00},
            DEFAULT,
        ),
    ),
    *values(
        date(2022, 1, 1),
        DEFAULT,
        INCOME_CEILING={"low": 1600_00, "middle": 2600_00, "newcomer": 2600_00, "migrant": 2600_00},
        ASSET_CEILING=80_000_00,
    ),
]

YUZHONG_RULE = "重庆市渝中区公租房租赁补贴(2021)"

YUZHONG = town(
    date(2021, 1, 1),
    YUZHONG_RULE,
    STANDARD=([2000, 1500], YUZHONG_RULE + ":1人户20平方米,2人以上户每人15平方米"),
    MOST_AREA=(6000, YUZHONG_RULE + ":每户不超过60平方米"),
    RATE={"destitute": 2300, "dibao": 2300, "low": 2300},
    SHARE=({"destitute": 100, "dibao": 100, "low": 80}, YUZHONG_RULE + ":低保系数1.0,其他低收入0.8"),
    RENT_CAP=(100, YUZHONG_RULE + ":不超过实付租金"),
    INCOME_CEILING=({"low": 2000_00}, DEFAULT),
)

DAQING_RULE = "大庆市公租房租赁补贴"

DAQING = town(
    date(2019, 1, 1),
    DAQING_RULE,
    STANDARD_BY="household",
    STANDARD=([3000, 3500, 4000, 5000, 6000], DAQING_RULE + ":1至5人户30、35、40、50、60平方米"),
    RATE=(
        {"destitute": 1000, "dibao": 1000, "low": 1000, "middle": 1000, "newcomer": 1000, "migrant": 1000},
        "补贴基数:" + DEFAULT,
    ),
    SHARE=(
        {"destitute": 100, "dibao": 90, "low": 70, "middle": 30, "newcomer": 30, "migrant": 30},
        DAQING_RULE + ":特困100%、低保90%、低收入70%、中等偏下和外来务工30%",
    ),
    ROUND_TO=(100, "计算到元:" + DEFAULT),
    MONTHS_CAP=({"migrant": 60}, DAQING_RULE + ":外来务工累计不超过5年"),
    INCOME_CEILING=({"low": 1500_00, "middle": 2500_00, "newcomer": 3000_00, "migrant": 3000_00}, DEFAULT),
)

HUAINAN_RULE = "淮南市公租房租赁补贴(2019)"

HUAINAN = town(
    date(2019, 1, 1),
    HUAINAN_RULE,
    STANDARD=([1500], HUAINAN_RULE + ":人均15平方米"),
    RATE=(
        {"destitute": 800, "dibao": 800, "low": 800, "middle": 800, "newcomer": 800, "migrant": 800},
        HUAINAN_RULE + ":每平方米每月8元",
    ),
    SHARE=(
        {"destitute": 100, "dibao": 100, "low": 100, "middle": 80, "newcomer": 60, "migrant": 60},
        HUAINAN_RULE + ":低收入100%、中等偏下80%、新就业和外来务工60%",
    ),
    INCOME_CEILING=({"low": 1200_00, "middle": 2200_00, "newcomer": 2800_00, "migrant": 2800_00}, DEFAULT),
)

ZHUZHOU_RULE = "株洲市廉租住房租金补贴(旧)"

ZHUZHOU = town(
    date(2014, 1, 1),
    ZHUZHOU_RULE,
    STANDARD=([1000], ZHUZHOU_RULE + ":人均10平方米"),
    AREA_KIND=("usable", ZHUZHOU_RULE + ":按现住房使用面积"),
    RATE=({"destitute": 450, "dibao": 450, "low": 450}, ZHUZHOU_RULE + ":每平方米每月4.5元"),
    SHARE=({"destitute": 100, "dibao": 100, "low": 100}, ZHUZHOU_RULE),
    INCOME_CEILING=({"low": 1000_00}, DEFAULT),
)
