"""Reading entitlements, one file for each matter, rights included."""

from jishiyu.entitlements.queries.every_way import every_way
from jishiyu.entitlements.queries.hands import hand_of, standing_of, visible_claims
from jishiyu.entitlements.queries.keepers import keeps, kept_schemes, read_schemes, reads
from jishiyu.entitlements.queries.matching import Preview, matched, preview_offers, seen_of
from jishiyu.entitlements.queries.queue import OrderAct, QueueFilter, came_free, counts_of, draw_of, draws_of, fitting, masked_name, offers_to, open_moves, order_log, queue_of, queue_rows, story_of, undrawn, waiting_by_token, waiting_of
from jishiyu.entitlements.queries.rules import judged, people_of, rules_of, values_of
from jishiyu.entitlements.queries.stock import Compared, HomeFilter, compared, draft_of, file_rows, home_counts, home_of, homes, institutions, offers

__all__ = [
    "Compared",
    "HomeFilter",
    "OrderAct",
    "Preview",
    "QueueFilter",
    "came_free",
    "compared",
    "counts_of",
    "draft_of",
    "draw_of",
    "draws_of",
    "every_way",
    "file_rows",
    "fitting",
    "hand_of",
    "home_counts",
    "home_of",
    "homes",
    "institutions",
    "judged",
    "keeps",
    "kept_schemes",
    "masked_name",
    "matched",
    "offers",
    "offers_to",
    "open_moves",
    "order_log",
    "people_of",
    "preview_offers",
    "queue_of",
    "queue_rows",
    "read_schemes",
    "reads",
    "rules_of",
    "seen_of",
    "standing_of",
    "story_of",
    "undrawn",
    "values_of",
    "visible_claims",
    "waiting_by_token",
    "waiting_of",
]
