"""37,279 enterprises and 5,341 officers: assigned to the proven optimum, adopted, one officer leaves, what is nobody's.

    python benches/assignment.py [--enterprises N] [--officers N]

Fills an installation of its own (a PostgreSQL cluster in a temporary folder) with the sandbox's enterprises; prints
each step with its time, and the peak memory of the process that solves.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import postgres
import product

INSIDE = Path(__file__).with_name("assignment_inside.py")


def main() -> None:
    said = argparse.ArgumentParser()
    said.add_argument("--enterprises", type=int, default=37_279)
    said.add_argument("--officers", type=int, default=5_341)
    chosen = said.parse_args()
    print(machine.line())
    with tempfile.TemporaryDirectory() as folder, postgres.running(Path(folder)) as address:
        data = Path(folder) / "data"
        os.environ["JISHIYU_DATABASE"] = f"{address}/assignment"
        postgres.sql(f"{address}/postgres", "CREATE DATABASE assignment")
        product.command(data, "prepare")
        for step in ("fill", "assign"):
            words = [sys.executable, str(INSIDE), step, str(chosen.enterprises), str(chosen.officers)]
            subprocess.run(words, env=product.environment(data), check=True)


if __name__ == "__main__":
    main()
