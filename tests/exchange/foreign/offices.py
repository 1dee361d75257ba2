"""Three spreadsheets laid out as different offices do, made up for tests, and one list of indicators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from ntm.criteria import library

SET = "xa-ntm-2021-2025"
COMMUNES = ("Xuân Dương", "Nam Quan", "Ái Quốc", "Lợi Bác", "Tú Đoạn", "Khuất Xá")


def names() -> list[str]:
    """The nineteen criteria's names."""
    return [criterion.name for criterion in library.load(SET).criteria]


def _written(path: Path, fill: Callable[[Any], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book)
    book.close()
    return path


def _marks(sheet: Any, row: int, column: int, marks: Sequence[object]) -> None:
    for index, mark in enumerate(marks):
        if mark is not None:
            sheet.write(row, column + index, mark)


def district(folder: Path) -> Path:
    """Merged heads, criteria by name, "x" and blanks, areas and a total between, notes beside, a cover sheet."""

    def fill(book: Any) -> None:
        cover = book.add_worksheet("Bìa")
        cover.write("A1", "ỦY BAN NHÂN DÂN HUYỆN")
        sheet = book.add_worksheet("Biểu 02")
        head = book.add_format({"bold": True, "align": "center", "text_wrap": True, "border": 1})
        upright = book.add_format({"rotation": 90, "text_wrap": True, "border": 1, "font_size": 9})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column("B:B", 18)
        sheet.set_column("C:U", 5)
        sheet.set_row(4, 130)
        sheet.merge_range(0, 0, 0, 22, "KẾT QUẢ THỰC HIỆN TIÊU CHÍ NÔNG THÔN MỚI", head)
        sheet.merge_range(1, 0, 1, 22, "(Tính đến ngày 30/6/2024)", head)
        sheet.merge_range(3, 0, 4, 0, "TT", head)
        sheet.merge_range(3, 1, 4, 1, "Tên xã", head)
        sheet.merge_range(3, 2, 3, 20, "Kết quả từng tiêu chí", head)
        for index, name in enumerate(names()):
            sheet.write(4, 2 + index, name, upright)
        sheet.merge_range(3, 21, 4, 21, "Tổng số TC đạt", head)
        sheet.merge_range(3, 22, 4, 22, "Ghi chú", head)
        sheet.write_row(5, 0, range(1, 24))  # the row that counts the columns
        sheet.write(6, 1, "Tổng cộng")
        sheet.write(6, 2, 4)
        row = 7
        for area, communes in (("I. Khu vực III", COMMUNES[:3]), ("II. Khu vực I", COMMUNES[3:])):
            sheet.merge_range(row, 0, row, 22, area, head)
            row += 1
            for number, commune in enumerate(communes, 1):
                sheet.write(row, 0, number)
                sheet.write(row, 1, f"Xã {commune}")
                _marks(sheet, row, 2, ["x" if (number + index) % 3 else None for index in range(19)])
                sheet.write_formula(row, 21, f'=COUNTIF(C{row + 1}:U{row + 1},"x")', None, 12)
                row += 1
            if area.startswith("I."):
                sheet.write(row, 1, "Cộng khu vực III")
                _marks(sheet, row, 2, [2] * 19)
                row += 1
        sheet.write(row - 1, 22, "đề nghị thẩm tra")

    return _written(folder / "huyen.xlsx", fill)


def province(folder: Path) -> Path:
    """ "TC 1" heads, Đ and K, a hidden column of last year's, a hidden row, an average row, a mark nobody explains."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Tổng hợp")
        sheet.write_row(2, 0, ["STT", "Mã", "Đơn vị", "Số cũ", *(f"TC {n}" for n in range(1, 20)), "Cộng"])
        sheet.set_column("D:D", None, None, {"hidden": True})
        for index, commune in enumerate(COMMUNES):
            sheet.write_row(3 + index, 0, [index + 1, "", commune, 9])
            _marks(sheet, 3 + index, 4, ["Đ" if (index + n) % 4 else "K" for n in range(19)])
        sheet.write(4, 10, "CBĐ")
        sheet.write(5, 11, "?")
        sheet.set_row(7, None, None, {"hidden": True})
        sheet.write(9, 2, "Bình quân toàn huyện")
        sheet.write(9, 4, 0.8)

    return _written(folder / "tinh.xlsx", fill)


def numbers(folder: Path) -> Path:
    """Bare criterion numbers as heads with "Tiêu chí" merged above, 1 and 0 as marks, sub-totals, an empty sheet."""

    def fill(book: Any) -> None:
        book.add_worksheet("Sheet1")
        sheet = book.add_worksheet("Kết quả")
        sheet.merge_range(0, 2, 0, 7, "Tiêu chí số")
        sheet.write(1, 1, "Xã")
        _marks(sheet, 1, 2, [10, 11, 12, 13, 14, 15])
        for index, commune in enumerate(COMMUNES[:4]):
            row = 2 + index + index // 2
            sheet.write(row, 1, commune)
            _marks(sheet, row, 2, [1 if (index + n) % 2 else 0 for n in range(6)])
        sheet.write(4, 0, "Cộng")
        _marks(sheet, 4, 2, [1, 1, 1, 1, 1, 1])

    return _written(folder / "so.xlsx", fill)


def indicators(folder: Path) -> Path:
    """One column a commune, indicators down: figures, counts, per cent cells and words; headings between."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Chỉ tiêu")
        percent = book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, ["Số", "Nội dung", "Xuân Dương", "Nam Quan"])
        sheet.write_row(1, 0, ["I", "Hạ tầng"])
        sheet.write_row(2, 0, ["7.1", "Chợ", "Đạt", "Không đạt"])
        sheet.write_row(3, 0, ["17.1", "Nước sạch", "142/412"])
        sheet.write_number(3, 3, 0.825, percent)
        sheet.write_row(4, 0, [17.2, "Cơ sở sản xuất", 97.5, "…"])

    return _written(folder / "chi-tieu.xlsx", fill)
