"""The pocket book of one trade with 60 policies: time, size, and every code read back from its rendered pages:
`python benches/pocket_book.py [FOLDER for pages as PNG]`.

One process, SQLite. The texts are those of the demo, drawn together anew with a seed.
"""

import os
import sys
import tempfile
import time
import tomllib
from datetime import date, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
POLICIES, TRADE, SCALE = 60, "C", 3
OBJECTS = (
    "设备更新",
    "数字化改造",
    "贷款贴息",
    "稳岗",
    "技能培训",
    "厂房租金",
    "品牌建设",
    "参展",
    "节能改造",
    "研发投入",
)
WAYS = ("补助", "奖励", "贴息", "返还", "支持", "服务")


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("JISHIYU_ADDRESS", "https://jishiyu.example.gov")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JISHIYU_DATA"] = folder
        import django  # noqa: PLC0415  (after the settings are chosen)

        django.setup()
        prepare()


def prepare() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415
    from django.utils import timezone, translation  # noqa: PLC0415

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        fill(timezone.now())
        with translation.override("zh-hans"):
            measure()
    finally:
        runner.teardown_databases(databases)


def fill(now: object) -> None:
    """60 policies that a factory may come to have, from 20 documents."""
    from jishiyu.policies import actions  # noqa: PLC0415
    from jishiyu.policies.drafts import CardDraft, ClauseDraft, DocumentDraft  # noqa: PLC0415
    from jishiyu.policies.kinds import THEMES  # noqa: PLC0415
    from jishiyu.registry import actions as registry  # noqa: PLC0415

    rng, today = Random(1), date.today()  # noqa: DTZ011
    registry.make_unit("centre", "样本市企业服务中心", is_centre=True, by="system:bench", at=now)  # type: ignore[arg-type]
    texts = tomllib.loads((ROOT / "src/jishiyu/sandbox/policies.toml").read_text(encoding="utf-8"))
    clauses = [one[2] for document in texts["documents"] for one in document["clauses"]]
    for number in range(POLICIES):
        if number % 3 == 0:
            document = actions.keep_document(
                DocumentDraft(
                    title=f"关于{rng.choice(OBJECTS)}的若干措施（第{number // 3 + 1}号）",
                    number=f"样政办发〔{today.year}〕{number + 1}号",
                    issuer="样本市人民政府办公室",
                    issued=today - timedelta(days=60),
                    since=today - timedelta(days=30),
                    clauses=[
                        ClauseDraft(number=f"第{n}条", text="".join(rng.sample(clauses, 2)), code=f"{n}")
                        for n in (3, 5, 8)
                    ],
                ),
                by="system:bench",
                at=now,  # type: ignore[arg-type]
            )
            keys = [clause.pk for clause in document.clauses.all()]
        said = dict(rng.choice(texts["cards"]))
        card = actions.write_card(
            keys[number % 3],
            CardDraft(
                title=f"{rng.choice(OBJECTS)}{rng.choice(WAYS)}",
                theme=rng.choice(list(THEMES)),
                what=said["what"] + rng.choice(clauses),
                whom=said["whom"],
                amount=said.get("amount", ""),
                how=said["how"],
                where=said.get("where", ""),
                phone=said["phone"],
                paid_within=said.get("paid_within", ""),
                audience={"of": "enterprise.trade", "is": "in", "codes": [TRADE]},
            ),
            by="system:bench",
            at=now,  # type: ignore[arg-type]
        )
        actions.release_card(card.pk, by="system:other", at=now)  # type: ignore[arg-type]


def measure() -> None:
    import pypdfium2  # noqa: PLC0415
    import zxingcpp  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from jishiyu.policies import queries  # noqa: PLC0415
    from jishiyu.policies.addresses import clause_address  # noqa: PLC0415
    from jishiyu.policies.works import make_book  # noqa: PLC0415

    began, worked = time.perf_counter(), time.process_time()
    content, count = make_book(TRADE, at=timezone.now())
    took, worked = time.perf_counter() - began, time.process_time() - worked
    wanted = [clause_address(card.clause, "book") for card in queries.themed_for(TRADE, timezone.localdate())]
    found, pages = [], pypdfium2.PdfDocument(content)
    for number, page in enumerate(pages, 1):
        picture = page.render(scale=SCALE).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
        if len(sys.argv) > 1:
            picture.save(Path(sys.argv[1]) / f"page-{number:03d}.png")
    print(
        f"{count} policies, {len(pages)} pages, {len(content) / 1024:,.0f} KB in {took:.2f} s, {worked:.2f} s of work"
    )
    right = sum(map(str.__eq__, found, wanted))
    print(f"{len(found)} codes read at {72 * SCALE} dots an inch, {right} lead to their clause")
    if found != wanted:
        sys.exit("a code leads elsewhere")


if __name__ == "__main__":
    main()
