"""Money as it is kept and shown: whole fen (分) within, yuan with two places outside. No floats on the way."""


def yuan(fen: int) -> str:
    """1234567 → "12,345.67"; below nought with a minus."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def plain_yuan(fen: int) -> str:
    """1234567 → "12345.67", as files of banks have it."""
    return yuan(fen).replace(",", "")


def fen(said: str) -> int:
    """The other way: "12,345.6" → 1234560. Raises ValueError for what is no amount with at most two places."""
    whole, _, part = said.strip().replace(",", "").partition(".")
    sign = -1 if whole.startswith("-") else 1
    whole = whole[1:] if whole[:1] in ("-", "+") else whole
    if not (whole.isascii() and whole.isdigit()) or len(part) > 2 or (part and not (part.isascii() and part.isdigit())):
        raise ValueError(f"{said[:30]!r} is no amount of money")
    return sign * (int(whole) * 100 + int(part.ljust(2, "0")))
