"""Lists and search of enterprise liaison at the page's size: 37,279 enterprises, 5,341 officers, 2,184 problems.

    python benches/liaison_pages.py [--enterprises 37279] [--more 262721] [--only sqlite|postgresql]

Most enterprises are visited once first. Every list is asked for 20 times by the leader, who sees all, and some by the
officer who answers for most, in this process by the product's own views: p50 and p95, and queries of one. Then search
by parts of names, initials and codes; with --more, again with so many enterprises more, which have no officers.
"""

import argparse
import os
import statistics
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import machine
import postgres
import product

HERE = Path(__file__).resolve()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--enterprises", type=int, default=37_279)
    parser.add_argument("--more", type=int, default=0)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--inside", help="of one prepared installation; the bench calls itself so")
    chosen = parser.parse_args()
    if chosen.inside:
        _inside(chosen.more)
        return
    print(machine.line())
    with product.data_folder() as folder:
        if chosen.only != "postgresql":
            _measure("SQLite", folder / "sqlite", chosen)
        if chosen.only != "sqlite":
            with postgres.running(folder) as address:
                postgres.sql(f"{address}/postgres", "CREATE DATABASE liaison")
                os.environ["JISHIYU_DATABASE"] = f"{address}/liaison"
                _measure("PostgreSQL", folder / "postgresql", chosen)


def _measure(name: str, data: Path, chosen: argparse.Namespace) -> None:
    product.command(data, "prepare")
    print(f"\n# {name}: {product.command(data, 'town', 'enterprises', str(chosen.enterprises)).splitlines()[0]}")
    words = [sys.executable, str(HERE), "--inside", name, "--more", str(chosen.more)]
    subprocess.run(words, env=product.environment(data), check=True)


def _inside(more: int) -> None:
    inside = import_module("liaison_inside")  # needs the settings of the installation it looks into
    print(f"  {inside.pay_visits()} visits paid in the last hundred days")
    for name, times, queries in inside.lists():
        print(_line(name, times, f"{queries} queries"))
    for words, times, found in inside.searches():
        print(_line(f"search {words}", times, f"{found} found"))
    if more:
        print(f"with {inside.add(more)} enterprises:")
        for words, times, found in inside.searches():
            print(_line(f"search {words}", times, f"{found} found"))


def _line(name: str, times: list[float], more: str) -> str:
    late = sorted(times)[round(len(times) * 0.95) - 1]
    return f"  {name:56} p50 {statistics.median(times):7.1f}  p95 {late:7.1f} ms  {more}"


if __name__ == "__main__":
    main()
