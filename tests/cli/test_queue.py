"""A published list is drawn again by anyone: no database is asked."""

from pathlib import Path

import pytest

from jishiyu.cli import commands
from jishiyu.entitlements.lottery import digest_of, draw_order, list_text

SEED = "2026133期 07 12 19 23 28 31 + 04"
TEXT = list_text(f"A20261125-{n:04d}" for n in range(1, 9))


@pytest.fixture
def published(tmp_path: Path) -> Path:
    file = tmp_path / "list.txt"
    file.write_bytes(TEXT.encode())
    return file


def test_the_command_prints_hash_and_order_without_a_database(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.run(["queue", "draw", "--list", str(published), "--seed", f" {SEED} "]) == 0
    digest, *order = capsys.readouterr().out.splitlines()
    assert digest == digest_of(TEXT, "sha256")
    assert order == draw_order(TEXT.splitlines(), SEED, digest)


def test_another_hash_is_another_order(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["queue", "draw", "--list", str(published), "--seed", SEED, "--hash", "sm3"]) == 0
    digest, *order = capsys.readouterr().out.splitlines()
    assert digest == digest_of(TEXT, "sm3")
    assert (
        order
        == draw_order(TEXT.splitlines(), SEED, digest)
        != draw_order(TEXT.splitlines(), SEED, digest_of(TEXT, "sha256"))
    )


@pytest.mark.parametrize("content", [TEXT.encode() + b"A1", b"\xff\n", TEXT.replace("\n", "\r\n").encode()])
def test_a_file_that_is_no_frozen_list_is_refused(
    published: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    published.write_bytes(content)
    assert commands.run(["queue", "draw", "--list", str(published), "--seed", SEED]) == 1
    assert "refused" in capsys.readouterr().err
