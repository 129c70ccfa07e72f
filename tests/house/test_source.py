"""The house rules, read off the source. Each scan is shown an offender first, so that it is known to see one."""

import ast
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import scans

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE, PACKS = ROOT / "src/jishiyu", ROOT / "src/jishiyu_packs"
MODELS = {
    room.name: [*room.glob("models.py"), *room.glob("models/*.py")]
    for room in HOUSE.iterdir()
    if [*room.glob("models.py"), *room.glob("models/*.py")]
}
MODELS_ROOMS = set(MODELS)


def sources(*folders: Path) -> list[Path]:
    found = [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]
    assert len(found) > 5, "the scan must find its files"
    return found


def found_in(files: list[Path], scan: Callable[[str], list[scans.Flaw]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {words}" for path in files for line, words in scan(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(
    ("scan", "offender"),
    [
        (scans.writes, "def view():\n    Case.objects.filter(pk=1).update(state='closed')"),
        (scans.writes, "Case.objects.create(number='1')"),
        (scans.writes, "case.tasks.all().delete()"),
        (scans.writes, "case.save()"),
        (scans.writes, "case.save(update_fields=['state'])"),
        (scans.writes, "cursor.execute('  update casework_case set state = 1')"),
        (scans.writes, "cursor.execute(f'DELETE FROM {table}')"),
        (scans.sizes, "x = 1\n" * 401),
        (scans.sizes, "def long():\n" + "    x = 1\n" * 60),
        (scans.hidden_imports, "def view():\n    import os"),
        (scans.hidden_imports, "class A:\n    def deep(self):\n        from a import b"),
        (scans.sdk_only, "from jishiyu.casework import actions"),
        (scans.sdk_only, "import django.db"),
        (lambda text: scans.names_a_pack(text, {"power"}), "if case.kind == 'power.outage': pass"),
        (lambda text: scans.names_a_pack(text, {"power"}), "if case.pack == 'power': pass"),
        (
            lambda text: scans.names_a_pack(text, {"power"}, frozenset({"power"})),
            "if case.kind == 'power.outage': pass",
        ),
        (scans.leaks, "see https://" + "pypi" + ".org/x"),
        (scans.leaks, "cd /wo" + "rk/main"),
    ],
)
def test_every_scan_sees_its_offender(scan: Callable[[str], list[scans.Flaw]], offender: str) -> None:
    assert scan(offender)


@pytest.mark.parametrize(
    ("scan", "innocent"),
    [
        (scans.writes, "counts.update(a=1)\nhash.update(b'')\npicture.save(out, 'JPEG')\ncursor.execute('SELECT 1')"),
        (scans.hidden_imports, "class A:\n    def ready(self):\n        from a import checks"),
        (scans.sdk_only, "from jishiyu.packs.sdk import Pack\nfrom jishiyu_packs.power.kinds import KINDS"),
        (lambda text: scans.names_a_pack(text, {"power"}), "x = 'powerful'\ny = 'the power.'"),
        (scans.leaks, "http://127.0.0.1:8000/console/"),
    ],
)
def test_no_scan_cries_wolf(scan: Callable[[str], list[scans.Flaw]], innocent: str) -> None:
    assert scan(innocent) == []


def test_only_actions_change_tables() -> None:
    assert {"ledger", "casework", "sensing", "registry", "notices"} <= MODELS_ROOMS
    others = [
        path
        for path in sources(HOUSE, PACKS)
        if path.name != "actions.py" and "actions" not in path.relative_to(ROOT).parts
    ]
    assert found_in(others, scans.writes) == []


def test_actions_change_the_tables_of_their_own_room_only() -> None:
    """A model named before .objects in a room's actions belongs to that room."""
    own = {
        room: {
            node.name
            for path in MODELS[room]
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.ClassDef)
        }
        for room in MODELS_ROOMS
    }
    strange = []
    for room in MODELS_ROOMS:
        others = set().union(*(names for other, names in own.items() if other != room)) - own[room]
        for path in [HOUSE / room / "actions.py", *(HOUSE / room / "actions").glob("*.py")]:
            if path.exists():
                strange += [f"{path.name}: {name}" for name in _written(path.read_text()) & others]
    assert strange == []


def _written(source: str) -> set[str]:
    """Names X in X.objects….create(), .update() and the like."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        inner: ast.expr = node.func.value
        while isinstance(inner, ast.Attribute | ast.Call):
            inner = inner.value if isinstance(inner, ast.Attribute) else inner.func
        if node.func.attr in scans.CREATES | {"update", "delete"} and isinstance(inner, ast.Name):
            found.add(inner.id)
    return found


def test_files_and_functions_stay_small() -> None:
    everything = [
        *sources(HOUSE, PACKS, ROOT / "tests"),
        *(ROOT / "benches").glob("*.py"),
        *(ROOT / "tools").glob("*.py"),
    ]
    assert found_in([*everything, ROOT / "run.py"], scans.sizes) == []


def test_no_import_is_hidden_in_a_function() -> None:
    assert found_in(sources(HOUSE, PACKS), scans.hidden_imports) == []


def test_a_pack_knows_the_sdk_and_nothing_else_of_the_house() -> None:
    assert found_in(sources(PACKS), scans.sdk_only) == []


def test_engines_never_ask_which_pack_speaks() -> None:
    packs = {path.parent.name for path in PACKS.glob("*/pack.py")}
    served = frozenset({"enterprise"})  # a kind of subject in the registry, as a resident is
    faces = {"sandbox", "config"}  # a town is invented for certain packs, and the settings say which are loaded
    engines = [path for path in sources(HOUSE) if path.relative_to(HOUSE).parts[0] not in faces]
    assert found_in(engines, lambda text: scans.names_a_pack(text, packs, served)) == []


def test_every_room_says_in_one_sentence_what_it_is_for() -> None:
    rooms = [path for path in (*HOUSE.iterdir(), *PACKS.iterdir()) if (path / "__init__.py").exists()]
    silent = [room.name for room in rooms if not ast.get_docstring(ast.parse((room / "__init__.py").read_text()))]
    assert silent == []


def test_public_functions_of_engines_say_what_they_do() -> None:
    """Actions and queries are what other rooms call: each says more than its name, or its name says all."""
    long_and_silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sources(HOUSE)
        if path.parent.name == "actions" or path.name in ("actions.py", "queries.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and (node.end_lineno or 0) - node.lineno > 12
    ]
    assert long_and_silent == []


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def test_nothing_committed_names_an_index_host_or_a_place_on_one_machine() -> None:
    texts = [
        path
        for path in tracked()
        if path.suffix not in (".mo", ".xz", ".png", ".jpg", ".npz") and path.name != "LICENSE"
    ]
    assert len(texts) > 100
    assert found_in(texts, scans.leaks) == []


def test_nothing_committed_is_large() -> None:
    """A learned model, which a command makes anew from what is committed, may be larger."""
    most = {".npz": 3_000_000}
    assert [path.name for path in tracked() if path.stat().st_size > most.get(path.suffix, 400_000)] == []
