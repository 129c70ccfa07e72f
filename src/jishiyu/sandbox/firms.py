"""Invented enterprises: names put together by chance, codes of a county that does not exist, numbers that agree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from stdnum.cn import uscc

from jishiyu.registry.kinds import attributes
from jishiyu.registry.profiles import Plain, Said
from jishiyu.sandbox import people

COUNTY = "99"  # no county's number, so that no code is of a real enterprise
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST = "启恒鑫瑞德宏博远嘉诚金隆华顺泰安广汇盛锦康达永兴福源长裕万新立信同益百川正天亿弘聚和"
SECOND = "元泰源盛辉达通利丰成业茂昌升耀邦尚格腾宇航科创联众合润泽晟景铭朗凯捷锐拓翔奥"
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "有限公司", "有限公司")
TRADES: Mapping[str, tuple[int, tuple[str, ...]]] = {  # two or four digits: how often, and what names say
    "A01": (3, ("农业开发", "种植", "生态农业", "果业")),
    "A03": (2, ("牧业", "养殖", "生态养殖")),
    "B10": (1, ("矿业", "石料")),
    "C13": (4, ("食品加工", "粮油", "米业", "油脂")),
    "C14": (3, ("食品", "饮食品")),
    "C17": (1, ("纺织",)),
    "C18": (2, ("服饰", "服装")),
    "C19": (4, ("箱包", "皮具", "鞋业")),
    "C24": (4, ("打火机", "工艺品", "体育用品")),
    "C26": (2, ("化工", "新材料", "精细化工")),
    "C29": (2, ("塑业", "橡塑")),
    "C30": (3, ("建材", "水泥制品", "陶瓷")),
    "C33": (3, ("金属制品", "五金", "小五金")),
    "C34": (3, ("机械", "通用设备", "轴承")),
    "C35": (3, ("智能装备", "工程机械", "专用设备")),
    "C38": (2, ("电气", "电机", "新能源科技")),
    "C39": (3, ("电子", "电子科技", "光电", "显示技术")),
    "D44": (1, ("能源", "热力")),
    "E47": (5, ("建筑工程", "建设", "建工")),
    "E50": (3, ("装饰工程", "装饰")),
    "F51": (14, ("贸易", "商贸", "供应链", "物资")),
    "F52": (16, ("百货", "商行", "汽车销售", "电器", "药房")),
    "G54": (4, ("物流", "运输", "货运")),
    "G5930": (1, ("仓储",)),
    "H61": (2, ("酒店", "宾馆")),
    "H62": (5, ("餐饮", "餐饮管理")),
    "I64": (2, ("网络科技", "互联网信息")),
    "I65": (3, ("软件", "信息技术", "数据服务")),
    "K7010": (2, ("房地产开发", "置业")),
    "K7020": (2, ("物业服务", "物业管理")),
    "L72": (6, ("企业管理咨询", "人力资源", "广告", "会展服务")),
    "M74": (3, ("工程设计", "检测技术", "勘测")),
    "N78": (1, ("环境服务", "园林")),
    "O80": (2, ("家政服务", "养老服务")),
    "P83": (1, ("教育咨询", "驾驶培训")),
    "R90": (1, ("文化传媒", "体育文化")),
}
PARKS = ("经济开发区", "高新技术产业园", "工业集中区", "循环经济产业园", "智能制造产业园")
CHAINS = ("先进装备", "特色轻工", "电子信息", "新材料", "食品加工", "中医药", "新能源", "发制品", "箱包皮具")
CHAIN_OF = {
    "C34": "先进装备", "C35": "先进装备", "C24": "特色轻工", "C33": "特色轻工", "C39": "电子信息", "C26": "新材料",
    "C13": "食品加工", "C14": "食品加工", "C38": "新能源", "C19": "箱包皮具",
}  # fmt: skip
ABOVE = {"B": "industry", "C": "industry", "D": "industry", "E": "construction", "F": "trade", "H": "lodging",
         "K": "estate"}  # fmt: skip
SPANS = {"micro": (1, 9), "small": (20, 120), "medium": (310, 800), "large": (1010, 3000)}
REVENUES = {"micro": (5, 95), "small": (1000, 1999), "medium": (6000, 18_000), "large": (80_000, 220_000)}
WAN = 1_000_000  # fen


def credit_code(rng: Random, city: str) -> str:
    """A code with the right check character, of an organisation registered nowhere."""
    body = f"91{city}{COUNTY}MA{''.join(rng.choices(LETTERS, k=7))}"
    return f"{body}{uscc.calc_check_digit(body)}"


def firms(count: int, places: Sequence[tuple[str, str]], *, city: str, today: date, seed: int) -> list[Said]:
    """So many different ones in these places, as (division code, short name)."""
    rng = Random(f"firms:{seed}")
    names, codes, made = set[str](), set[str](), list[Said]()
    trades, weights = list(TRADES), [often for often, _ in TRADES.values()]
    while len(made) < count:
        place, short = rng.choice(places)
        trade = rng.choices(trades, weights)[0]
        name = f"{short}{rng.choice(FIRST)}{rng.choice(SECOND)}{rng.choice(TRADES[trade][1])}{rng.choice(FORMS)}"
        code = credit_code(rng, city)
        if name in names or code in codes:
            continue
        names.add(name)
        codes.add(code)
        said = dict[str, Plain](values(rng, trade, today))
        if "enterprise.park" in said:
            said["enterprise.park"] = f"{short}{said['enterprise.park']}"
        made.append(
            Said(
                name=name,
                code=code,
                values=said,
                division_code=place,
                contact=people.name(rng),
                phone=f"1990{len(made):07d}",
            )
        )
    return made


def without_contact(one: Said) -> Said:
    """The same with nobody to ask for: phones of two makings would be the same."""
    return replace(one, contact="", phone="")


def values(rng: Random, trade: str, today: date) -> dict[str, Plain]:
    """What goes together: trade, size, heads, money, status."""
    size = rng.choices(list(SPANS), weights=(68, 26, 5, 1))[0]
    revenue = rng.randint(*REVENUES[size]) * WAN
    made: dict[str, Plain] = {
        "enterprise.trade": trade,
        "enterprise.employees": rng.randint(*SPANS[size]),
        "enterprise.revenue": revenue,
        "enterprise.assets": revenue * rng.randint(5, 15) // 10,
        "enterprise.taxes": revenue * rng.randint(1, 6) // 100,
        "enterprise.founded": _day(rng, today, 365, 9000),
        "enterprise.state": rng.choices(("running", "paused", "cancelled"), weights=(95, 4, 1))[0],
        "enterprise.ownership": rng.choices(("private", "state", "foreign", "household"), weights=(88, 4, 2, 6))[0],
    }
    reckon = attributes()["enterprise.size"].reckon
    found = reckon(made) if reckon else None
    if found:
        made["enterprise.size"] = found
    made |= _status(rng, trade, size, today)
    if trade in CHAIN_OF and rng.random() < 0.5:
        made["enterprise.chain"] = CHAIN_OF[trade]
    return made


def _status(rng: Random, trade: str, size: str, today: date) -> dict[str, Plain]:
    made: dict[str, Plain] = {}
    if size != "micro" and rng.random() < 0.22:
        made["enterprise.above_scale"] = ABOVE.get(trade[0], "services")
        made["enterprise.above_scale_since"] = _day(rng, today, 30, 3000)
    if trade[0] == "C" and rng.random() < 0.3:
        made["enterprise.park"] = rng.choice(PARKS)
    if trade[0] in "CIM" and rng.random() < 0.06:
        made["enterprise.high_tech"] = True
        made["enterprise.high_tech_until"] = _day(rng, today, -1000, 90)
    if trade[0] == "C" and rng.random() < 0.04:
        made["enterprise.specialised"] = rng.choices(("innovative", "specialised", "giant"), weights=(5, 4, 1))[0]
        made["enterprise.specialised_until"] = _day(rng, today, -1000, 90)
    return made


def _day(rng: Random, today: date, least: int, most: int) -> str:
    """A day between so many and so many days ago."""
    return (today - timedelta(days=rng.randint(least, most))).isoformat()
