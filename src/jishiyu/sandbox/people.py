"""Invented people: names put together by chance, and numbers from a range kept for examples here."""

from random import Random

SURNAMES = "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "云山春秋水田石松竹梅兰禾苗禾雨露晴岚川河江湖桥路平安和顺民乐生根保福满圆月星光明亮红青白秀英芳莲菊桂香玉珍"


def name(rng: Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def phone(rng: Random) -> str:
    """An eleven-digit number that begins 1990000: none of a real person that we know of."""
    return f"1990000{rng.randrange(10_000):04d}"
