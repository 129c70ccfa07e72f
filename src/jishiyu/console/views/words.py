"""The words by which messages are judged: a service line's own and the office's, tried on what was heard before they
are saved. Everybody who hears the messages may try; whoever leads the centre saves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import CHANGES_WORDS, officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.packs.loader import hearing
from jishiyu.registry import queries as registry
from jishiyu.sensing import actions, queries
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import OfficeWord
from jishiyu.sensing.triage import plain
from jishiyu.sensing.wordlists import Change, WordList, check, lists

FIRST = 8  # words of a list shown while it is closed
MOST_SHOWN = 200  # words of the office, and versions


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list as the page shows it: the words to show, how many there are, and which of them are the office's."""

    of: WordList
    shown: list[str]
    count: int
    own: int


@page("words")
def words(request: HttpRequest) -> HttpResponse:
    officer, pack = officer_of(request), _pack(request)
    if request.method == "POST":
        return _change(request, pack, may=officer.post in CHANGES_WORDS, by=officer.actor)
    return render(request, "console/words.html", _context(request, pack))


def _pack(request: HttpRequest) -> str:
    said = request.POST.get("pack") or request.GET.get("pack") or ""
    known = [one.code for one in hearing()]
    if said and said not in known:
        raise Http404
    return said or known[0]


def _context(request: HttpRequest, pack: str) -> dict[str, object]:
    asked = request.GET
    then = asked.get("version", "")[:64]
    lexicon = queries.lexicon_at(pack, then) if then else queries.lexicon_now(pack)
    if lexicon is None:
        raise Http404
    changed = list(queries.office_words(pack)[:MOST_SHOWN])
    text, opened = asked.get("text", "").strip()[:20], asked.get("list", "")
    known = lists(lexicon)
    said = {
        "meaning": asked.get("list", ""),
        "word": asked.get("take", "")[:40],
        "adds": "0" if "take" in asked else "1",
    }
    names = registry.actor_names({one.by for one in changed} | {one.ended_by for one in changed if one.ended_by})
    return {
        "pack": pack,
        "packs": hearing(),
        "lists": list(known.values()),
        "shelves": _shelves(known.values(), changed, text, opened),
        "changed": [(one, known.get(one.meaning)) for one in changed],
        "names": names,
        "versions": queries.lexicon_versions(pack)[:MOST_SHOWN],
        "version": lexicon.version,
        "then": then,
        "text": text,
        "opened": opened,
        "said": said,
        "changes": officer_of(request).post in CHANGES_WORDS,
    }


def _shelves(known: Iterable[WordList], changed: list[OfficeWord], text: str, opened: str) -> list[Shelf]:
    """Lists that have words; of each the first ones, those that fit the search, or all of the one that is open."""
    own = {(one.meaning, plain(one.word)) for one in changed if one.adds and one.ended_at is None}
    found = []
    for one in known:
        fits = [word for word in one.words if plain(text) in plain(word)]
        if not fits:
            continue
        shown = fits if text or one.code == opened else fits[:FIRST]
        mine = sum((one.code, plain(word)) in own for word in one.words)
        found.append(Shelf(one, shown, len(one.words), mine))
    return found


def _change(request: HttpRequest, pack: str, *, may: bool, by: str) -> HttpResponse:
    """Try a change, or save it."""
    said, now = request.POST, timezone.now()
    change = Change(said.get("meaning", "")[:100], " ".join(said.get("word", "").split())[:40], said.get("adds") != "0")
    context: dict[str, object] = {"said": said, "change": change}
    try:
        if "preview" not in said:
            if not may:
                raise Http404
            actions.change_word(pack, change, note=said.get("note", ""), by=by, at=now)
            messages.success(request, _("Saved. It counts from the next message on."))
            return redirect(f"{reverse('console:words')}?pack={pack}")
        check(lexicon_of(pack), queries.lexicon_now(pack), change)
        context["trial"] = queries.try_words(pack, change, at=now)
    except Refused as refused:
        context["trouble"] = message_of(refused)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "console/_words_trial.html", context)
    return render(
        request,
        "console/words.html",
        {**_context(request, pack), **context},
        status=409 if "trouble" in context else 200,
    )


@page("word_end")
@require_POST
def word_end(request: HttpRequest, word_id: int) -> HttpResponse:
    """Undo a change of the office; tried first."""
    row, now = queries.office_word(word_id), timezone.now()
    if row is None:
        raise Http404
    if "preview" in request.POST:
        change = Change(row.meaning, row.word, row.adds)
        context = {"row": row, "trial": queries.try_words(row.pack, change, ends=True, at=now)}
        return render(request, "console/word_end.html", context)
    try:
        actions.end_word(word_id, by=officer_of(request).actor, at=now)
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Undone."))
    return redirect(f"{reverse('console:words')}?pack={row.pack}")
