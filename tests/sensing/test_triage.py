import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.packs.loader import packs
from jishiyu.sensing.kinds import Lexicon, Pair, Sign, lexicon_of
from jishiyu.sensing.triage import Said, Thread, Verdict, judge
from tests.sensing.chat_examples import EXAMPLES

POWER = lexicon_of("power")
HOTLINE = lexicon_of("hotline")


@pytest.mark.parametrize(("text", "role", "thread", "kind"), EXAMPLES, ids=[row[0][:16] or "empty" for row in EXAMPLES])
def test_a_duty_officer_hears_of_it_or_does_not(text: str, role: str, thread: str, kind: str) -> None:
    verdict = judge(Said(text, role=role), POWER, Thread(thread))
    assert (verdict.kind, verdict.risk) == (kind, bool(kind)), verdict.reasons


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("电压低，空调带不动", 1),
        ("我们湾里停电了", 2),
        ("停电三天了", 3),
        ("变压器冒烟了", 3),
        ("我爸用呼吸机的，停电撑不了多久", 3),
    ],
)
def test_danger_life_support_and_long_outages_are_urgent(text: str, urgency: int) -> None:
    assert judge(Said(text), POWER).urgency == urgency


def test_no_word_of_calm_takes_back_a_danger() -> None:
    verdict = judge(Said("来电了，谢谢，不过变压器在冒烟"), POWER)
    assert (verdict.kind, verdict.urgency) == ("power.hazard", 3)


def test_a_thing_and_its_state_speak_only_close_together_and_in_one_sentence() -> None:
    apart = "路边那个变压器旁边有个卖西瓜的老乡很热情又便宜，要倒了"
    other = "那里有个变压器。我屋里的树倒了"
    assert judge(Said("变压器那里好像在漏电"), POWER).risk
    assert not judge(Said(apart), POWER).risk
    assert not judge(Said(other), POWER).risk


def test_a_frail_person_is_marked_and_counts_only_beside_trouble() -> None:
    assert judge(Said("老人家一个人在屋里，停电了"), POWER).vulnerable
    assert not judge(Said("老人家一个人在屋里打牌"), POWER).risk
    assert judge(Said("屋里有老人"), POWER).risk is False
    assert judge(Said("屋里有老人"), POWER, Thread("power.outage")).kind == "power.vulnerable"


def test_staff_who_announce_are_no_risk_and_staff_who_report_a_danger_are() -> None:
    assert not judge(Said("明日停电检修，请大家配合", role="staff"), POWER).risk
    assert judge(Said("樟树湾的线断了", role="staff"), POWER).risk


def test_a_verdict_names_the_words_it_rests_on() -> None:
    assert judge(Said("复兴村停电了"), POWER).reasons == (("word", "停电"),)
    assert judge(Said("我也是"), POWER, Thread("power.outage")).reasons == (("thread", "我也是"),)
    assert judge(Said("来电了"), POWER).reasons == (("calm", "来电了"),)


def test_spaces_stickers_and_full_width_do_not_hide_a_word() -> None:
    assert judge(Said("复兴村 停 电 了[捂脸]！！"), POWER).kind == "power.outage"
    assert judge(Said("＋１"), POWER, Thread("power.outage")).risk


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("小区物业乱停车", "业主多次向物业反映", "hotline.construction"),
        ("公交车太少", "等了一个小时没有公交", "hotline.transport"),
        ("拖欠工资", "工地做完不给农民工工资，劳动合同也没签", "hotline.labour"),
        ("中学违规补课", "老师要求学生周末补课收费", "hotline.education"),
        ("工厂夜里排放废气", "味道难闻", "hotline.environment"),
        ("一件事", "请问该找哪里", "hotline.other"),
        ("感谢信", "谢谢你们", ""),
        ("测试", "测试", ""),
    ],
)
def test_a_letter_gets_the_subject_with_most_words_in_it(title: str, text: str, kind: str) -> None:
    verdict = judge(Said(text, title=title, role="requester"), HOTLINE)
    assert (verdict.kind, verdict.risk) == (kind, bool(kind))


def test_every_kind_a_lexicon_speaks_of_is_declared_by_its_pack() -> None:
    hearing = [pack for pack in packs() if pack.lexicon]
    assert len(hearing) >= 2
    for pack in hearing:
        assert pack.lexicon
        declared = {kind.code for kind in pack.kinds}
        spoken = {sign.kind for sign in pack.lexicon.signs} | {pair.kind for pair in pack.lexicon.pairs}
        spoken |= {*pack.lexicon.order, *pack.lexicon.families, *pack.lexicon.warn_roles}
        assert spoken <= declared | {""}, pack.code
        assert {sign.kind for sign in pack.lexicon.signs} <= set(pack.lexicon.order)
        roles = {role.code for role in pack.roles}
        assert {role for given in pack.lexicon.warn_roles.values() for role in given} <= roles


def test_a_lexicon_changes_its_version_with_any_word() -> None:
    one = Lexicon(style="chat", signs=(Sign(kind="a.b", urgency=1, words=("停电",)),), order=("a.b",))
    other = Lexicon(style="chat", signs=(Sign(kind="a.b", urgency=1, words=("断电",)),), order=("a.b",))
    paired = Lexicon(
        style="chat", signs=(), order=("a.b",), pairs=(Pair(kind="a.b", urgency=1, things=("线",), states=("断",)),)
    )
    assert len({one.version, other.version, paired.version}) == 3
    assert judge(Said("停电"), one).risk
    assert not judge(Said("停电"), other).risk


def test_an_empty_lexicon_hears_nothing() -> None:
    assert judge(Said("停电"), Lexicon(style="chat", signs=(), order=())) == Verdict(False)


@given(
    text=st.text(alphabet=string.printable + "停电没来了有线断冒烟我也是谢[]，。！\x00🌧", max_size=200),
    role=st.sampled_from(["resident", "staff", "requester"]),
    thread=st.sampled_from(["", "power.outage", "power.hazard"]),
)
def test_any_text_gets_a_verdict_that_holds_together(text: str, role: str, thread: str) -> None:
    verdict = judge(Said(text, role=role), POWER, Thread(thread))
    assert verdict == judge(Said(text, role=role), POWER, Thread(thread))
    assert bool(verdict.kind) is verdict.risk
    assert verdict.urgency in ((1, 2, 3) if verdict.risk else (0,))
    assert not verdict.risk or verdict.reasons
