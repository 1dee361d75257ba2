"""What is printed of tasks, results and scenarios, measured on the page: plain, at worst, with nothing to say."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pdfplumber.pdf import PDF

from ntm.reports.paper import Paper
from ntm.reports.rendering import render
from ntm.scenario.scenario_file import options
from ntm.service.assigning.action_plan import action_plan
from ntm.service.assigning.officer import officer
from ntm.service.assigning.task_digest import digest, digest_paper
from ntm.service.papers.results import results
from ntm.service.papers.scenario_paper import scenario_paper
from ntm.service.sheets.form import form
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.reports.measuring import MM, line, opened, outside, overlaps, words
from tests.reports.test_dossier_form import OPINION, long_named
from tests.reports.test_form import ALL_UNMET, LONG, middle_of
from tests.reports.validating import PROFILES, failures

DAY = date(2024, 6, 30)
PERSON = "cán bộ phụ trách giao thông, thủy lợi, xây dựng và phát triển nông thôn thứ nhất"
CASES = (
    "action-plan plain", "action-plan worst", "results plain", "results worst", "officer plain",
    "officer worst", "digest plain", "digest worst", "digest empty", "form plain",
    "scenario plain", "scenario worst", "scenario other set", "scenario district",
)  # fmt: skip
SIGNED = tuple(case for case in CASES if not case.startswith("digest"))


def crowded(rows: Any) -> list[Any]:
    """The rows with long words in every cell of words."""
    return [
        {key: OPINION[:120] if isinstance(value, str) and " " in value else value for key, value in row.items()}
        if isinstance(row, Mapping) else row
        for row in rows
    ]  # fmt: skip


def with_context(paper: Paper, **given: Any) -> Paper:
    return replace(paper, context={**paper.context, **given})


def supposed(workspace: Workspace, unit: str, *values: str, criteria: str | None = None) -> Paper:
    return scenario_paper(workspace, unit, options(values, criteria=criteria), day=DAY)


@pytest.fixture(scope="module")
def printed(demo_copy: Path) -> dict[str, bytes]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        ask = workspace.ask(DAY)
        plan, sheet = (
            action_plan(workspace, ask, "Xuân Dương"),
            officer(workspace, ask, "Xuân Dương", "cán bộ 1"),
        )
        table, reminder = (
            results(workspace, ask, "Xuân Dương"),
            digest_paper(digest(workspace, ask, ["Xuân Dương"])),
        )
        persons = [{**one, "name": PERSON} for one in plan.context["persons"]]
        parts = [{"person": PERSON, "rows": [OPINION] * 30}]
        made = {
            "action-plan plain": plan,
            "action-plan worst": with_context(
                long_named(plan), persons=persons * 9, rows=crowded(plan.context["rows"]) * 9
            ),
            "results plain": table,
            "results worst": long_named(results(workspace, ask, ALL_UNMET)),
            "officer plain": sheet,
            "officer worst": with_context(
                long_named(sheet), person=PERSON, rows=crowded(sheet.context["rows"]) * 15
            ),
            "digest plain": reminder,
            "digest worst": with_context(reminder, unit_title=LONG, parts_of=parts),
            "digest empty": with_context(reminder, parts_of=[]),
            "form plain": form(workspace, ask, "Xuân Dương"),
            "scenario plain": supposed(workspace, "Xuân Dương", "10.1=48"),
            "scenario worst": long_named(
                with_context(
                    supposed(
                        workspace, ALL_UNMET, *(f"{one.number}=đạt" for one in table.context["set"].criteria)
                    ),
                    assumed=[OPINION] * 12,
                    name=OPINION[:100],
                )
            ),
            "scenario other set": supposed(
                workspace, "Xuân Dương", "10.1=48", criteria="xa-ntm-nang-cao-2021-2025"
            ),
            "scenario district": supposed(workspace, "huyện Lộc Bình", "10.1=+5"),
        }
        return {case: render(made[case]) for case in CASES}


@pytest.fixture(scope="module", params=CASES)
def every(request: pytest.FixtureRequest, printed: dict[str, bytes]) -> Iterator[PDF]:
    with opened(printed[request.param]) as pdf:
        yield pdf


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("case", CASES)
def test_a_validator_finds_nothing(printed: dict[str, bytes], case: str, profile: str) -> None:
    assert failures(printed[case], profile) == []


def test_pages_are_a4_nothing_beyond_the_margins_nothing_covered(
    request: pytest.FixtureRequest, every: PDF
) -> None:
    for page in every.pages:
        assert (round(page.width / MM), round(page.height / MM)) in ((210, 297), (297, 210))
        assert outside(page) == []
        assert list(overlaps(page)) == []
        assert unicodedata.is_normalized("NFC", page.extract_text())
        if request.node.callspec.params["every"].startswith("scenario"):
            assert line(page, "PHƯƠNG ÁN GIẢ ĐỊNH – SỐ LIỆU MINH HỌA").top > page.height - 20 * MM
        else:
            assert line(page, "SỐ LIỆU MINH HỌA").top > page.height - 20 * MM


def test_page_numbers_begin_on_the_second_page_of_each_part(every: PDF) -> None:
    expected = 1
    for page in every.pages:
        starts = page.page_number == 1 or "(Kèm theo" in page.extract_text()
        expected = 1 if starts else expected + 1
        above = [
            word["text"] for word in words(page)
            if word["bottom"] < 20 * MM and abs((word["x0"] + word["x1"]) / 2 - middle_of(page)) < 30
        ]  # fmt: skip
        assert above == ([] if starts else [str(expected)])


@pytest.mark.parametrize("case", SIGNED)
def test_the_signature_stays_with_the_last_lines_over_an_empty_field(
    printed: dict[str, bytes], case: str
) -> None:
    with opened(printed[case]) as pdf:
        [page] = [page for page in pdf.pages if page.annots]
        [field] = page.annots
        assert "V" not in field["data"], "nothing is signed"
        sign = line(page, "NGƯỜI GHI" if case == "form plain" else "TM. ỦY BAN")
        assert (sign.size, sign.style) == (14, "Bold")
        assert [word for word in words(page) if 20 * MM < word["bottom"] < sign.top]
        assert sign.bottom - 1 <= field["top"]
        assert field["bottom"] <= page.height - 20 * MM + 1


def test_a_long_reminder_goes_on_below_a_repeated_head(printed: dict[str, bytes]) -> None:
    with opened(printed["digest worst"]) as pdf:
        heads = [table[0] for page in pdf.pages if (table := page.extract_table())]
        assert len(heads) > 2
        assert all(head == ["TT", "Việc", "Xong"] for head in heads)
    with opened(printed["digest empty"]) as pdf:
        assert "Không có việc nào quá hạn" in pdf.pages[0].extract_text()
