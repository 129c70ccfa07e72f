"""What refusals about reports say to the reader."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

REPORTS: Mapping[str, Phrase] = {
    "plan_out_of_bounds": gettext_lazy("Up to the 23rd workday, an hour from 0 to 23, at most 50 readers."),
    "reader_unknown": gettext_lazy("Choose readers who work here."),
    "report_unknown": gettext_lazy("There is no report %(kind)s."),
}
