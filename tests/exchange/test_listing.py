"""Listings say the same in a table, in JSON and in CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ntm.exchange.listing import Column, render, spreadsheet_safe

COLUMNS = [Column("item", "Chỉ tiêu"), Column("value", "Giá trị", "right"), Column("on", "Ngày")]
ROWS: list[dict[str, object]] = [
    {"item": "17.1", "value": Decimal("46.50"), "on": date(2024, 6, 30), "hidden": 1},
    {"item": "10", "value": None, "on": None},
]


def test_json_keeps_exact_numbers_as_text_and_only_the_columns_asked_for() -> None:
    assert json.loads(render(ROWS, COLUMNS, "json")) == [
        {"item": "17.1", "value": "46.50", "on": "2024-06-30"},
        {"item": "10", "value": None, "on": None},
    ]
    rows = [{"value": [Fraction(1, 3), 2, True, {"a": Decimal("1E+3")}]}]
    assert json.loads(render(rows, [Column("value", "")], "json")) == [
        {"value": ["1/3", 2, True, {"a": "1000"}]}
    ]


def test_csv_names_columns_by_key_and_reads_back() -> None:
    text = render(ROWS, COLUMNS, "csv")
    assert list(csv.reader(io.StringIO(text))) == [
        ["item", "value", "on"],
        ["17.1", "46.50", "2024-06-30"],
        ["10", "", ""],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84 25", "@SUM(A1)", "\t=1", "-cmd", "-1+1", "\r=1", "- ghi chú"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_safe(text: str) -> None:
    assert spreadsheet_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-1", "-1.00", "-24,6%", "-1.234,5", "2024-06-30", "xã", ""])
def test_plain_negative_numbers_and_ordinary_text_are_kept(text: str) -> None:
    assert spreadsheet_safe(text) == text


def test_without_a_terminal_a_row_is_one_line_however_long() -> None:
    long = "Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn " * 10
    text = render([{"item": long, "value": 5}], COLUMNS[:2], "table", title="Nước sạch")
    title, head, rule, row = text.split("\n")
    assert title == "Nước sạch"
    assert head.startswith("Chỉ tiêu")
    assert set(rule) == {"-", " "}
    assert row.endswith("5")
    assert long.strip() in row


def test_on_a_terminal_no_line_is_wider_than_it_and_numbers_stay_whole() -> None:
    rows = [{"item": "Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn " * 3, "value": "1.234.567,8", "on": ""}]
    lines = render(rows, COLUMNS, "table", width=50).split("\n")
    assert max(len(line) for line in lines) <= 50
    assert any("1.234.567,8" in line for line in lines)


def test_an_empty_listing_still_has_its_heads() -> None:
    assert render([], COLUMNS, "csv") == "item,value,on"
    assert json.loads(render([], COLUMNS, "json")) == []
    assert render([], COLUMNS).startswith("Chỉ tiêu  Giá trị  Ngày")
