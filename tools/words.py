"""The words of the product in Chinese: collects what pages and packs say, keeps what is translated, compiles.

    python tools/words.py                     collect and compile
    python tools/words.py --merge FILE.json   take translations as {"English": "中文"}, then the same
    python tools/words.py --check             fail on anything missing, left over, mismatched or not compiled
    python tools/words.py --missing           print what has no translation yet, as JSON

English needs no catalogue: the words in the source are the English ones. Compiled catalogues are committed, so that
an installation needs no gettext.
"""

import argparse
import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(\{[\w:]+\})")


def folders() -> list[Path]:
    """What has a catalogue of its own: the product, and each pack."""
    packs = sorted(path for path in (ROOT / "src" / "jishiyu_packs").iterdir() if (path / "pack.py").exists())
    return [ROOT / "src" / "jishiyu", *packs]


def collected(folder: Path) -> Catalog:
    """Everything a folder says, untranslated."""
    catalog = Catalog(locale=LOCALE, project="jishiyu", charset="utf-8")
    for source in sorted([*folder.rglob("*.py"), *folder.rglob("templates/**/*.html")]):
        if "migrations" in source.parts:
            continue
        text = source.read_text(encoding="utf-8")
        if source.suffix == ".html":
            text = templatize(text)
        for _, said, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            catalog.add(said, context=context, flags=["python-format"] if "%(" in str(said) else [])
        if source.suffix == ".py":
            for reason in reasons(text):
                catalog.add(reason)
    return catalog


def reasons(text: str) -> Iterator[str]:
    """What clauses of a rulebook say: `return value, "why"` under a decorator `….clause(…)`, and what each is known by,
    the first line of its docstring."""
    if ".clause(" not in text:
        return
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef) and any(_is_clause(one) for one in function.decorator_list):
            if words := (ast.get_docstring(function) or "").partition("\n")[0]:
                yield words
            for node in ast.walk(function):
                match node:
                    case ast.Return(value=ast.Tuple(elts=[_, ast.Constant(value=str(why)), *_])) if why:
                        yield why


def _is_clause(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr="clause")):
            return True
    return False


def place_of(folder: Path) -> Path:
    return folder / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def kept(folder: Path) -> Catalog:
    po = place_of(folder)
    if not po.exists():
        return Catalog(locale=LOCALE)
    with po.open("rb") as lines:
        return read_po(lines, locale=LOCALE)


def merged(folder: Path, given: dict[str, str]) -> Catalog:
    """Collected words with the translations that are known."""
    catalog, old = collected(folder), kept(folder)
    for message in messages(catalog):
        before = old.get(message.id, message.context)
        known = given.get(key_of(message)) or (before.string if before else "")
        if message.pluralizable:
            words = known if isinstance(known, (list, tuple)) else (known,)
            message.string = tuple(words[:1])
        else:
            message.string = known if isinstance(known, str) else known[0]
    return catalog


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def key_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def po_bytes(catalog: Catalog) -> bytes:
    catalog.header_comment = (
        "# Chinese (simplified) of Jishiyu. Apache-2.0. Sorted by tools/words.py; translated by hand."
    )
    out = io.BytesIO()
    write_po(out, catalog, omit_header=False, sort_output=True, no_location=True, width=120)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not re.match(r'"(POT-Creation|PO-Revision)-Date', line)).encode()


def mo_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return re.sub(rb"(POT-Creation|PO-Revision)-Date: [^\n]*\n", lambda found: b" " * len(found[0]), out.getvalue())


def flaws(folder: Path) -> list[str]:
    """What is wrong with a folder's catalogue."""
    wanted, have = {key_of(one): one for one in messages(collected(folder))}, {}
    for message in messages(kept(folder)):
        have[key_of(message)] = message
    name = folder.name
    found = [f"{name}: not collected: {key}" for key in wanted if key not in have]
    found += [f"{name}: said nowhere any more: {key}" for key in have if key not in wanted]
    for key, message in have.items():
        chinese = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
        if not chinese:
            found.append(f"{name}: not translated: {key}")
        elif set(PLACEHOLDER.findall(key)) != set(PLACEHOLDER.findall(chinese)) and not message.pluralizable:
            found.append(f"{name}: other placeholders: {key}")
        elif message.fuzzy:
            found.append(f"{name}: fuzzy: {key}")
    mo = place_of(folder).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != mo_bytes(kept(folder)):
        found.append(f"{name}: compiled catalogue is not that of the words; run tools/words.py")
    return found


def write(folder: Path, given: dict[str, str]) -> None:
    po = place_of(folder)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(po_bytes(merged(folder, given)))
    po.with_suffix(".mo").write_bytes(mo_bytes(kept(folder)))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--merge", type=Path, nargs="*", default=[])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        found = [flaw for folder in folders() for flaw in flaws(folder)]
        print("\n".join(found) or "every word has its Chinese")
        return 1 if found else 0
    given: dict[str, str] = {}
    for file in chosen.merge:
        given |= json.loads(file.read_text(encoding="utf-8"))
    for folder in folders():
        write(folder, given)
    if chosen.missing:
        bare = [key_of(one) for folder in folders() for one in messages(kept(folder)) if not any(one.string)]
        print(json.dumps(sorted(set(bare)), ensure_ascii=False, indent=0))
    return 0


if __name__ == "__main__":
    sys.exit(main())
