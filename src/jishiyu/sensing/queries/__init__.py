"""Reading what was heard, one file for each matter."""

from jishiyu.sensing.queries.around import (
    groups_known,
    joined_lately,
    keys_of_leads,
    of_area,
    people_of,
    senders_known,
    spoken_of_by,
)
from jishiyu.sensing.queries.imports import import_run, import_runs, rejected
from jishiyu.sensing.queries.judges import judge_of, models_folder, read, subject_doubts, subjects_now
from jishiyu.sensing.queries.labels import below_on, labels_of, left_to_label, message_by_id, thread_before, to_label
from jishiyu.sensing.queries.messages import (
    HEARS_ALL,
    WORDS_REACH,
    HeardFilter,
    groups,
    heard,
    lead,
    leads,
    likely,
    quiet_leads,
    thread_of,
)
from jishiyu.sensing.queries.places import gazetteer, gazetteers
from jishiyu.sensing.queries.sources import (
    archive_seq,
    door_named,
    refusals,
    secret_of,
    secrets_of,
    source_by_code,
    sources,
)
from jishiyu.sensing.queries.threads import said_before
from jishiyu.sensing.queries.topics import last_heard, last_looked, tellings, told_of, topics
from jishiyu.sensing.queries.trying import Trial, try_words
from jishiyu.sensing.queries.waiting import anything_waits, readers, set_aside, shards_of, table_lag
from jishiyu.sensing.queries.words import lexicon_at, lexicon_now, lexicon_versions, office_word, office_words

__all__ = [
    "HEARS_ALL",
    "WORDS_REACH",
    "HeardFilter",
    "Trial",
    "anything_waits",
    "archive_seq",
    "below_on",
    "door_named",
    "gazetteer",
    "gazetteers",
    "groups",
    "groups_known",
    "heard",
    "import_run",
    "import_runs",
    "joined_lately",
    "judge_of",
    "keys_of_leads",
    "labels_of",
    "last_heard",
    "last_looked",
    "lead",
    "leads",
    "left_to_label",
    "lexicon_at",
    "lexicon_now",
    "lexicon_versions",
    "likely",
    "message_by_id",
    "models_folder",
    "of_area",
    "office_word",
    "office_words",
    "people_of",
    "quiet_leads",
    "read",
    "readers",
    "refusals",
    "rejected",
    "said_before",
    "secret_of",
    "secrets_of",
    "senders_known",
    "set_aside",
    "shards_of",
    "source_by_code",
    "sources",
    "spoken_of_by",
    "subject_doubts",
    "subjects_now",
    "table_lag",
    "tellings",
    "thread_before",
    "thread_of",
    "to_label",
    "told_of",
    "topics",
    "try_words",
]
