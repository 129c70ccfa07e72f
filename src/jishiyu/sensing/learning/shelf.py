"""Where models stand: the office's own in the data folder, else the one a pack ships. No database."""

from collections.abc import Iterator
from pathlib import Path

from jishiyu.sensing.learning.model import ChatModel, UnreadableModel, load_model

_shipped: dict[str, Path] = {}
_loaded: dict[Path, tuple[tuple[int, int, int], ChatModel]] = {}


def declare_model(pack: str, path: Path) -> None:
    """A pack ships a model; one that is not there yet is none."""
    _shipped[pack] = path


def own_path(data: Path, pack: str) -> Path:
    """Where the office keeps a model it trained itself."""
    return data / "models" / f"{pack}.npz"


def shipped_path(pack: str) -> Path:
    """Raises LookupError naming the pack when it ships no model."""
    try:
        return _shipped[pack]
    except KeyError:
        raise LookupError(f"the pack {pack!r} ships no model") from None


def model_for(pack: str, data: Path) -> ChatModel | None:
    """The model a pack judges by now, read again when its file has changed. Raises UnreadableModel."""
    return next(_models(pack, data), None)


def model_in_order(pack: str, data: Path) -> ChatModel | None:
    """The same, but a file that cannot be read is passed over: judging goes on with what there is."""
    for path in _places(pack, data):
        try:
            model = _model(path)
        except UnreadableModel:
            continue
        if model is not None:
            return model
    return None


def _models(pack: str, data: Path) -> Iterator[ChatModel]:
    yield from (model for path in _places(pack, data) if (model := _model(path)) is not None)


def _places(pack: str, data: Path) -> list[Path]:
    return [own_path(data, pack), *([_shipped[pack]] if pack in _shipped else [])]


def _model(path: Path) -> ChatModel | None:
    try:
        held = path.stat()
    except FileNotFoundError:
        return None
    mark = (held.st_ino, held.st_size, held.st_mtime_ns)
    kept = _loaded.get(path)
    if kept is None or kept[0] != mark:
        kept = _loaded[path] = (mark, load_model(path))
    return kept[1]
