"""The table of commands. Each is one function; what is longer has a file of its own."""

import argparse
import os
import sys
from collections.abc import Sequence

from django.core.management import call_command
from django.db import DatabaseError, connection

from jishiyu.cli import (
    assign,
    calls,
    clock,
    enterprises,
    figures,
    imports,
    ledger,
    mail,
    office,
    people,
    permits,
    places,
    policies,
    programmes,
    queue,
    rules,
    sensing,
    stream,
    towns,
    web,
)
from jishiyu.cli.supervisor import Charge, Supervisor
from jishiyu.cli.worker import Worker
from jishiyu.lib.migrating import half_way
from jishiyu.lib.refused import Refused

DEFAULT_PORT = 8000
MIGRATIONS = "django_migrations"


def run(arguments: Sequence[str]) -> int:
    chosen = parser().parse_args(arguments)
    try:
        status: int = chosen.command(chosen)
    except Refused as refused:
        print(f"jishiyu: refused: {refused}", file=sys.stderr)
        return 1
    except DatabaseError:
        if MIGRATIONS in connection.introspection.table_names():
            raise
        print("jishiyu: this installation has no tables yet; first: jishiyu prepare", file=sys.stderr)
        return 1
    return status


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="jishiyu", description="Jishiyu 及时雨")
    add = top.add_subparsers(required=True, metavar="COMMAND").add_parser

    command = add("run", help="start everything: pages, live stream and worker on one port")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on; put a proxy in front of any other")
    command.add_argument("--port", type=int, default=DEFAULT_PORT, help="port of pages, live stream and webhooks")
    command.add_argument("--demo", action="store_true", help="move a small invented town in, if nobody lives here yet")
    command.set_defaults(command=_run)

    command = add("prepare", help="bring the database up to date and load the carried places")
    command.set_defaults(command=_prepare)

    command = add("web", help="serve pages and live stream only")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on; put a proxy in front of any other")
    command.add_argument("--port", type=int, default=DEFAULT_PORT, help="port of pages, live stream and webhooks")
    command.set_defaults(command=_web)

    command = add("work", help="run one worker only; more may run beside it")
    command.set_defaults(command=_work)

    command = add("check", help="check settings, packs and workflow tables of this installation")
    command.set_defaults(command=_check)

    ledger.add_to(add)
    imports.add_to(add)
    enterprises.add_to(add)
    mail.add_to(add)
    places.add_to(add)
    people.add_to(add)
    permits.add_to(add)
    policies.add_to(add)
    office.add_to(add)
    clock.add_to(add)
    calls.add_to(add)
    figures.add_to(add)
    programmes.add_to(add)
    stream.add_to(add)
    sensing.add_to(add)
    queue.add_to(add)
    assign.add_to(add)
    rules.add_to(add)
    towns.add_to(add)
    return top


def _prepare(chosen: argparse.Namespace) -> int:
    if rooms := half_way(connection):
        raise Refused("database_half_way", rooms=", ".join(rooms))
    call_command("migrate", interactive=False, verbosity=0)
    places.load_carried_once()
    return 0


def _run(chosen: argparse.Namespace) -> int:
    address = f"http://{chosen.host}:{chosen.port}"
    os.environ.setdefault("JISHIYU_ADDRESS", address)
    _prepare(chosen)
    charges = [
        Charge("web", ["web", "--host", chosen.host, "--port", str(chosen.port)]),
        Charge("worker", ["work"]),
    ]
    if chosen.demo:
        towns.move_in_once()
        charges.append(Charge("town", ["town", "live", "--address", address]))
    print(f"Jishiyu 及时雨 is at {address}/  (public)  and  {address}/console/  (staff)", flush=True)
    if chosen.demo:
        print(towns.log_ins(), flush=True)
    Supervisor(charges).run()
    return 0


def _web(chosen: argparse.Namespace) -> int:
    web.serve(chosen.host, chosen.port)
    return 0


def _work(chosen: argparse.Namespace) -> int:
    Worker().run()
    return 0


def _check(chosen: argparse.Namespace) -> int:
    call_command("check")
    return 0
