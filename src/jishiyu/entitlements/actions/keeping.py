"""Papers handed in: kept sealed, once each."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Claim, PaperFile
from jishiyu.entitlements.papers import MOST_PAPERS, Sent, kept
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer


def keep_papers(claim: Claim, scheme: Scheme, sent: Sequence[Sent], *, by: str, at: datetime) -> list[str]:
    """Keep papers with a claim, in the caller's transaction. Returns paper codes and marks of the bytes as sent.

    Raises Refused: paper_unknown, too_many_papers, photo_too_large, photo_unreadable, paper_acts."""
    known = {paper.code for paper in scheme.papers}
    there = set(claim.papers.values_list("paper", "sha256"))
    marks = []
    for one in sent:
        if one.paper not in known:
            raise Refused("paper_unknown", paper=one.paper[:40])
        mark = hashlib.sha256(one.content).hexdigest()
        if (one.paper, mark) in there:
            continue
        there.add((one.paper, mark))
        if len(there) > MOST_PAPERS:
            raise Refused("too_many_papers", most=MOST_PAPERS)
        kind, content = kept(one)
        row = PaperFile(claim=claim, paper=one.paper, kind=kind, sha256=mark, by=by, at=at)
        row.name_sealed = sealer().seal(one.name[:120])
        row.file.save(f"{claim.pk}-{mark[:16]}.sealed", ContentFile(sealer().seal_bytes(content)), save=False)
        row.save()
        marks.append(f"{one.paper}:{mark}")
    return marks
