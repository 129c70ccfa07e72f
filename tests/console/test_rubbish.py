"""Whatever stands in an address, a page answers, and with no error of ours."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.cast import Cast
from tests.console.conftest import As

RUBBISH = ("9" * 30, "9" * 5000, "-" + "9" * 30, "--1", "１２", "\x00", "%", "1e9", "'", "一", "²")
ASKED = {
    "leader": (
        "enterprises/?officer={}&place={}&q={}&page={}", "enterprises/{}/", "households/?officer={}&place={}",
        "officers/?unit={}&page={}", "gatherings/?unit={}&kind={}&page={}", "gatherings/month/?month={}&kind={}",
        "visits/?officer={}&page={}", "visits/unvisited/?page={}", "nobodys/?page={}", "residencies/?page={}",
        "assignments/{}/", "programmes/?light={}&day={}", "figures/open/heard/?days={}&period={}&division={}&side={}",
        "figures/open/heard/?since={}&until={}&unit={}&page={}", "figures/people/?year={}", "back-to-work/?page={}",
        "officers/{}/hand-over/?page={}", "economy/?day={}",
    ),
    "head": ("unit/?of={}", "cases/?unit={}", "figures/?unit={}", "?only={}"),
    "dispatcher": (
        "stream/?group={}&source={}", "stream/?before={}", "stream/?urgency={}&kind={}", "stream/?version={}",
        "stream/?text={}&since={}&until={}", "topics/?page={}", "quality/?weeks={}&pack={}", "quality/rows/?week={}",
        "words/?pack={}", "words/?find={}", "labelling/?passed={}", "cases/?page={}", "catalogue/?page={}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda said: ascii(said)[:12])
def test_no_address_ends_in_an_error_of_ours(cast: Cast, signed_in: As, rubbish: str) -> None:
    for who, addresses in ASKED.items():
        browser = signed_in(getattr(cast, who))
        for address in addresses:
            answer = browser.get("/console/" + address.replace("{}", quote(rubbish)))
            assert answer.status_code in (200, 302, 404), address


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda said: ascii(said)[:12])
def test_no_form_ends_in_an_error_of_ours(cast: Cast, signed_in: As, rubbish: str) -> None:
    case, task = cast.case(), cast.sent()
    word = {"word": rubbish, "meaning": rubbish, "pack": rubbish}
    for who, address, said in (
        ("dispatcher", f"cases/{case.number}/dispatch/", {"unit": rubbish}),
        ("dispatcher", f"cases/{case.number}/dispatch/", {"unit": f"1:{rubbish}"}),
        ("dispatcher", "leads/1/split/", {"message": rubbish}),
        ("dispatcher", "words/", word),
        ("leader", "words/", {**word, "save": "1"}),
        ("crew", f"tasks/{task.pk}/hand_over/", {"officer": rubbish}),
        ("dispatcher", "consultations/new/", {"case": rubbish, f"question-{rubbish}": rubbish}),
        ("dispatcher", "calls/next/", {"call": rubbish}),
        ("dispatcher", "residencies/new/", {"subject": rubbish, "kind": rubbish}),
        ("leader", f"officers/{cast.crew.pk}/hand-over/", {"duty": rubbish, "to": rubbish, "on": rubbish}),
    ):
        answer = signed_in(getattr(cast, who)).post("/console/" + address, said)
        assert answer.status_code < 500, address
    case.refresh_from_db()
    assert case.tasks.count() == 0


def test_a_nul_in_an_address_is_read_as_nothing_by_every_page(cast: Cast, client: Client) -> None:
    for address in ("/figures/?place=%00", "/places/?division=%00", "/say/?text=%00%00"):
        assert client.get(address).status_code == 200, address
    for address in ("/follow/%00/", "/figures/%00/", "/v/a%00b/", "/api/v1/cases/%00/"):
        assert client.get(address).status_code == 404, address
