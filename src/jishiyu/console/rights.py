"""Which page is for which post. What is not in the table is for nobody."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from jishiyu.policies import rights as policies
from jishiyu.registry.models import Officer, Post

P = ParamSpec("P")

HEADS = frozenset({Post.HEAD})
HANDLES = frozenset({Post.OFFICER, Post.HEAD})
WATCHES = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})
DISPATCHES = frozenset({Post.DISPATCHER})
VERIFIES = frozenset({Post.DISPATCHER, Post.CALLER})
JUDGES_SIGNS = frozenset({Post.DISPATCHER, Post.LEADER})
DECIDES = frozenset({Post.DISPATCHER, Post.LEADER})
WORKS = HANDLES | WATCHES
READS_REPORTS = WATCHES | HEADS
KEEPS_KEYS = WORKS | {Post.SECURITY_ADMIN}
CHANGES_WORDS = frozenset({Post.LEADER})  # who is heard is for whoever leads to answer; a dispatcher tries and asks
PAYS = HANDLES  # those among them who keep a scheme; queries and deeds look at the duty
READS_PAYMENTS = HANDLES | {Post.LEADER}
RUNS = frozenset({Post.SYSTEM_ADMIN})
AUDITS = frozenset({Post.AUDIT_ADMIN})
KEEPS = frozenset({Post.OFFICER, Post.HEAD})  # with a duty of the scheme, as queries and deeds say
READS_QUEUES = KEEPS | {Post.LEADER}
CALLS_WEATHER = frozenset({Post.DISPATCHER, Post.HEAD, Post.LEADER})
GOES = HANDLES | WATCHES  # who may answer for an enterprise; queries and deeds look at the duty
WRITES_POLICIES, RELEASES_POLICIES = policies.WRITES, policies.RELEASES
EVERYBODY = frozenset(Post)

PAGES: Mapping[str, frozenset[Post]] = {
    "home": EVERYBODY,
    "ticket": EVERYBODY,
    "notices": EVERYBODY,
    "channels": EVERYBODY,
    "channel_end": EVERYBODY,
    "keys": KEEPS_KEYS,
    "key_end": KEEPS_KEYS,
    "unit": HEADS,
    "unit_held": HEADS,
    "warnings": HANDLES,
    "tasks": HANDLES,
    "task": HANDLES,
    "task_act": HANDLES,
    "desk": WATCHES,
    "desk_stream": WATCHES,
    "desk_waiting": WATCHES,
    "new": VERIFIES,
    "new_hints": VERIFIES,
    "lead_open": DISPATCHES,
    "lead": WORKS,
    "lead_false": DISPATCHES,
    "lead_split": DISPATCHES,
    "lead_unite": DISPATCHES,
    "lead_place": DISPATCHES,
    "topics": WATCHES,
    "topic": WATCHES,
    "stream": WATCHES,
    "stream_rows": WATCHES,
    "cases": WORKS,
    "case": WORKS,
    "case_dispatch": DISPATCHES,
    "case_elsewhere": DISPATCHES,
    "case_add": DISPATCHES,
    "case_recall": DISPATCHES,
    "case_nudge": DISPATCHES,
    "case_holding": WORKS,
    "case_close": DISPATCHES,
    "case_ask": VERIFIES,
    "case_confirm": VERIFIES,
    "case_reopen": VERIFIES,
    "case_contact": HANDLES | VERIFIES,
    "case_asides": WORKS,
    "case_asking": WORKS,
    "case_aside": WORKS,
    "case_outcomes": WORKS,
    "case_outcome_act": HANDLES | DISPATCHES,
    "consultation_outcomes": WORKS,
    "consultation_outcome_act": HANDLES | DISPATCHES,
    "judging": DECIDES,
    "judge": DECIDES,
    "calls": VERIFIES,
    "call_next": VERIFIES,
    "call_act": VERIFIES,
    "sampling": WATCHES | RUNS,
    "case_export": WORKS,
    "case_letter": WATCHES | {Post.HEAD},
    "case_letters": DISPATCHES,
    "claims": HANDLES | {Post.LEADER},
    "claim": HANDLES,
    "claim_act": HANDLES,
    "claim_people": HANDLES,
    "claim_paper": HANDLES,
    "claim_letter": HANDLES,
    "signs": JUDGES_SIGNS,
    "sign": JUDGES_SIGNS,
    "consultation_minutes": WORKS,
    "photo": WORKS,
    "consultations": WORKS,
    "consultation_new": DISPATCHES,
    "consultation_page": WORKS,
    "consultation_act": DISPATCHES,
    "catalogue": WORKS,
    "catalogue_entry": WORKS,
    "catalogue_export": WORKS,
    "catalogue_new": DISPATCHES,
    "catalogue_replace": DISPATCHES,
    "catalogue_end": DISPATCHES,
    "catalogue_import": DISPATCHES,
    "officers": WATCHES | HEADS,
    "officer_page": WORKS,
    "hand_over": DECIDES | HEADS,
    "nobodys": WATCHES,
    "nobodys_number": WATCHES,
    "assignments": WATCHES,
    "assignment": WATCHES,
    "assignment_act": DECIDES,
    "documents": WORKS,
    "document": WORKS,
    "document_export": WORKS,
    "document_import": DECIDES,
    "document_letter": WORKS,
    "document_letters": WORKS,
    "campaign_task": WORKS,
    "imports": DISPATCHES,
    "import_rejected": DISPATCHES,
    "import_sheet": DISPATCHES,
    "figures": WORKS,
    "figure": WORKS,
    "wall": WATCHES,
    "wall_numbers": WATCHES,
    "wall_goals": WATCHES,
    "wall_goals_numbers": WATCHES,
    "figure_open": WORKS,
    "figure_places": WATCHES,
    "figure_people": WATCHES,  # who decides tells
    "figure_entries": WORKS,
    "figure_rows": WORKS,
    "reports": READS_REPORTS,
    "report": READS_REPORTS,
    "report_file": READS_REPORTS,
    "report_public": DECIDES,
    "report_make": DECIDES,
    "report_plan": DECIDES,
    "programmes": WORKS,
    "programme": WORKS,
    "programme_export": WORKS,
    "programme_import": HANDLES | DISPATCHES,
    "programme_meeting": HANDLES | DISPATCHES,
    "item": WORKS,
    "item_act": WORKS,
    "item_photo": WORKS,
    "indicators": WORKS,
    "quality": WATCHES,
    "quality_rows": WATCHES,
    "labelling": WATCHES,
    "label": WATCHES,
    "words": WATCHES,
    "word_end": CHANGES_WORDS,
    "awards": READS_PAYMENTS,
    "award": READS_PAYMENTS,
    "award_act": PAYS,
    "permit": PAYS,
    "runs": READS_PAYMENTS,
    "run": READS_PAYMENTS,
    "run_act": PAYS,
    "payments": READS_PAYMENTS,
    "payments_export": READS_PAYMENTS,
    "payment_repaid": PAYS,
    "due": READS_PAYMENTS,
    "due_act": PAYS,
    "due_letters": PAYS,
    "advice": WORKS,
    "advice_act": WORKS,
    "gatherings": WORKS,
    "gatherings_month": WORKS,
    "gathering": WORKS,
    "gathering_new": HANDLES | DISPATCHES,
    "gathering_act": HANDLES | DISPATCHES,
    "gathering_minutes": WORKS,
    "residencies": WORKS,
    "residency": WORKS,
    "residency_new": HEADS | DECIDES,
    "residency_act": HANDLES | DECIDES,
    "back_to_work": WORKS,
    "back_to_work_act": HANDLES | DISPATCHES,
    "resumption": WORKS,
    "resumption_keep": HANDLES | DISPATCHES,
    "coverage": WORKS,
    "policies": WORKS,
    "policy": WORKS,
    "policy_act": WRITES_POLICIES | RELEASES_POLICIES,
    "policy_audience": WRITES_POLICIES,
    "policy_document_edit": WRITES_POLICIES,
    "policy_document_new": WRITES_POLICIES,
    "policy_documents": WORKS,
    "policy_edit": WRITES_POLICIES,
    "policy_fits": WORKS,
    "policy_new": WRITES_POLICIES,
    "policy_preview": WRITES_POLICIES,
    "policies_book": WORKS,
    "policies_import": WRITES_POLICIES,
    "policies_pass_on": WORKS,
    "policies_told": WORKS,
    "works": EVERYBODY,
    "works_list": EVERYBODY,
    "work_file": EVERYBODY,
    "queues": READS_QUEUES,
    "queue": READS_QUEUES,
    "queue_row": READS_QUEUES,
    "queue_wishes": KEEPS,
    "queue_move": KEEPS,
    "move_rule": KEEPS,
    "draws": READS_QUEUES,
    "draw_page": READS_QUEUES,
    "draw_file": READS_QUEUES,
    "draw_act": KEEPS,
    "homes": READS_QUEUES,
    "homes_export": READS_QUEUES,
    "homes_import": KEEPS,
    "home_page": READS_QUEUES,
    "home_use": KEEPS,
    "institutions": READS_QUEUES,
    "allotment": READS_QUEUES,
    "offers_make": KEEPS,
    "offer_act": KEEPS,
    "appraisal": GOES,
    "mine": GOES,
    "mine_contact": GOES,
    "mine_appoint": GOES,
    "mine_drop": GOES,
    "visits": GOES,
    "visits_export": GOES,
    "unvisited": GOES,
    "visit_note": GOES,
    "visit_send": GOES,
    "visit_hand": GOES,
    "visit_worker": GOES,
    "visit": GOES,
    "visit_strike": GOES,
    "visit_photo": GOES,
    "teams": GOES,
    "team": GOES,
    "team_act": GOES,
    "team_form": HEADS | {Post.LEADER, Post.DISPATCHER},
    "enterprise": WORKS,
    "enterprises": WORKS,
    "enterprises_export": WORKS,
    "enterprises_found": WORKS,
    "enterprises_import": DISPATCHES,
    "households": WORKS,
    "households_export": WORKS,
    "enterprise_timeline": GOES,
    "letters": RUNS,
    "letter_form": RUNS,
    "letter_preview": RUNS,
    "letter_change": RUNS,
    "letter_restore": RUNS,
    "calendar": RUNS,
    "opening_hours": RUNS,
    "rules": WORKS,
    "scheme_rules": WORKS,
    "parameter_record": HEADS,
    "health": RUNS,
    "audit": AUDITS,
    "sights": AUDITS,
}

View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(name: str) -> Callable[[View[P]], View[P]]:
    """Let only the posts of the table in: strangers go to sign in, others find nothing here."""
    posts = PAGES[name]

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.user.post not in posts:
                raise Http404
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard


def officer_of(request: HttpRequest) -> Officer:
    """Whoever is signed in. Raises Http404 for a stranger, which guarded views never are."""
    if not isinstance(request.user, Officer):
        raise Http404
    return request.user
