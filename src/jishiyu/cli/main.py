"""The command `jishiyu`: sets Django up, then hands over to the commands."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django

GIVE_BACK = "dirty_decay_ms:0,muzzy_decay_ms:0"  # Polars' allocator: memory of a piece goes back before the next piece


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line. Returns the exit status: 0 done, 1 refused or failed, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
    os.environ.setdefault("_RJEM_MALLOC_CONF", GIVE_BACK)  # read once, when Polars is loaded
    django.setup()
    status: int = import_module("jishiyu.cli.commands").run(sys.argv[1:] if arguments is None else arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
