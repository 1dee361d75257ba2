"""Workbooks read: values as the officer sees them, every doubtful cell told, and what is hidden."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from ntm.errors import DataError
from ntm.exchange.cell_values import Row, Unread, Value, per_cent
from ntm.exchange.workbook import Workbook, open_workbook
from tests.exchange.books import by_hand, made


def opened(fill: Callable[[Any], None], **options: object) -> Workbook:
    return open_workbook("f.xlsx", made(fill, **options))


def rows(book: Workbook) -> list[Row]:
    return list(book.sheets[0].rows())


def one_cell(write: Callable[[Any, Any], None], **options: object) -> Value:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write("A1", "đầu")
        write(book, sheet)

    [_first, second] = rows(opened(fill, **options))
    return second[1]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Xua\u0302n Du\u031bo\u031bng \u00a0", "Xuân Dương"),
        ("\u200bđạt\ufeff", "đạt"),
        ("   ", None),
        (94.96, Decimal("94.96")),
        (0.1 + 0.2, Decimal("0.3")),
        (12_345_678, Decimal(12_345_678)),
        (True, True),
    ],
)
def test_values_are_what_the_officer_sees(written: object, read: Value) -> None:
    assert one_cell(lambda _book, sheet: sheet.write("A2", written)) == read


@pytest.mark.parametrize("epoch", [False, True], ids=["1900", "1904"])
def test_days_are_days_in_both_epochs_formatted_or_bare(epoch: bool) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        form = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime("A1", datetime(2024, 6, 30, 14, 5), form)  # noqa: DTZ001 - a cell has no zone
        sheet.write_number("B1", 45473 - (1462 if epoch else 0))

    book = opened(fill, date_1904=epoch)
    [row] = rows(book)
    assert row[1] == date(2024, 6, 30)
    assert isinstance(row[2], Decimal)
    assert book.day(row[2]) == date(2024, 6, 30)
    assert book.day(Decimal("82.5")) is None
    assert book.day(Decimal(2024)) is None


@pytest.mark.parametrize(
    ("form", "shown"),
    [("0.0%", "82,5%"), ("0%", "82,5%"), ('0.0"%"', Decimal("0.825")), ("0.0", Decimal("0.825"))],
)
def test_a_number_shown_as_per_cent_is_read_as_shown(form: str, shown: Value) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_number("A2", 0.825, book.add_format({"num_format": form}))

    assert one_cell(write) == shown


def test_per_cent_never_ends_in_three_decimals() -> None:
    assert [per_cent(Decimal(text)) for text in ("0.94125", "12.5", "0.5", "0.9496")] == [
        "94,1250%", "1250%", "50%", "94,96%",
    ]  # fmt: skip


def test_formulas_give_their_kept_result_and_are_told_where_there_is_none() -> None:
    found = rows(
        open_workbook(
            "f.xlsx",
            by_hand(
                '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"x"</f><v>đạt</v></c>'
                '<c r="C1"><f>1+1</f></c><c r="D1"><f>1+1</f><v></v></c><c r="E1"><f>1+1</f><v/></c></row>'
                '<row r="2"><c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
            ),
        )
    )
    assert list(found[0].values) == [Decimal(2), "đạt", *[Unread("uncomputed")] * 3, None]
    assert found[1][6] == Unread("error")


def test_a_formula_alone_in_the_last_row_is_not_lost() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B9"] = "đầu", "=A1"  # type: ignore[index]  # a new book has an active sheet
    out = io.BytesIO()
    book.save(out)
    assert rows(open_workbook("f.xlsx", out.getvalue()))[8][2] == Unread("uncomputed")


def test_results_of_a_book_that_asks_to_be_calculated_are_nobodys() -> None:
    assert one_cell(lambda _book, sheet: sheet.write_formula("A2", "=1+1", None, 2)) == Unread("uncomputed")


def test_what_is_hidden_is_told_and_a_merged_range_speaks_once() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Hiện")
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.merge_range("A3:B4", "gộp")
        sheet.set_column("B:C", None, None, {"hidden": True})
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("Ẩn").hide()

    book = opened(fill)
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Hiện", False), ("Ẩn", True)]
    assert book.sheets[0].hidden_columns == {2, 3}
    assert [row.hidden for row in rows(book)] == [False, False, True]
    assert [value for row in rows(book)[2:] for value in row.values if value is not None] == ["gộp"]


def test_a_book_whose_elements_carry_a_prefix_is_read() -> None:
    """As the Open XML SDK writes."""
    book = open_workbook(
        "f.xlsx",
        by_hand("", xl__worksheets__sheet1_xml=(
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
            '<x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c><x:c r="C2"><x:f>1+1</x:f></x:c></x:row>'
            "</x:sheetData></x:worksheet>"
        )),
    )  # fmt: skip
    assert list(rows(book)[1].values) == [None, Decimal(7), Unread("uncomputed")]


def test_blank_formatted_cells_far_away_cost_nothing() -> None:
    book = open_workbook(
        "f.xlsx", by_hand('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576" s="0"/></row>')
    )
    assert (book.sheets[0].height, book.sheets[0].width) == (1, 1)


def test_macros_and_external_links_are_left_unread() -> None:
    book = open_workbook(
        "f.xlsm",
        by_hand(
            '<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c></row>',
            xl__vbaProject="not looked at", xl__externalLinks__externalLink1_xml="<!DOCTYPE x><x/>",
        ),
    )  # fmt: skip
    assert rows(book)[0][1] == Decimal(5)


def test_a_book_that_is_no_workbook_names_the_file() -> None:
    with pytest.raises(DataError, match=r"báo cáo\.pdf: không phải là sổ tính"):
        open_workbook("báo cáo.pdf", b"%PDF-1.7")
