"""Where type with Chinese characters is found on this machine, for what is printed."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SYSTEM = (  # what distributions install as Noto Sans CJK; the number is the place of the simplified Chinese face
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc", 2),
)
CARRIED = ("zhplot", "fonts/NotoSansSC-Regular.ttf")  # a package that brings the same face, used for its file only


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, and which of its faces where it holds several."""

    path: Path
    number: int = 0


def chinese(named: str = "") -> Face:
    """The file named (an office's own; of a collection as file.ttc#2), else what the system has, else what a package
    carries. Raises FileNotFoundError when a named file is not there, or nothing is."""
    if named:
        path, _, number = named.partition("#")
        if not Path(path).is_file():
            raise FileNotFoundError(f"there is no font {path}")
        return Face(Path(path), int(number) if number.isdigit() else 0)
    for path, place in SYSTEM:
        if Path(path).is_file():
            return Face(Path(path), place)
    return carried()


def carried() -> Face:
    """The face that a package brings, a file of its own. Raises FileNotFoundError."""
    package, file = CARRIED
    found = find_spec(package)  # without importing it: it would bring matplotlib
    for folder in (found and found.submodule_search_locations) or ():
        if (Path(folder) / file).is_file():
            return Face(Path(folder) / file)
    raise FileNotFoundError("no font with Chinese characters is installed; name one in JISHIYU_FONT")
