"""How long 1,000 policies take over 37,279 enterprises, both ways, and a plain loop beside it:
`python benches/policy_matching.py`.

One process, SQLite. Enterprises are those of the sandbox, read out of the database as the product reads them; the rules
are drawn with a seed: two to five conditions over what packs declare, some joined by "or", some negated.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENTERPRISES, POLICIES, SAMPLE = 37_279, 1_000, 100
ONE_BY_ONE = 200  # enterprises asked for all policies, as their pages do


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JISHIYU_DATA"] = folder
        import django  # noqa: PLC0415  (after the settings are chosen)

        django.setup()
        prepare()


def prepare() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        fill()
        measure()
    finally:
        runner.teardown_databases(databases)


def fill() -> None:
    from django.utils import timezone  # noqa: PLC0415

    from jishiyu.registry import actions as registry  # noqa: PLC0415
    from jishiyu.sandbox import firms  # noqa: PLC0415
    from jishiyu.sandbox.enterprises import places  # noqa: PLC0415
    from jishiyu.sandbox.town import BY, CITY  # noqa: PLC0415

    now = timezone.now()
    registry.load_carried(by=BY, at=now)
    said = firms.firms(ENTERPRISES, places(), city=CITY, today=timezone.localdate(now), seed=1)
    registry.load_profiles(said, by=BY, at=now)


def rules(values: list[dict[str, Any]]) -> list[Any]:
    """Drawn from values there really are, so that each fits some."""
    from jishiyu.policies.audience import read  # noqa: PLC0415
    from jishiyu.policies.kinds import known  # noqa: PLC0415

    rng, attributes = Random(1), known()
    made = []
    while len(made) < POLICIES:
        parts = []
        for _ in range(rng.randrange(2, 6)):
            code = rng.choice(list(attributes))
            some = [one[code] for one in rng.sample(values, 200) if code in one][:3]
            if some:
                parts.append(condition(rng, attributes[code], some))
        if len(parts) > 2 and rng.random() < 0.4:
            parts = [{"any": parts[:2]}, *parts[2:]]
        made.append(read({"all": parts}, attributes))
    return made


def condition(rng: Random, attribute: Any, some: list[Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"of": attribute.code}
    match attribute.type:
        case "code" | "codes":
            flat = [code for one in some for code in (one if isinstance(one, list) else [one])]
            cut = [code[: rng.choice([1, 2, 3, 9])] if attribute.tree else code for code in flat]
            said |= {"is": "in", "codes": cut}
        case "number" | "money":
            said |= {"is": rng.choice(["at_least", "below"]), "amount": some[0]}
        case "day":
            said |= rng.choice([{"is": "from", "day": some[0]}, {"is": "within", "months": rng.randrange(6, 60)}])
        case _:
            said |= {"is": "true"}
    return {"not": said} if rng.random() < 0.15 else said


def measure() -> None:
    import numpy as np  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from jishiyu.policies import queries  # noqa: PLC0415
    from jishiyu.policies.audience import judge  # noqa: PLC0415
    from jishiyu.policies.kinds import known  # noqa: PLC0415
    from jishiyu.registry.models import Profile  # noqa: PLC0415

    on, attributes = timezone.localdate(), known()
    profiles = Profile.objects.select_related("subject").order_by("name", "pk")
    values = [queries.values_of(one) for one in profiles.iterator(2000)]
    asked = rules(values)
    before = peak()
    began = time.perf_counter()
    everyone = queries.population()
    read_in = time.perf_counter() - began
    began = time.perf_counter()
    fits = [everyone.table.judge(rule, on) for rule in asked]
    judged = time.perf_counter() - began
    pairs = len(asked) * everyone.table.count
    counts = np.bincount(np.concatenate(fits), minlength=3)
    print(f"{everyone.table.count:,} enterprises read in {read_in:.2f} s")
    print(
        f"{pairs:,} answers in {judged:.2f} s: {pairs / judged / 1e6:.0f} million a second; {peak() - before} MB more"
    )
    print(f"satisfied {counts[2]:,}, not {counts[0]:,}, data missing {counts[1]:,}")
    again = time.perf_counter()
    for rule in asked:
        everyone.table.judge(rule, on)
    print(f"the same once more, conditions kept: {time.perf_counter() - again:.2f} s")
    rows = Random(2).sample(range(everyone.table.count), SAMPLE)
    began = time.perf_counter()
    one_by_one = [[judge(rule, values[row], on, attributes).outcome for row in rows] for rule in asked]
    loop = time.perf_counter() - began
    pairs_told = (
        zip((fit[row] for row in rows), told, strict=True) for fit, told in zip(fits, one_by_one, strict=True)
    )
    differ = sum(int(one) != other for told in pairs_told for one, other in told)
    each = loop / (len(asked) * SAMPLE)
    print(f"a plain loop: {each * 1e6:.1f} µs an answer, {each * pairs:,.0f} s for all; {differ} of the sample differ")
    print(f"one enterprise, all {len(asked):,} policies, each condition told: {loop / SAMPLE * 1e3:.1f} ms")


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
