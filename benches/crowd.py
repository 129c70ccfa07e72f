"""Many clients at once, and what the processes they keep busy use."""

import threading
from collections.abc import Callable, Sequence

import postgres

CLIENTS = 8


def together(deeds: Sequence[Callable[[], None]]) -> None:
    """Do all at once; an error in one is an error of all."""
    troubles: list[BaseException] = []

    def guarded(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=guarded, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]


def cpu(pid: int) -> float:
    return postgres.cpu_seconds(postgres.family(pid))


def quantile(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] * 1000
