"""Talk of groups on the command line: `jishiyu sensing train chat`, and `evaluate` for labelled JSON lines."""

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from jishiyu.lib.refused import Refused
from jishiyu.sensing.evaluating import UnreadableLabels, figures, judge_all, read_labels
from jishiyu.sensing.kinds import Lexicon, lexicon_of, lexicons
from jishiyu.sensing.learning.groups import UnreadableGroup
from jishiyu.sensing.learning.model import UnreadableModel
from jishiyu.sensing.learning.shelf import model_for, own_path, shipped_path
from jishiyu.sensing.triage import judge_for

Made = TypeVar("Made")


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("chat", help="learn what is a risk from labelled talk of groups, written as docs/why/labels.md says")
    command.add_argument("files", type=Path, nargs="*", metavar="FILE", help="groups beside those the pack ships")
    command.add_argument(
        "--pack", default="", help="whose lexicon and talk to learn with; else the first that hears chat"
    )
    command.add_argument(
        "--ship",
        action="store_true",
        help="write the model into the pack itself, for the repository, from its own talk",
    )
    command.set_defaults(command=_train)


def _train(chosen: argparse.Namespace) -> int:
    pack, lexicon = chat_lexicon(chosen.pack)
    shipped = or_refuse(lambda: shipped_path(pack))
    written = sorted((shipped.parent / "said").glob("*.txt"))
    target = shipped if chosen.ship else own_path(Path(settings.DATA), pack)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the groups are few: more threads mostly wait for one another
    # what learns is brought in only now: a worker that judges never needs it
    training = import_module("jishiyu.sensing.training")
    model = or_refuse(lambda: training.learn_chat(lexicon, [*written, *chosen.files]))
    model.save(target)
    told = model.told
    print(f"learnt from {told['lines']} messages of {told['groups']} groups: version {model.version}")
    print(f"warns from a chance of {told['warn_from']:.2f}, of a danger now from {told['warn_now_from']:.2f}")
    print(f"written to {target}")
    return 0


def evaluate(path: Path, pack: str = "") -> dict[str, Any]:
    """Figures of labelled JSON lines by the office's model, else the shipped one, and the pack's own words."""
    pack, lexicon = chat_lexicon(pack)
    labels = or_refuse(lambda: read_labels(path))
    judge = judge_for(lexicon, or_refuse(lambda: model_for(pack, Path(settings.DATA))))
    return figures(judge_all(labels, judge, lexicon), lexicon)


def is_chat(path: Path) -> bool:
    """Whether a file holds JSON lines and not a table of letters; one that cannot be read is left to who reads it."""
    try:
        with path.open("rb") as opened:
            return opened.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    except OSError:
        return False


def chat_lexicon(pack: str) -> tuple[str, Lexicon]:
    """The pack and its lexicon; without a name the first that hears chat."""
    named = pack or next((code for code, lexicon in lexicons().items() if lexicon.style == "chat"), "")
    try:
        lexicon = lexicon_of(named)
    except LookupError:
        raise Refused("pack_unknown", pack=named) from None
    if lexicon.style != "chat":
        raise Refused("pack_not_chat", pack=named)
    return named, lexicon


def or_refuse(deed: Callable[[], Made]) -> Made:
    try:
        return deed()
    except (UnreadableGroup, UnreadableLabels, UnreadableModel, LookupError) as error:
        raise Refused("talk_unreadable", why=str(error)) from None
    except OSError as error:
        raise Refused("file_unreadable", file=str(error.filename), why=str(error.strerror)) from None
    except ValueError as error:
        raise Refused("talk_too_little", why=str(error)) from None
