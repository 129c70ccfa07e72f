"""Play the whole room of casework for long: anybody does anything, for simulated years, under every invariant.

    python benches/whole_room.py [--lives 300] [--steps 120] [--seed 1] [--postgres URL]

Each life is a fresh office with a few cases and up to five simulated years, played by tests/casework/room.py. Prints
how often each deed was done and refused, and the simulated time. A broken invariant ends it with the shortest play
found that breaks it, and status 1.
"""

import argparse
import os
import sys
import tempfile
import time

import machine
import product

sys.path[:0] = [str(product.ROOT), str(product.ROOT / "src")]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lives", type=int, default=300)
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    call_command("migrate", interactive=False, verbosity=0)
    days = 0.0

    class Counted(room.Room):
        def teardown(self) -> None:
            nonlocal days
            days += (self.now - room.T0).total_seconds() / 86_400 if hasattr(self, "now") else 0
            super().teardown()

    began = time.perf_counter()
    run_state_machine_as_test(
        seed(chosen.seed)(Counted),
        settings=settings(
            max_examples=chosen.lives,
            stateful_step_count=chosen.steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    seconds = time.perf_counter() - began
    done = {name: count for name, count in room.played.items() if not name.endswith(" refused")}
    for name in sorted(done):
        print(f"{name:<16}{done[name]:>8} done{room.played[f'{name} refused']:>8} refused")
    print(f"{chosen.lives} lives, {sum(room.played.values())} deeds, {days / 365:.0f} simulated years, {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    folder = tempfile.TemporaryDirectory(prefix="jishiyu-room-")
    os.environ["JISHIYU_DATA"] = folder.name
    os.environ["DJANGO_SETTINGS_MODULE"] = "jishiyu.config.settings"
    if "--postgres" in sys.argv:
        os.environ["JISHIYU_DATABASE"] = sys.argv[sys.argv.index("--postgres") + 1]

    import django

    django.setup()

    from django.conf import settings as django_settings
    from django.core.management import call_command
    from hypothesis import HealthCheck, seed, settings
    from hypothesis.stateful import run_state_machine_as_test

    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    from tests.casework import room

    sys.exit(main())
