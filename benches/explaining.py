"""How long the page of one application takes, explanation, papers and story included: `python benches/explaining.py`.

One process, SQLite, no network: the view is asked as the web server asks it, by the officer whose step it is in.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 200


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JISHIYU_DATA"] = folder
        import django  # noqa: PLC0415  (after the settings are chosen)

        django.setup()
        measure()


def measure() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        from tests.cast import assemble as cast  # noqa: PLC0415
        from tests.entitlements import schemes  # noqa: PLC0415
        from tests.entitlements.claims import checked  # noqa: PLC0415

        from jishiyu.entitlements import kinds  # noqa: PLC0415
        from jishiyu.registry import kinds as roles  # noqa: PLC0415

        kinds._schemes.clear()
        kinds._facts.clear()
        for role in schemes.ROLES:
            roles.declare_role(role)
        for scheme in schemes.SCHEMES:
            kinds.declare_scheme(scheme)
        aid = schemes.assemble(cast())
        claim = checked(aid, timezone.now())
        client = Client()
        client.force_login(aid.head)
        path = f"/console/claims/{claim.number}/"
        took, worked = [], []
        for _ in range(ROUNDS):
            began, begun = time.perf_counter(), time.process_time()
            answer = client.get(path)
            took.append(time.perf_counter() - began)
            worked.append(time.process_time() - begun)
            assert answer.status_code == 200
        for name, times in (("wall", took[5:]), ("CPU", worked[5:])):
            late = sorted(times)[int(len(times) * 0.95)]
            print(
                f"{name}: {len(times)} pages, median {statistics.median(times) * 1000:.1f} ms, "
                f"95 % under {late * 1000:.1f} ms"
            )
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
