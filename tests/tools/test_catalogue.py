"""The English catalogue: complete, with the same placeholders, and compiled from what is kept."""

import re
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter

import pytest

from tests.command import Ntm
from tools import catalogue

EDGES = re.compile(r"^\s*|\s*$")


def placeholders(text: str) -> set[str]:
    """The names to be filled in."""
    return {name for _literal, name, _form, _conversion in Formatter().parse(text) if name}


def test_every_message_has_an_english_text_that_takes_the_same_values() -> None:
    kept = catalogue.stored()
    wanted = [str(message.id) for message in catalogue.messages() if message.id]
    assert len(wanted) > 500
    missing = [text for text in wanted if text not in kept or not kept[text].string]
    assert not missing, "run: python -m tools.catalogue"
    for text in wanted:
        english = str(kept[text].string)
        assert EDGES.findall(english) == EDGES.findall(text), text
        assert placeholders(english) == placeholders(text), text


def test_no_text_is_kept_for_a_message_that_is_gone() -> None:
    wanted = {message.id for message in catalogue.messages()}
    assert [message.id for message in catalogue.stored() if message.id not in wanted] == []


def test_the_compiled_catalogue_says_what_the_kept_one_says() -> None:
    with catalogue.ENGLISH.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue.stored():
        if message.id:
            assert compiled.gettext(str(message.id)) == message.string


@pytest.mark.parametrize("variable", ["NTM_LANG", "LC_ALL"])
def test_a_commune_is_shown_in_english_where_english_is_asked_for(
    ntm: Ntm, demo_here: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("NTM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "en")
    ran = ntm("score", "Xuân Dương", "--on", "2024-06-30")
    assert "criteria met" in ran.out
    assert "Đạt " not in ran.out
    monkeypatch.setenv(variable, "vi_VN.UTF-8")
    assert "tiêu chí (" in ntm("score", "Xuân Dương", "--on", "2024-06-30").out
