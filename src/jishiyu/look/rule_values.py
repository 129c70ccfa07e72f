"""Values of parameters as an office writes them: yuan, m², whole numbers, codes by their words; tables line by line."""

from decimal import Decimal, InvalidOperation
from typing import Any

from jishiyu.entitlements.rules import AREA, Measure, Parameter, Rules
from jishiyu.lib.refused import Refused
from jishiyu.look.rule_words import PER_AREA, code

YES, NO = ("yes", "true", "是", "有", "1"), ("no", "false", "否", "无", "0")


def read_value(rules: Rules, parameter: Parameter, said: str) -> Any:
    """A value as `rules.parameters.settled` takes it. A table by code has a line for each ("word value"), one by number
    its values in order. Raises Refused: value_wrong, naming what cannot be read."""
    parts = [line.strip() for line in said.replace("，", ",").replace("；", "\n").replace(";", "\n").splitlines()]
    lines = [line for line in parts if line]
    if parameter.by is None:
        if len(lines) != 1:
            raise Refused("value_wrong", why=said[:40])
        return _one(rules, parameter.measure, lines[0])
    if parameter.by.kind == "code":
        return dict(_row(rules, parameter, line) for line in lines)
    return [_one(rules, parameter.measure, part) for line in lines for part in line.split(",") if part.strip()]


def write_value(rules: Rules, parameter: Parameter) -> str:
    """The value in force as it would be written, to begin from."""
    value = rules.value(parameter.name)
    if not isinstance(value, tuple):
        return _written(rules, parameter.measure, value)
    each = [_written(rules, parameter.measure, one) for one in value]
    if parameter.by is None or parameter.by.kind != "code":
        return ", ".join(each)
    return "\n".join(f"{code(parameter.by, place, rules)} {one}" for place, one in enumerate(each))


def _row(rules: Rules, parameter: Parameter, line: str) -> tuple[str, Any]:
    by = parameter.by
    assert by is not None
    word, _space, value = line.replace(":", " ").replace("：", " ").rpartition(" ")
    return _code(rules, by, word.strip()), _one(rules, parameter.measure, value)


def _code(rules: Rules, by: Measure, word: str) -> str:
    named = {code(by, place, rules): one for place, one in enumerate(by.codes)} | {one: one for one in by.codes}
    if word not in named:
        raise Refused("value_wrong", why=word[:40])
    return named[word]


def _one(rules: Rules, measure: Measure, said: str) -> int | bool | str:
    said = said.strip()
    if measure.kind == "code":
        return _code(rules, measure, said)
    if measure.kind == "truth":
        if said.lower() not in (*YES, *NO):
            raise Refused("value_wrong", why=said[:40])
        return said.lower() in YES
    try:
        number = Decimal(said.replace(",", "")) * _times(measure)
    except InvalidOperation:
        raise Refused("value_wrong", why=said[:40]) from None
    if not number.is_finite() or number != int(number) or abs(number) > 10**13:
        raise Refused("value_wrong", why=said[:40])
    return int(number)


def _written(rules: Rules, measure: Measure, value: int | bool) -> str:
    if measure.kind == "code":
        return code(measure, int(value), rules)
    if measure.kind == "truth":
        return YES[3] if value else NO[2]
    return f"{Decimal(int(value)) / _times(measure):f}"


def _times(measure: Measure) -> int:
    """Money is written in yuan and kept in fen, area in m² and kept in hundredths, a rate in yuan a m²."""
    return 100 if measure.units in ((("fen", 1),), AREA.units, PER_AREA) else 1
