"""Taking in a dirty list of enterprises, twice: each row accounted for, and the second time nothing changes.

    python benches/enterprises_import.py [--rows 40000] [--seed 1]

The list is the sandbox's: two lines of headings under a title, merged cells, full-width digits, dates as serial numbers
and in words, 万元 and 亿元 in headings, blanks in every dress; of a hundred rows one has a wrong check digit, two come
twice, one contradicts an earlier one. By the command `jishiyu enterprises import`, on SQLite and on PostgreSQL with
fsync on; the seconds are those the command itself counts, from opening the file to the last commit.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import machine
import postgres
import product

FEW = ("town", "enterprises", "0", "--officers", "0", "--problems", "0")  # places, and a centre that knows its city


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as folder:
        data = folder / "sqlite"
        product.command(data, "prepare")
        product.command(data, *FEW)
        file = folder / "dirty.xlsx"
        _write(data, file, chosen.rows, chosen.seed)
        _twice("SQLite", data, file)
        folder.chmod(0o755)  # the server runs as another user
        with postgres.running(folder) as address:
            postgres.sql(f"{address}/postgres", "CREATE DATABASE lists")
            os.environ["JISHIYU_DATABASE"] = f"{address}/lists"
            data = folder / "postgresql"
            product.command(data, "prepare")
            product.command(data, *FEW)
            _twice("PostgreSQL", data, file)


def _write(data: Path, file: Path, rows: int, seed: int) -> None:
    os.environ.update(product.environment(data))
    sys.path.insert(0, str(product.ROOT / "src"))
    print(import_module("liaison_inside").write_dirty(file, rows, seed))


def _twice(name: str, data: Path, file: Path) -> None:
    for turn in ("first", "second"):
        said = product.command(data, "enterprises", "import", str(file), "--rejected", str(data / "rejected.xlsx"))
        print(f"{name}, {turn} time:", "; ".join(line.strip() for line in said.splitlines()[:-1]), flush=True)


if __name__ == "__main__":
    main()
