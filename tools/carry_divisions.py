"""Make the list of public division codes that the product carries: one province out of a national list.

python tools/carry_divisions.py NATIONAL.csv.gz 43 src/jishiyu/registry/data/hunan.csv.xz
"""

import csv
import gzip
import lzma
import sys
from pathlib import Path


def main(source: Path, province: str, target: Path) -> None:
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        rows = [row[:2] for row in csv.reader(lines) if row[0].startswith(province)]
    with lzma.open(target, "wt", preset=9, encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(
            [["code", "name"], *sorted(rows, key=lambda row: (len(row[0]), row[0]))]
        )
    print(f"{len(rows)} divisions, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
