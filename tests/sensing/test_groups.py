from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

from jishiyu.sensing.learning.groups import UnreadableGroup, read_group, read_groups

HEAD = "# group: 樟树湾供电服务群\n# home: 浏阳市/沙市镇/樟树湾\n# home_code: 430181126\n# date: 2026-07-12\n"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "01.txt"
    path.write_text(head + "\n".join(rows) + "\n", "utf-8")
    return path


def test_a_group_is_read_with_its_labels(tmp_path: Path) -> None:
    talk = read_group(
        written(
            tmp_path,
            "1|1 19:02|u01|o2|||湾里|湾里黑了",
            "2|2 00:03|s01|-||||收到|马上到",
            "3|2 00:04|u02|v3|v|1||外婆一个人",
        )
    )
    first, staff, joined = talk.lines
    assert (talk.code, talk.home_code, first.kind, first.urgency, first.place) == (
        "01",
        "430181126",
        "outage",
        2,
        "湾里",
    )
    assert first.at == datetime.fromisoformat("2026-07-12T19:02:00+08:00")
    assert (staff.role, staff.risk, staff.incident, staff.text) == ("staff", False, "", "收到|马上到")
    assert joined.at == datetime.fromisoformat("2026-07-13T00:04:00+08:00")
    assert (joined.vulnerable, joined.incident, first.incident) == (True, "1", "1")


@pytest.mark.parametrize(
    ("rows", "line", "why"),
    [
        (["1|1 19:02|u01|-|||早"], 5, "7 fields"),
        (["1|19:02|u01|-||||早"], 5, "no time"),
        (["1|1 19:02|x1|-||||早"], 5, "nobody"),
        (["1|1 19:02|u01|z2||||早"], 5, "no verdict"),
        (["1|1 19:02|u01|-||||早", "1|1 19:03|u01|-||||早"], 6, "twice"),
        (["1|1 19:02|u01|-||||早", "2|1 19:01|u01|-||||早"], 6, "goes back"),
        (["1|1 19:02|u01|-|v|||早"], 5, "neither v nor an incident"),
        (["1|1 19:02|u01|o2|w|||黑了"], 5, "neither v nor empty"),
        (["1|1 19:02|u01|-||||早", "2|1 19:03|u01|o2||1||黑了"], 6, "no earlier message"),
        (["1|1 19:02|u01|o2|||桥头|黑了"], 5, "not in the text"),
        (["1|1 19:02|u01|-||||  "], 5, "no text"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, rows: list[str], line: int, why: str
) -> None:
    path = written(tmp_path, *rows)
    with pytest.raises(UnreadableGroup, match=why) as raised:
        read_group(path)
    assert str(raised.value).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("head", "why"), [("# group: 群\n", "'# home:'"), (HEAD.replace("2026-07-12", "July"), "date")]
)
def test_a_head_that_lacks_something_is_refused(tmp_path: Path, head: str, why: str) -> None:
    with pytest.raises(UnreadableGroup, match=why):
        read_group(written(tmp_path, "1|1 19:02|u01|-||||早", head=head))


def test_the_labelled_set_is_whole() -> None:
    """Large enough, of many groups, ordinary talk the large majority, and no text carried over to the frozen set."""
    power = Path(str(files("jishiyu_packs.power")))
    talks = read_groups(sorted(power.glob("said/*.txt")))
    lines = [line for talk in talks for line in talk.lines]
    assert len(talks) >= 80
    assert len(lines) >= 3000
    assert len({talk.code for talk in talks}) == len(talks)
    assert sum(line.risk for line in lines) < 0.4 * len(lines)
    assert {line.kind for line in lines} == {"", "hazard", "vulnerable", "repeated_angry", "outage", "complaint"}
    frozen = {
        line.text for talk in read_groups(power.glob("frozen/*.txt")) for line in talk.lines if len(line.text) > 12
    }
    assert not frozen & {line.text for line in lines}
