"""Real letters and real chat, where the material lies beside the checkout. Nothing of them is kept here."""

import csv
import gzip
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Case
from jishiyu.sensing import actions
from jishiyu.sensing.imports import run_import
from jishiyu.sensing.models import ImportRun, Lead, Message
from jishiyu.sensing.raw import RawMessage
from tests.cast import BY, TOWN, Cast
from tests.material import material

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
AT = datetime.fromisoformat("2026-07-14T10:00:00+08:00")
LETTERS = {"citizen_messages.xlsx": 4326, "messages_with_replies.xlsx": 2816}


def account(run: ImportRun, rows: int) -> dict[str, int]:
    assert run.rows == sum(run.counts.values()) == rows, "every row is accounted for"
    return run.counts


@pytest.mark.parametrize(("name", "rows"), LETTERS.items())
def test_every_real_letter_is_accounted_for_and_a_second_time_changes_nothing(cast: Cast, name: str, rows: int) -> None:
    path = material(f"data/messages/{name}")
    first = account(run_import(cast.letters, path, by=BY, at=AT), rows)
    assert first["rejected"] == 0
    assert Lead.objects.count() == first["new_lead"]
    assert Message.objects.count() == rows
    again = account(run_import(cast.letters, path, by=BY, at=AT), rows)
    assert again["seen_before"] == rows


def test_letters_with_masked_places_stay_at_the_offices_own_place(cast: Cast) -> None:
    run_import(cast.letters, material("data/messages/citizen_messages.xlsx"), by=BY, at=AT)
    masked = Message.objects.filter(text__regex="[A-Z][0-9]*(市|区|县)")
    assert masked.count() > 1000
    named = masked.filter(place_how="named")
    assert named.count() <= 0.02 * masked.count(), "a masked name is no place, and nobody guesses one"
    assert set(masked.exclude(place_how="named").values_list("division_id", flat=True)) == {cast.letters.division_id}


def test_an_official_reply_opens_the_case_answered_on_its_day(cast: Cast) -> None:
    path = material("data/messages/messages_with_replies.xlsx")
    run_import(cast.letters, path, by=BY, at=AT)
    leads = list(Lead.objects.order_by("pk").values_list("pk", flat=True)[:60])
    casework.take_leads(leads, by=BY, at=AT)
    rows = {
        str(int(row[0])): row for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    }
    for case in Case.objects.select_related("lead").prefetch_related("lead__messages"):
        assert case.lead is not None
        own = [rows[message.external_id] for message in case.lead.messages.all()]
        assert case.answer in {str(row[5]).strip() for row in own}
        assert (case.state, case.outcome) == (Case.State.CLOSED, Case.Outcome.UNVERIFIED)


def chat() -> list[dict[str, object]]:
    return [json.loads(line) for line in material("data/messages/group_messages.jsonl").read_text().splitlines()]


def replay(cast: Cast) -> None:
    said = sorted(chat(), key=lambda one: str(one["time"]))
    names = ("id", "group_id", "group_name", "sender", "role", "time", "text")
    raws = [RawMessage.from_plain({name: one[name] for name in names}) for one in said]
    actions.hear(cast.chat, raws, at=AT)
    while actions.sense_batch(64, by=BY, at=AT).taken:
        continue


def test_real_chat_is_heard_once_and_few_in_danger_are_missed(cast: Cast) -> None:
    """A floor, not the figure: benches/replay_chat.py prints precision and recall through the running product. Nothing
    that judges was taught by these messages, so one in danger may be missed where the lexicon alone, whose writers had
    read them, missed none."""
    replay(cast)
    labels = {str(one["id"]): one for one in chat()}
    judged = {message.external_id: message for message in Message.objects.select_related("lead")}
    assert judged.keys() == labels.keys()
    found = Counter((bool(labels[key]["risk"]), judged[key].risk) for key in labels)
    assert found[True, True] / (found[True, True] + found[True, False]) >= 0.9
    assert found[True, True] / (found[True, True] + found[False, True]) >= 0.9
    grave = [key for key, label in labels.items() if label["urgency"] == 3]
    assert sum(judged[key].risk for key in grave) >= 0.95 * len(grave)


def test_the_divisions_of_the_country_hold_no_surprise_the_loader_does_not_know(tmp_path: Path) -> None:
    """Levels and parents of all rows agree with their codes; the whole load is timed by benches/divisions.py."""
    with gzip.open(material("data/divisions/divisions.csv.gz"), "rt", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    assert len(rows) - 1 == 665_276
    by_code = {row[0]: row for row in rows[1:]}
    assert len(by_code) == 665_276
    assert by_code[TOWN][1] == "谢林港镇"
    assert by_code[TOWN[:6]][1] != "赫山区", "the town stands under a development zone, whatever people say"
