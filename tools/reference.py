"""Writes the parts of docs/reference that can be read off the code, so that they cannot lie.

python tools/reference.py            write commands.md, sdk.md and refusals.md
python tools/reference.py --check    say which of them is out of date, and fail
"""

import argparse
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"


def commands() -> Iterator[str]:
    from jishiyu.cli.commands import parser

    yield "# Commands\n\n`jishiyu` is in `.venv/bin`. Status: 0 done, 1 refused or failed, 2 not understood."
    yield "`JISHIYU_DATA` names the installation (see [settings](settings.md)).\n"
    yield from _commands_of(parser(), "##")


def _commands_of(parser: argparse.ArgumentParser, marks: str) -> Iterator[str]:
    """Each command of a parser, and below it those that it has in its turn."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        for name, sub in action.choices.items():
            about = next(one.help for one in action._choices_actions if one.dest == name) or name
            yield f"{marks} {name}\n\n    {_usage(sub)}\n\n{about[0].upper()}{about[1:]}.\n"
            rows = [one for one in sub._actions if one.dest not in ("help", argparse.SUPPRESS)]
            if rows:
                yield "| word | what |\n| --- | --- |"
                yield from (f"| `{_word(one)}` | {_about(one)} |" for one in rows)
                yield ""
            yield from _commands_of(sub, f"{marks}#")


def _usage(parser: argparse.ArgumentParser) -> str:
    return re.sub(r"\s+", " ", parser.format_usage().removeprefix("usage: ").replace("[-h]", "")).strip()


def _word(action: argparse.Action) -> str:
    return action.option_strings[-1] if action.option_strings else action.dest


def _about(action: argparse.Action) -> str:
    parts = [action.help or ""]
    if action.choices:
        parts.append("one of " + ", ".join(f"`{one}`" for one in action.choices))
    if action.required and action.option_strings:
        parts.append("needed")
    if action.default not in (None, False, argparse.SUPPRESS):
        parts.append(f"default `{action.default}`")
    return "; ".join(part for part in parts if part)


def sdk() -> Iterator[str]:
    from jishiyu.packs import sdk as module

    yield "# What a pack may say\n\nAll that a pack imports comes from `jishiyu.packs.sdk`."
    yield "[Write a pack](../how-to/write-a-pack.md) shows one grow.\n"
    for name in sorted(module.__all__):
        thing: Any = getattr(module, name)
        yield f"## {name}\n"
        if not is_dataclass(thing):
            yield 'Marks a pack\'s words for translation: `words("Power outage")`.\n'
            continue
        yield f"{inspect.getdoc(thing)}\n\n| field | type | when left out |\n| --- | --- | --- |"
        for one in fields(thing):
            yield f"| `{one.name}` | `{_type(one.type)}` | {_default(one)} |"
        yield ""


def _type(kind: Any) -> str:
    text = kind if isinstance(kind, str) else inspect.formatannotation(kind)
    return re.sub(r"\b(?:[a-z_]\w*\.)+(\w+)", r"\1", text).replace("str | _StrPromise", "words").replace("|", "\\|")


def _default(one: Any) -> str:
    if one.default_factory is not MISSING:
        return "empty"
    return "must be given" if one.default is MISSING else f"`{one.default!r}`"


def refusals() -> Iterator[str]:
    from django.utils import translation

    from jishiyu.look.refusals import REFUSALS

    yield "# Refusals\n\nAn action that says no raises `Refused(code)` and changes nothing."
    yield "Pages say it in the reader's language:\n"
    yield "| code | English | 中文 |\n| --- | --- | --- |"
    for code, phrase in REFUSALS.items():
        said = []
        for language in ("en", "zh-hans"):
            with translation.override(language):
                said.append(re.sub(r"%\((\w+)\)s", r"*\1*", str(phrase)))
        yield f"| `{code}` | {' | '.join(said)} |"


PAGES: dict[str, Callable[[], Iterator[str]]] = {"commands.md": commands, "sdk.md": sdk, "refusals.md": refusals}


def text_of(page: str) -> str:
    return "\n".join(PAGES[page]()).rstrip("\n") + "\n"


def kept(page: str) -> str:
    file = FOLDER / page
    return file.read_text("utf-8") if file.exists() else ""


def main() -> int:
    chosen = argparse.ArgumentParser()
    chosen.add_argument("--check", action="store_true")
    check = chosen.parse_args().check
    stale = [page for page in PAGES if kept(page) != text_of(page)]
    if check:
        words = [f"docs/reference/{page} is out of date: python tools/reference.py" for page in stale]
        print("\n".join(words) or "up to date")
        return 1 if stale else 0
    for page in stale:
        (FOLDER / page).write_text(text_of(page), "utf-8")
        print(f"written: docs/reference/{page}")
    return 0


if __name__ == "__main__":
    import django

    with tempfile.TemporaryDirectory() as nobodys:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "jishiyu.config.settings", "JISHIYU_DATA": nobodys, "COLUMNS": "200"}
        django.setup()
        sys.exit(main())
