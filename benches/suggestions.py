"""How often the suggested unit is the right one, and of how many cases it is said with how much confidence.

    python benches/suggestions.py [--letters 1000] [--seed 1]

An invented town moves in with its catalogue by kind. Then letters come for 150 days. Each is about a matter whose
right unit only the bench knows; one in four names its matter in no word the catalogue could know, one in eight also
mentions another matter. Four items stand in the catalogue already, one of them wrongly; the rest must be learned. A
suggestion that is sure enough is followed, else a clerk decides, right in 85 of 100. A unit that is not the right one
gives the case back nine times in ten and names the right one seven times in ten; the second return goes to a weekly
consultation, and half of its minutes enter the catalogue. All through the product's own acts.

Prints, for the first suggestion of each letter at the moment it came: precision at coverage for several thresholds,
over all letters and over the second half, with and without precedents, and how often each band of confidence was right.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import machine
import product

INSIDE = Path(__file__).with_name("suggestions_inside.py")
THRESHOLDS = (0, 50, 60, 70, 80, 85, 90, 95)
BANDS = ((0, 49), (50, 69), (70, 79), (80, 89), (90, 97))
Row = tuple[int, bool]  # confidence in percent, whether it was the right unit


def at(rows: list[Row], threshold: int) -> str:
    told = [right for sure, right in rows if sure >= threshold]
    if not told or not rows:
        return "—"
    return f"{100 * len(told) / len(rows):5.1f} % {100 * sum(told) / len(told):6.1f} % ({sum(told)}/{len(told)})"


def table(name: str, rows: list[Row]) -> None:
    print(f"\n{name}: {len(rows)} letters\nthreshold   coverage  precision")
    for threshold in THRESHOLDS:
        print(f"{threshold:9d}   {at(rows, threshold)}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data:
        product.command(data, "prepare")
        product.command(data, "sandbox", "--seed", str(chosen.seed), "make")
        done = subprocess.run(
            [sys.executable, str(INSIDE), str(chosen.letters), str(chosen.seed)],
            env=product.environment(data), capture_output=True, text=True, check=False, timeout=3600,
        )  # fmt: skip
        if done.returncode:
            print(done.stdout + done.stderr)
            return 1
    found = json.loads(done.stdout.splitlines()[-1])
    rows: list[Row] = [(sure, right) for sure, right in found["rows"]]
    plain: list[Row] = [(sure, right) for sure, right in found["without_precedents"]]
    half = len(rows) // 2
    table("all", rows)
    table("second half, after what was learned", rows[half:])
    table("second half, without precedents", plain[half:])
    print("\nconfidence was   right")
    for low, high in BANDS:
        told = [right for sure, right in rows if low <= sure <= high]
        print(
            f"{low:6d} to {high} %   {100 * sum(told) / len(told):5.1f} % of {len(told)}"
            if told
            else f"{low}–{high}: none"
        )
    print(
        f"\n{found['returned']} returns of {len(rows)} letters, {found['consulted']} went to a consultation, "
        f"{found['entries']} entries of the catalogue came from minutes; most returns of one case: {found['most']}; "
        f"promises moved: {found['moved']}; cases their ledger tells otherwise: {found['untold']}"
    )
    return 0 if not found["moved"] and not found["untold"] and found["most"] <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
