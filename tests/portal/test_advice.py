"""This season's advice, for whoever works the land."""

from django.test import Client

from jishiyu.outreach.advising import advices


def test_everybody_reads_the_advice_of_the_year(client: Client, db: None) -> None:
    page = client.get("/advice/", headers={"accept-language": "en"}).content.decode()
    assert [one.code for one in advices().values() if str(one.stage) not in page] == []
