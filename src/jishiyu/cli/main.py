"""The command `jishiyu`: sets Django up, then hands over to the commands."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line. Returns the exit status: 0 done, 1 refused or failed, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
    django.setup()
    status: int = import_module("jishiyu.cli.commands").run(sys.argv[1:] if arguments is None else arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
