"""The few functions of the language, on whole numbers and days: one place says how they round and count."""

from datetime import date


def half_up(top: int, bottom: int) -> int | None:
    """Top over bottom, to the nearest whole number, a half away from zero; None over 0."""
    if not bottom:
        return None
    size = (2 * abs(top) + abs(bottom)) // (2 * abs(bottom))
    return size if (top >= 0) == (bottom > 0) else -size


def down(top: int, bottom: int) -> int | None:
    """Top over bottom, to the whole number not above it; None over 0."""
    return top // bottom if bottom else None


def up(top: int, bottom: int) -> int | None:
    """Top over bottom, to the whole number not below it; None over 0."""
    return -(-top // bottom) if bottom else None


def years(start: date, end: date) -> int:
    """Whole years; see tree.Span."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def months(start: date, end: date) -> int:
    """Whole months; see tree.Span."""
    return 12 * (end.year - start.year) + end.month - start.month - (end.day < start.day)


def days(start: date, end: date) -> int:
    return (end - start).days


def step(table: tuple[int, ...], key: int) -> int | None:
    """The value for a number counted from 1; the last stands for more; None below 1."""
    return table[min(key, len(table)) - 1] if key >= 1 else None


FRACTION = {"half_up": half_up, "down": down, "up": up}
SPAN = {"years": years, "months": months, "days": days}
