"""The commands an office types."""

import io
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from jishiyu.casework.models import Case
from jishiyu.cli import towns
from jishiyu.cli.commands import run
from jishiyu.ledger.models import Entry
from jishiyu.registry.models import Division, Officer, Unit
from jishiyu.sensing import queries
from jishiyu.sensing.models import Source
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]


def test_an_office_starts_for_real_by_four_commands(said: Said, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    Division.objects.create(code="43", name="湖南省", level=1)
    assert run(["unit", "add", "centre", "--name", "热线中心", "--division", "43", "--centre"]) == 0
    assert run(["officer", "add", "chen", "--name", "陈干事", "--post", "dispatcher", "--unit", "centre"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("timely-rain-2026\n"))
    assert run(["officer", "password", "chen"]) == 0
    assert run(["source", "add", "box", "--name", "信箱", "--pack", "hotline", "--unit", "centre"]) == 0
    assert Officer.objects.get(username="chen").check_password("timely-rain-2026")
    assert Unit.objects.get(code="centre").is_centre
    source = Source.objects.get(code="box")
    secret = said.readouterr().out.split()[-1]
    assert secret not in str(vars(source)), "the secret is shown once and kept sealed"


@pytest.fixture
def said(capsys: Said) -> Said:
    return capsys


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["unit", "add", "station", "--name", "又一个"], "unit_there_already"),
        (["unit", "add", "new", "--name", "新", "--division", "999"], "division_unknown"),
        (["officer", "add", "zhou"], "username_taken"),
        (["officer", "add", "new", "--unit", "nowhere"], "unit_code_unknown"),
        (["officer", "password", "nobody"], "officer_unknown"),
        (["key", "make", "nobody"], "officer_unknown"),
        (["key", "end", "0123456789ab"], "key_unknown"),
        (["source", "add", "chat", "--name", "群", "--pack", "power", "--unit", "station"], "source_there_already"),
        (["source", "add", "new", "--name", "群", "--pack", "nothing", "--unit", "station"], "pack_unknown"),
        (["import", "letters.xlsx", "--source", "nowhere"], "source_unknown"),
        (["sandbox", "make"], "town_not_empty"),
    ],
)
def test_a_command_that_is_refused_says_why_and_changes_nothing(
    cast: Cast, capsys: Said, words: list[str], reason: str
) -> None:
    before = Entry.objects.count()
    assert run(words) == 1
    assert f"refused: {reason}" in capsys.readouterr().err
    assert Entry.objects.count() == before


def test_a_short_password_is_refused(cast: Cast, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert run(["officer", "password", "zhou"]) == 1
    assert "password_too_short" in capsys.readouterr().err
    assert Officer.objects.get(username="zhou").check_password("jsy-2026-test")


def test_an_import_accounts_for_every_row_and_gives_bad_ones_back(cast: Cast, capsys: Said, tmp_path: Path) -> None:
    letters = tmp_path / "letters.csv"
    letters.write_text(
        "留言编号,留言主题,留言时间,留言详情\n"
        "1,路灯坏了,2026/6/28 11:25,路灯坏了三个月没人修理\n"
        "2,公交太少,不知道,高峰等了一个小时\n"
    )
    words = ["import", str(letters), "--source", "letters", "--rejected", str(tmp_path / "back.xlsx")]
    assert run(words) == 0
    first = capsys.readouterr().out
    assert "together: 2 of 2" in first
    assert "rejected: 1" in first
    assert (tmp_path / "back.xlsx").exists()
    assert Case.objects.count() == 1, "cases are open when the command ends"
    assert run(words) == 0
    assert "seen_before: 1" in capsys.readouterr().out
    assert Case.objects.count() == 1


def test_check_passes_on_a_sound_installation(capsys: Said) -> None:
    assert run(["check"]) == 0


@pytest.mark.parametrize("words", [[], ["fly"], ["import"], ["ledger", "mend"]])
def test_a_command_not_understood_ends_with_two(words: list[str], capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2


def test_a_database_that_stopped_half_way_is_left_as_it_is(db: None, capsys: Said) -> None:
    taken = MigrationRecorder(connection)
    before = taken.applied_migrations()
    squashed = next(key for key in before if key[0] == "registry" and "squashed" in key[1])
    taken.record_unapplied(*squashed)
    taken.record_unapplied("registry", "0009_plots")
    assert run(["prepare"]) == 1
    assert "database_half_way" in capsys.readouterr().err
    assert squashed not in taken.applied_migrations()
    taken.record_applied("registry", "0009_plots")
    assert run(["prepare"]) == 0
    assert taken.applied_migrations().keys() == before.keys()


def test_the_demo_moves_in_once_and_keeps_its_log_ins_to_itself(
    db: None, capsys: Said, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(towns.history, "live", lambda town, seed, now: 0)
    run(["prepare"])
    towns.move_in_once()
    officers = Officer.objects.count()
    towns.move_in_once()
    kept = tmp_path / "demo-log-ins.json"
    assert Officer.objects.count() == officers > 0
    assert kept.stat().st_mode & 0o077 == 0
    password = json.loads(kept.read_text())["password"]
    assert password in towns.log_ins()
    assert Officer.objects.get(username="zhou").check_password(password)


def test_a_real_office_has_no_demo_log_ins(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert towns.log_ins() == ""


def test_a_key_is_made_for_an_officer_printed_once_and_ended(cast: Cast, said: Said) -> None:
    assert run(["key", "make", "chen", "--label", "旧热线系统"]) == 0
    key = said.readouterr().out.strip()
    door = Client(headers={"authorization": f"Bearer {key}"})
    assert door.get("/api/cases/").status_code == 200
    assert run(["key", "end", key.split("_")[1]]) == 0
    assert door.get("/api/cases/").status_code == 401


def test_a_door_of_a_platform_shows_all_its_secrets_once(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["source", "add", "app", "--name", "企业微信", "--pack", "power", "--unit", "station", "--door", "wecom"]
    assert run([*words, "--secret", "corp_id=wwdemo"]) == 0
    shown = capsys.readouterr().out
    named = queries.secrets_of(Source.objects.get(code="app"))
    assert set(named) == {"corp_id", "token", "aes_key"}
    assert all(f"{name}: {secret}" in shown for name, secret in named.items())
    assert run([*words[:2], "other", *words[3:], "--secret", "corp_id"]) == 1
    assert "secret_unreadable" in capsys.readouterr().err
    assert not Source.objects.filter(code="other").exists()
