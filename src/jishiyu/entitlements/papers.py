"""Papers as they are kept: a photo made anew, or a PDF that does nothing but show pages. No database."""

import re
from dataclasses import dataclass

from jishiyu.lib import photos
from jishiyu.lib.refused import Refused

MOST_PAPERS = 20  # of one claim
ACTS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|OpenAction|AA|SubmitForm|ImportData)\b")


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper as somebody sent it: which of the scheme's papers, what its file was called, its bytes."""

    paper: str
    name: str
    content: bytes


def kept(sent: Sent) -> tuple[str, bytes]:
    """Kind and bytes to keep. Raises Refused: photo_too_large, photo_unreadable, paper_acts (a PDF that does more than
    show pages)."""
    if sent.content[:5] != b"%PDF-":
        return "jpeg", photos.clean(sent.content)
    if len(sent.content) > photos.MOST_BYTES:
        raise Refused("photo_too_large", megabytes=len(sent.content) // 1024 // 1024)
    if ACTS.search(sent.content):
        raise Refused("paper_acts", name=sent.name[:60])
    return "pdf", sent.content
