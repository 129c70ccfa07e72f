"""What came of it in numbers, and the page's system 2: gatherings with their outcomes, residencies, back to work."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from jishiyu.casework import actions as casework
from jishiyu.casework.actions import Assignment, Life, Step, Topic
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.outreach import actions
from jishiyu.outreach.actions import Came, Held, Resided, Resumed
from jishiyu.outreach.kinds import residency_of
from jishiyu.outreach.models import Gathering, Residency
from jishiyu.registry.models import Officer
from jishiyu.sandbox.page.liaison_shapes import BY, CITY, ZONE, Firms, Numbers, Office
from jishiyu.sensing import actions as sensing

LOAN_FIRMS, LOANS, EASED = 112, 1_569_000_000_00, 131  # fen
HOMES, SALES, LEADS, ESTATES = 261, 161_380_000_00, 1_036, 9
STATIONED, DIFFICULTIES, EXTENSIONS, BANKS = 80, 226, 22, ("交通银行", "邮政储蓄银行", "农村商业银行")
RETURNED = 151_980
RESIDENCY = "enterprise.back_to_work"
MONDAY = date(2022, 11, 7)  # the first day of the week in which all came back
SERIES = (("enterprise.reception_day", "企业家接待日"), ("enterprise.salon", "民营企业沙龙"),
          ("enterprise.symposium", "民营企业座谈会"))  # fmt: skip
LINES = ("原材料运输车辆受阻", "员工返岗交通不便", "防疫物资紧缺", "闭环管理住宿不够", "产品发不出去", "上游零件断供")


def fill(rng: Random, office: Office, firms: Firms) -> None:
    """All of it, after the enterprises and the officers are there."""
    _recurring(rng, office, firms)
    _meetings(rng, office, firms)
    residencies = _residencies(rng, office, firms)
    _difficulties(rng, office, firms, residencies)
    _back_to_work(rng, firms)


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def _recurring(rng: Random, office: Office, firms: Firms) -> None:
    """Series by their rule from June on, made ahead as the job does, and held with a few guests each."""
    for kind, title in SERIES:
        actions.start_series(
            kind, title, unit_id=office.desks[0].pk, starts=time(9), since=date(2022, 6, 1), place="市民之家会议室",
            by=BY, at=_at(date(2022, 5, 30)),
        )  # fmt: skip
    actions.make_ahead(by=BY, at=_at(date(2022, 8, 25)))
    for gathering in Gathering.objects.filter(series__isnull=False, starts_at__lt=_at(date(2022, 12, 1))):
        chosen = rng.sample(firms.key, min(6, len(firms.key)))
        before, after = gathering.starts_at - timedelta(days=3), gathering.starts_at + timedelta(hours=4)
        actions.invite_guests(gathering.pk, subject_ids=chosen, by=BY, at=before)
        came = {guest.pk: Came(True, rng.choice((1, 2))) for guest in gathering.guests.all()}
        actions.note_came(gathering.pk, came, by=BY, at=after)
        actions.hold_gathering(gathering.pk, minutes="听取企业诉求,逐件明确责任单位和时限。", by=BY, at=after)


def _meetings(rng: Random, office: Office, firms: Firms) -> None:
    """Banks with trading firms in four meetings, and a housing fair; what came of them has a row each."""
    many = rng.sample(firms.keys, min(len(firms.keys), EASED + 20))
    loans, eased = many[:LOAN_FIRMS], many[len(many) - EASED :]
    amounts = _split(rng, LOANS, len(loans))
    held = []
    for n in range(4):
        mine = [("enterprise.loans", amount, "银行放款清单(样本)", key)
                for key, amount in list(zip(loans, amounts, strict=True))[n::4]]  # fmt: skip
        helped = [("enterprise.eased", 1, "专班收汇台账(样本)", key) for key in eased[n::4]]
        there = {row[3]: 1 for row in [*mine, *helped] if row[3]}
        held.append(
            Held(
                kind="enterprise.bank_meeting", title=f"外贸企业发展突出问题攻坚月第{n + 1}次对接会",
                unit_id=office.desks[2].pk, division_code=CITY, starts_at=_at(date(2022, 8, 4 + 7 * n), 14),
                minutes="逐户对接融资和收汇。", subjects=there, outcomes=[*mine, *helped],
            )
        )  # fmt: skip
    homes, values = _split(rng, HOMES, ESTATES), _split(rng, SALES, ESTATES)
    sold = [("enterprise.homes_sold", count, f"楼盘{n + 1}签约登记(样本)", None) for n, count in enumerate(homes)]
    sold += [("enterprise.home_sales", fen, f"楼盘{n + 1}合同金额(样本)", None) for n, fen in enumerate(values)]
    sold += [("enterprise.leads", count, f"楼盘{n + 1}来访登记(样本)", None)
             for n, count in enumerate(_split(rng, LEADS, ESTATES))]  # fmt: skip
    held.append(
        Held(kind="enterprise.fair", title="房交会", unit_id=office.desks[1].pk, division_code=CITY,
             starts_at=_at(date(2022, 9, 28)), length=Gathering.Length.FULL, minutes="房交会成交和意向登记。",
             others=6200, outcomes=sold)
    )  # fmt: skip
    actions.load_gatherings(held, by=BY)


def _split(rng: Random, whole: int, parts: int) -> list[int]:
    """A whole number in so many positive parts that add up to it."""
    weights = [rng.randrange(50, 150) for _ in range(parts)]
    found = [max(1, whole * weight // sum(weights)) for weight in weights]
    found[-1] += whole - sum(found)
    return found


def _industrial(firms: Firms) -> list[int]:
    return [key for key, one in zip(firms.keys, firms.said, strict=True)
            if one.values.get("enterprise.above_scale") == "industry"]  # fmt: skip


def _residencies(rng: Random, office: Office, firms: Firms) -> list[Residency]:
    """One officer each at the first enterprises back, from the city's units in turn, in all three posts; ten days of
    notes; trained on line."""
    units = [unit.pk for unit in office.bureaus]
    by_unit: dict[int, list[int]] = {}
    for key, unit in Officer.objects.filter(unit__in=units).order_by("pk").values_list("pk", "unit_id"):
        by_unit.setdefault(unit or 0, []).append(key)
    hands = [by_unit[units[n % len(units)]][n // len(units)] for n in range(STATIONED)]
    kind, places = residency_of(RESIDENCY), _industrial(firms)[:STATIONED]
    duties = list(kind.duties)
    days = [MONDAY + timedelta(days=n) for n in range(10)]
    resided = [
        Resided(
            kind=kind.code, subject_id=subject, since=MONDAY, posts=dict.fromkeys(kind.posts, hand),
            notes=[(hand, day, "驻企在岗,督促防疫,收集困难。", rng.sample(duties, 6)) for day in days],
        )
        for subject, hand in zip(places, hands, strict=False)
    ]  # fmt: skip
    trained = Held(
        kind=kind.training, title="复工复产防疫知识线上培训", unit_id=office.desks[0].pk, division_code=CITY,
        starts_at=_at(MONDAY - timedelta(days=2)), form="online", minutes="学习知识手册和返岗规范。",
        officers=dict.fromkeys(hands[: len(resided)], 1),
    )  # fmt: skip
    actions.load_gatherings([trained], by=BY)
    return actions.load_residencies(resided, by=BY, at=_at(days[-1], 18))


def _difficulties(rng: Random, office: Office, firms: Firms, residencies: Sequence[Residency]) -> None:
    """Raised where officers are stationed: so many extensions of loans go to one meeting with three banks and are given
    out there; the others were answered within days."""
    said = dict(zip(firms.keys, firms.said, strict=True))
    places = [(one, said[one.subject_id].division_code) for one in residencies]
    where = [places[n % len(places)] for n in range(DIFFICULTIES)]
    unit = office.desks[0].pk
    source = sensing.desk_source(
        "page-raised", "驻企走访(样本)", unit_id=unit, division_code=CITY, by=BY, at=_at(MONDAY)
    ).pk
    needs = [_need(rng, n, one.subject_id, division, source) for n, (one, division) in enumerate(where)]
    at = _at(MONDAY + timedelta(days=2), 11)
    extensions = casework.open_cases(needs[:EXTENSIONS], by=BY, at=at)
    first, numbers = casework.first_free_key(), Numbers()
    lives = [
        Life(need, first + n, numbers.next(need.heard_at), BY, need.heard_at, _steps(office, need))
        for n, need in enumerate(needs[EXTENSIONS:])
    ]
    casework.load_lives(lives)
    casework.end_loading(numbers.used)
    keys = [case.pk for case in extensions] + [life.key for life in lives]
    raised = [(one.pk, key, one.subject_id) for (one, _), key in zip(where, keys, strict=True)]
    actions.load_raised(raised, by=BY, at=at)
    _consult(extensions, office)


def _need(rng: Random, number: int, subject: int, division: str | None, source: int) -> Need:
    loan = number < EXTENSIONS
    text = "贷款即将到期,停工期间周转困难,希望展期" if loan else f"{rng.choice(LINES)},希望协调解决"
    return Need(
        pack="enterprise", kind="enterprise.finance" if loan else "enterprise.logistics", title=text[:30], text=text,
        source_id=source, heard_at=_at(MONDAY + timedelta(days=number % 3), 10), requester_id=subject,
        division_code=division, origin_key=f"page-residency-{number:04d}",
    )  # fmt: skip


def _steps(office: Office, need: Need) -> list[Step]:
    centre = office.dispatcher.actor if office.dispatcher else BY
    hand, at = f"officer:{office.officers[0]}", need.heard_at
    county = next(one for one in office.counties if (need.division_code or "").startswith(one.division_id or "-"))
    return [
        Step("dispatch", centre, at + timedelta(hours=1), unit=county.pk, words="属地负责"),
        Step("assist", centre, at + timedelta(hours=1), unit=office.desks[0].pk, words="行业专班"),
        Step("accept", hand, at + timedelta(hours=3)),
        Step("contact", hand, at + timedelta(hours=5)),
        Step("assisted", hand, at + timedelta(hours=24), unit=office.desks[0].pk, words="专班已协调。", how="call"),
        Step("finish", hand, at + timedelta(hours=28), words="已协调解决,企业恢复生产。", how="visit"),
        Step("confirm", "requester", at + timedelta(hours=50), rating=5, words="已解决"),
    ]


def _consult(cases: Sequence[Case], office: Office) -> None:
    """One meeting with the banks; each case is given to a unit on the spot, and the minutes close the question."""
    at = _at(MONDAY + timedelta(days=5), 15)
    finance = office.bureaus[0].pk
    meeting = casework.call_consultation(
        title="东盟产业园企业贷款展期集体会商", meets_at=at, place="产业园管委会", chair="市领导(样本)",
        agenda=[Topic(case.pk, "是否展期、展期多久、由谁落实") for case in cases], unit_ids=[finance], outside=BANKS,
        by=BY, at=at - timedelta(days=1),
    )  # fmt: skip
    casework.note_attendance(
        meeting.pk, {party.pk: casework.Came(True, "") for party in meeting.parties.all()}, by=BY, at=at
    )
    for n, case in enumerate(cases):
        ruling = f"由{BANKS[n % len(BANKS)]}办理展期,现场交办。"
        casework.rule_on_case(meeting.pk, case.pk, ruling=ruling, assignment=Assignment(finance), by=BY, at=at)
    casework.close_consultation(meeting.pk, minutes="逐户明确展期银行和责任单位,现场交办。", by=BY, at=at)


def _back_to_work(rng: Random, firms: Firms) -> None:
    """All industrial enterprises above scale are back within the week; people by day, as each reported them."""
    places = _industrial(firms)
    heads = _split(rng, RETURNED, len(places))
    resumed = []
    for subject, count in zip(places, heads, strict=True):
        first = rng.randrange(6)
        early = count // 3
        returned = {MONDAY + timedelta(days=first): early, MONDAY + timedelta(days=first + 1): count - early}
        resumed.append(
            Resumed(
                subject, MONDAY + timedelta(days=first), count, "fully", MONDAY + timedelta(days=first + 1), returned
            )
        )
    actions.load_resumptions(resumed, source="企业日报(样本)", by=BY, at=_at(MONDAY + timedelta(days=7)))
