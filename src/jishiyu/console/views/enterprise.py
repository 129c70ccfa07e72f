"""One enterprise: what is known and how long it holds, who answers for it, what it may be given, its time line."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework.queries.requesters import open_counts
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.masks import mask_name, mask_phone
from jishiyu.look.policies import told
from jishiyu.look.profile_words import facts
from jishiyu.outreach import queries as outreach
from jishiyu.outreach.documents import shelf
from jishiyu.outreach.queries.seen import profiles_seen
from jishiyu.policies.audience import Outcome
from jishiyu.policies.queries.matching import fitting
from jishiyu.registry import queries
from jishiyu.registry.models import Profile
from jishiyu.registry.people import sealer
from jishiyu.registry.queries.duties import answerers, history_of

MOST_POLICIES, MOST_DUTIES = 8, 10


@page("enterprise")
def enterprise(request: HttpRequest, subject_id: int) -> HttpResponse:
    officer, day = officer_of(request), timezone.localdate()
    rows, seen = Profile.objects.select_related("subject__division"), profiles_seen(officer, day)
    row = (rows if seen is None else rows.filter(seen)).filter(pk=subject_id).first()
    if row is None:
        raise Http404
    seal = sealer()
    suited = [one for one in fitting(row, day) if one.outcome != Outcome.NO]
    context = {
        "row": row,
        "facts": facts(row.values, row.kind, day),
        "place": queries.place_name(row.subject.division_id, row.subject.cell_id),
        "contact": mask_name(seal.open(row.subject.name_sealed)),
        "phone": mask_phone(seal.open(row.subject.phone_sealed)),
        "mine": outreach.answers_for(officer, row.pk, day),
        "answerer": answerers([row.subject], row.kind, day).get(row.pk),
        "history": history_of(row.pk)[:MOST_DUTIES],
        "open_cases": open_counts([row.pk]).get(row.pk, 0),
        "policies": told(suited[:MOST_POLICIES]),
        "packs": [pack for pack in shelf.packs() if pack.letter],
        "day": day,
    }
    return render(request, "console/enterprise.html", context)
