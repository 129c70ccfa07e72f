"""Letters made up here, of three subjects, in many wordings; as written, and cut into words as some offices do."""

import random

from jishiyu.sensing.letters.rows import Row

LABOUR, TRANSPORT, SCHOOL = "劳动和社会保障", "交通运输", "夜校"
PLACES = ("城东", "河西", "北塘", "南岭", "老街", "新区", "石桥", "柳林", "茶亭", "枫树湾")
MATTERS = {
    LABOUR: (
        ("工厂", "拖欠", "工资"), ("社保", "没有", "缴纳"), ("养老金", "少", "发"), ("工伤", "不给", "认定"),
        ("退休", "手续", "拖延"), ("加班", "工资", "不付"),
    ),
    TRANSPORT: (
        ("公交车", "不", "停站"), ("出租车", "绕路", "乱收费"), ("客运", "班车", "停运"), ("公路", "塌方", "难行"),
        ("红绿灯", "坏", "了"), ("地铁", "施工", "堵车"),
    ),
    SCHOOL: (
        ("夜校", "报名", "名额"), ("夜校", "老师", "缺课"), ("夜校", "教室", "漏雨"), ("夜校", "学费", "退还"),
        ("夜校", "结业证", "不发"), ("夜校", "课表", "改动"),
    ),
}  # fmt: skip
BODIES = ("请 领导 尽快 派人 查看", "已经 反映 多次 没有 结果", "希望 有关 部门 给 个 答复", "大家 都 很 着急")


def cut(seed: int, per_label: int = 36) -> list[tuple[str, str]]:
    """(label, words with spaces between) of different letters."""
    lot = random.Random(seed)
    made = []
    for label, matters in MATTERS.items():
        for number in range(per_label):
            first = f"{lot.choice(PLACES)} {' '.join(matters[number % len(matters)])}"
            again = f"{_names(lot)} {lot.choice(PLACES)} {' '.join(lot.choice(matters))} {lot.choice(BODIES)}"
            made.append((label, f"{first} {again}"))
    return made


def _names(lot: random.Random) -> str:
    """Names that no other letter has, as every real letter has some."""
    return " ".join("".join(chr(lot.randrange(0x5000, 0x8F00)) for _ in range(3)) for _ in range(4))


def letters(seed: int = 1, per_label: int = 36) -> list[Row]:
    return [Row(label, words.replace(" ", "")) for label, words in cut(seed, per_label)]


def cut_letters(seed: int = 2, per_label: int = 36) -> list[Row]:
    return [Row(label, "", words) for label, words in cut(seed, per_label)]
