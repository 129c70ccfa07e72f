"""Arithmetic of public division codes (GB/T 2260 and the statistics bureau's longer codes)."""

LENGTHS = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}  # digits of a code: province, city, county, town, village
_PARENT_LENGTH = {4: 2, 6: 4, 9: 6, 12: 9}

VILLAGE_ENDINGS = ("村民委员会", "居民委员会", "社区居委会", "社区居民委员会", "村委会", "居委会", "社区", "村")


def level_of(code: str) -> int:
    """1 province … 5 village. Raises ValueError for what is no division code."""
    if not code.isascii() or not code.isdigit() or len(code) not in LENGTHS:
        raise ValueError(f"{code!r} is no division code")
    return LENGTHS[len(code)]


def ancestors(code: str) -> list[str]:
    """Codes above this one, nearest first."""
    found = []
    while len(code) in _PARENT_LENGTH:
        code = code[: _PARENT_LENGTH[len(code)]]
        found.append(code)
    return found


def is_within(code: str, area: str) -> bool:
    """Whether a code is the area itself or lies inside it."""
    return code.startswith(area)


def bare_name(name: str) -> str:
    """A village's name without the ending by which lists call it: 复兴村委会 and 复兴社区 are both 复兴."""
    for ending in VILLAGE_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    return name
