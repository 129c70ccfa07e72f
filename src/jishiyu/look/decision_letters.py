"""Decision letters: what was decided, by which article, with which figures, and how to object; to read and as Word."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import DecisionLetter
from jishiyu.lib.money import yuan
from jishiyu.lib.paper import Paper
from jishiyu.look import claim_words
from jishiyu.look.explaining import Answer, Step, of_decision
from jishiyu.registry import queries as registry


@dataclass(frozen=True, slots=True)
class LetterTold:
    """A letter in the reader's language. `lines` are its paragraphs, `figures` the steps that decided it."""

    title: str
    to: str
    lines: Sequence[str]
    figures: Sequence[tuple[str, str]]
    office: str
    date: str


def letter_lines(letter: DecisionLetter, name: str) -> LetterTold:
    """The letter to one whose name it is. Made from the decision it rests on, with the law and facts of that day."""
    scheme = scheme_of(letter.claim.scheme)
    answer = of_decision(scheme, letter.decision) if letter.decision else None
    lines = [_opening(letter, scheme), *_decided(letter, scheme, answer)]
    if letter.words:
        lines.append(_("The office adds: %(words)s") % {"words": letter.words})
    lines.append(_how_to_object(letter))
    office = registry.centre()
    return LetterTold(
        title=str(letter.get_kind_display()),
        to=_("%(name)s:") % {"name": name},
        lines=lines,
        figures=[(step.name, step.value) for step in answer.steps if step.member is None] if answer else (),
        office=claim_office(letter) or (office.name if office else ""),
        date=f"{timezone.localdate(letter.made_at):%Y-%m-%d}",
    )


def claim_office(letter: DecisionLetter) -> str:
    """The unit of the officer who decided."""
    officer = registry.officer_by_actor(letter.by)
    return officer.unit.name if officer and officer.unit else ""


def _opening(letter: DecisionLetter, scheme: Scheme) -> str:
    claim = letter.claim
    said = {
        "day": f"{timezone.localdate(claim.submitted_at):%Y-%m-%d}",
        "scheme": scheme.name,
        "number": claim.number,
        "ground": scheme.ground,
    }
    if scheme.ground:
        return _("On %(day)s you applied for “%(scheme)s” (%(number)s). Under %(ground)s it is decided:") % said
    return _("On %(day)s you applied for “%(scheme)s” (%(number)s). It is decided:") % said


def _decided(letter: DecisionLetter, scheme: Scheme, answer: Answer | None) -> list[str]:
    if letter.kind == DecisionLetter.Kind.GRANTED:
        return [_granted(scheme, answer), *_by_articles(answer.steps if answer else ())]
    if letter.kind == DecisionLetter.Kind.ENDED:
        ground = claim_words.EXITS.get(letter.ground, letter.ground)
        return [_("It ends. Ground: %(ground)s.") % {"ground": ground}]
    ground = claim_words.REFUSALS.get(letter.ground, letter.ground)
    found = [_("It is refused. Ground: %(ground)s.") % {"ground": ground}]
    if letter.ground == "not_due" and answer is not None and answer.cause is not None:
        found += _by_articles([answer.cause])
    return found


def _granted(scheme: Scheme, answer: Answer | None) -> str:
    if answer and answer.amount and scheme.gives == "money":
        return _("You are given %(yuan)s yuan a month.") % {"yuan": yuan(answer.amount)}
    if scheme.queued:
        return _("You are entitled to it and wait in the queue by the day your application was accepted.")
    return _("You are entitled to it.")


def _by_articles(steps: Sequence[Step]) -> list[str]:
    """Each step that gives a reason, with its article and figures."""
    said = []
    for step in steps:
        if step.reason and step.member is None:
            line = _("%(what)s: %(value)s, %(why)s") % {"what": step.name, "value": step.value, "why": step.reason}
            said.append(f"{line} ({step.ground})" if step.ground else line)
    return said


def _how_to_object(letter: DecisionLetter) -> str:
    if letter.kind == DecisionLetter.Kind.REFUSED:
        return _(
            "If you do not agree, you can object within 60 days on your page of the application or at the counter; "
            "somebody who did not review it decides. You can also ask for administrative review or go to court."
        )
    return _("If you do not agree, you can ask for administrative review within 60 days, or go to court.")


def word_of(letter: DecisionLetter, name: str) -> bytes:
    """The letter as a Word file, in Chinese, in the form of official papers."""
    with override("zh-hans"):
        told = letter_lines(letter, name)
        paper = Paper()
        paper.title(told.title)
        paper.line(letter.number, flush=True)
        paper.line(told.to, flush=True)
        for line in told.lines:
            paper.line(line)
        if told.figures:
            paper.table([(_("Item"), _("Result")), *told.figures])
        paper.signed(told.office, told.date)
        return paper.content()
