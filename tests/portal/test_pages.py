"""What holds for every public page."""

import re

import pytest
from django.test import Client

from jishiyu.sensing.models import Source

PAGES = ("/", "/say/", "/follow/", "/figures/", "/figures/on_time/", "/figures/satisfied/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_chinese_first_and_english_by_choice(portal: Source, path: str) -> None:
    browser = Client()
    chinese = browser.get(path)
    assert '<html lang="zh-Hans"' in chinese.content.decode()
    browser.post("/language/", {"language": "en", "next": path})
    english = browser.get(path).content.decode()
    assert '<html lang="en"' in english
    body = re.sub(r"<option.*?</option>|<script.*?</script>", "", english, flags=re.S)
    left = [word for word in re.findall(r"[一-鿿]+", body) if word not in ("及时雨", "中文")]
    assert not left, "what the product itself says is English here"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere(portal: Source, public: Client, path: str) -> None:
    page = public.get(path)
    assert not re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//""", page.content.decode())
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert page["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/figures/", "/follow/"])
def test_an_office_that_started_a_minute_ago_has_pages_too(db: None, public: Client, path: str) -> None:
    assert public.get(path).status_code == 200


def test_the_language_switch_leads_nowhere_else(db: None, public: Client) -> None:
    away = public.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in away["Location"]
