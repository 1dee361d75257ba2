"""Trợ giúp: every page of the guide inside the program, with its pictures; nothing the policy refuses."""

from __future__ import annotations

import re

import pytest

from ntm.web import guide
from tests.web.office import OfficeUnderTest


def test_every_page_and_picture_of_the_guide_can_be_opened(shared_office: OfficeUnderTest) -> None:
    browser = shared_office.of("nguoi-xem")
    here = guide.folder()
    assert here is not None
    named = set(re.findall(r'href="/help/([a-z-]+)"', browser.get("/help").text))
    assert named == {path.stem for path in here.glob("*.md")}
    for name in named:
        page = browser.get(f"/help/{name}").text
        assert page.count("<h1") == 1
        assert "style=" not in page
        for source in re.findall(r'src="(/help/images/[^"]+)"', page):
            assert browser.get(source).headers["content-type"] == "image/png", (name, source)
        for address in re.findall(r'href="/help/([^"#]+)', page):
            assert address in named, f"{name} leads to {address}"


def test_raw_html_in_the_guide_is_text_and_links_out_of_it_are_words() -> None:
    made = guide.html_of(
        "# A\n\n<script>alert(1)</script> [x](javascript:alert(1)) [plan](plan.md#b) [api](../cli.md) **b**\n"
    )
    assert "<script>" not in made
    assert "javascript:" not in re.findall(r'href="([^"]*)"', made)
    assert '<a href="/help/plan#b">plan</a>' in made
    assert ">api<" not in made
    assert "api" in made


def test_columns_keep_their_side_without_styles() -> None:
    made = guide.html_of("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert 'class="n"' in made
    assert "style=" not in made


@pytest.mark.parametrize("name", ["../../../pyproject", "..%2f..%2fREADME", "khong-co", "a/b"])
def test_no_other_file_is_given(shared_office: OfficeUnderTest, name: str) -> None:
    assert guide.picture(name) is None
    assert shared_office.of("nguoi-xem").get(f"/help/images/{name}.png").status_code == 404
