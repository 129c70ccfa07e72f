"""The words of every refusal of the policy handbook."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

POLICIES: Mapping[str, Phrase] = {
    "audience_unreadable": gettext_lazy("This is no condition that can be understood: %(part)s"),
    "book_empty": gettext_lazy("No policy in force is for this trade; there is nothing to print."),
    "card_changed": gettext_lazy("Somebody changed this card while you looked at it. Look at it again."),
    "card_not_draft": gettext_lazy("Only a draft can be released."),
    "card_over": gettext_lazy("This card is not in use any more."),
    "card_own": gettext_lazy("Whoever wrote in a card does not release it; somebody else does."),
    "card_unknown": gettext_lazy("There is no such card."),
    "clause_gone": gettext_lazy("There is no such clause."),
    "condition_unfit": gettext_lazy("“%(attribute)s” cannot be asked for in this way (%(asks)s)."),
    "document_replaced": gettext_lazy("Another document has replaced %(document)s already."),
    "document_taken": gettext_lazy("There is a document with the address %(document)s already."),
    "document_unknown": gettext_lazy("There is no document %(document)s."),
    "policy_days": gettext_lazy("It cannot end before it begins."),
    "policy_field_needed": gettext_lazy("Something is left out that is needed: %(field)s"),
    "policy_field_wrong": gettext_lazy("“%(value)s” cannot stand in %(field)s."),
    "row_empty": gettext_lazy("The row says nothing."),
    "told_unknown": gettext_lazy("There is nothing of this to pass on."),
}
