"""Reading the source: each scan takes the text of a file and returns what is wrong in it, as (line, words)."""

import ast
import re
from collections.abc import Iterator

Flaw = tuple[int, str]

MOST_FILE_LINES, MOST_FUNCTION_LINES = 400, 60
CREATES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
QUERYSET = {"objects", "filter", "exclude", "all", "order_by", "select_related", "annotate"}
WRITING_SQL = re.compile(r"^\s*(INSERT|UPDATE|DELETE|COPY|TRUNCATE|ALTER|DROP|CREATE)\b", re.IGNORECASE)
# in parts, so that this file is not its own first offender
HOSTS = re.compile(
    "|".join(("pypi" + r"\.", "pythonhosted" + r"\.", "npmjs" + r"\.", "simple" + "/[a-z]", "--index" + "-url"))
)
PLACES = re.compile("|".join(("/wo" + "rk/", "/opt/" + "py", "/ro" + "ot/", "/ho" + "me/", "/tm" + "p/peek")))


def writes(source: str) -> list[Flaw]:
    """Places that change a table: only a room's actions may hold any."""
    return [found for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) for found in _write(node)]


def _write(call: ast.Call) -> Iterator[Flaw]:
    if not isinstance(call.func, ast.Attribute):
        return
    name, names = call.func.attr, _chain(call.func.value)
    keywords = {keyword.arg for keyword in call.keywords}
    if name in CREATES | {"update", "delete"} and names & QUERYSET:
        yield call.lineno, f".{name}() changes a table"
    elif name in ("save", "delete") and (not call.args and keywords <= {"update_fields", "force_insert", "using"}):
        yield call.lineno, f".{name}() changes a row"
    elif name in ("execute", "executemany") and call.args and _is_writing_sql(call.args[0]):
        yield call.lineno, "SQL that changes a table"


def _chain(node: ast.expr) -> set[str]:
    """Every name in an expression like Case.objects.filter(...).order_by."""
    names = set()
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        else:
            node = node.func
    return names


def _is_writing_sql(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(WRITING_SQL.match(node.value))


def sizes(source: str) -> list[Flaw]:
    """A file or a function that has outgrown its limit."""
    lines = source.count("\n") + 1
    found = [(1, f"{lines} lines in one file")] if lines > MOST_FILE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                found.append((node.lineno, f"{length} lines in {node.name}"))
    return found


def hidden_imports(source: str) -> list[Flaw]:
    """Imports inside functions; only an app's ready() may hold any."""
    return [
        (node.lineno, f"an import hidden in {function.name}")
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def sdk_only(source: str) -> list[Flaw]:
    """What a pack imports from the house beside the sdk."""
    found = []
    for node in ast.walk(ast.parse(source)):
        modules = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        found += [
            (node.lineno, f"imports {module}")  # type: ignore[attr-defined]
            for module in modules
            if module.partition(".")[0] in ("jishiyu", "django") and module != "jishiyu.packs.sdk"
        ]
    return found


def names_a_pack(source: str, packs: set[str], common: frozenset[str] = frozenset()) -> list[Flaw]:
    """A pack's name alone or with a dot and a word: engines never ask which pack speaks. `common`: names that are words
    of the house too, and name a pack only with a dot."""
    return [
        (node.lineno, f"names {node.value!r}")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(rf"({'|'.join(sorted(packs))})(\.[a-z_]+)?", node.value)
        and node.value not in common
    ]


def leaks(text: str) -> list[Flaw]:
    """Hosts of package indexes and paths of one machine."""
    return [
        (number, f"holds {found[0]!r}")
        for number, line in enumerate(text.splitlines(), start=1)
        for found in [HOSTS.search(line) or PLACES.search(line)]
        if found
    ]


def refusals(source: str) -> set[str]:
    """Codes with which Refused(...), or a kind of it, is raised or made."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Refused", "StreamBusy")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
