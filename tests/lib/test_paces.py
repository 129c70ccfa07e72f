"""A pace lets a burst pass at once, then the steady flow, for each by themselves."""

from jishiyu.lib.paces import Paces


def allowed(paces: Paces, who: object, now: float) -> bool:
    return paces.allows(who, a_second=1, burst=10, now=now)


def test_a_burst_passes_at_once_and_then_the_steady_flow() -> None:
    paces = Paces()
    assert [allowed(paces, "one", 0) for _ in range(11)] == [True] * 10 + [False]
    assert not allowed(paces, "one", 0.5)
    assert allowed(paces, "two", 0.5), "another has their own"
    assert allowed(paces, "one", 1.6)
    assert not allowed(paces, "one", 1.7)
    assert [allowed(paces, "one", 999) for _ in range(11)] == [True] * 10 + [False], "no more than a burst gathers"


def test_whoever_was_quiet_longest_is_forgotten_first() -> None:
    paces = Paces(most_kept=2)
    for _ in range(10):
        allowed(paces, "busy", 0)
    allowed(paces, "quiet", 0)
    allowed(paces, "busy", 0)
    allowed(paces, "third", 0)
    assert not allowed(paces, "busy", 0.1)
    assert len(paces._kept) == 2
