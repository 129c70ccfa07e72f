"""Which children get a place of rehabilitation training."""

from jishiyu.packs.sdk import NUMBER, Rulebook
from jishiyu.packs.sdk import words as _
from jishiyu_packs.livelihood.facts import DISABILITY, FACTS

STATE_COUNCIL = "《国务院关于建立残疾儿童康复救助制度的意见》(国发〔2018〕20号)"

BOOK = Rulebook("livelihood", FACTS)
BOOK.parameter("AGE_MOST", NUMBER, by=DISABILITY, words=_("Most years of age"))
BOOK.parameter("MONTHS_LEAST", NUMBER, words=_("Least months of training in a year"))


@BOOK.clause(f"{STATE_COUNCIL}:救助对象")
def of_age(child_born, child_disability, day, AGE_MOST):
    """Of an age to be helped"""
    if years(child_born, day) > AGE_MOST[child_disability]:
        return False, "past the age of help for this disability"
    return True, "born on {child_born:day}, of an age to be helped"


@BOOK.clause(f"{STATE_COUNCIL}:救助内容和标准")
def place(child_disability, child_registered, of_age, diagnosed, can_train, months_done, MONTHS_LEAST):
    """A place is due"""
    if child_disability == "none":
        return False, "no disability that is trained"
    if not child_registered:
        return False, "neither registered nor living here"
    if not of_age:
        return False, "past the age of help"
    if not diagnosed:
        return False, "no certificate or diagnosis yet"
    if not can_train:
        return False, "no physician says that training helps"
    if months_done >= MONTHS_LEAST:
        return False, "the training of this year is complete: {months_done} months"
    return True, "a place, with at least {MONTHS_LEAST} months of training"
