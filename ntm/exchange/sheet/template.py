"""The template workbook: a guide, the sheet of all, one sheet a commune, and a hidden sheet of lists and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ntm.exchange.sheet.commune_sheet import CommuneSheet
from ntm.exchange.sheet.layout import GUIDE, LISTS, OVERVIEW, SCHEMA, Identity
from ntm.exchange.sheet.overview import Entry, Overview
from ntm.exchange.sheet.pattern import Pattern
from ntm.exchange.sheet.record import Record
from ntm.exchange.sheet.styles import Styles
from ntm.exchange.sheet.validation import Lists, Validations
from ntm.exchange.sheet.writing import writing
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Body
from ntm.scoring.wording import body_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import in_vietnamese

MAX_SHEETS = 400
"""More sheets than this in one workbook no office computer opens in good time."""
_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made of: a scorecard of its communes, who fills it in, and the moment it was made from.

    `titles` are the communes' titles ("xã Xuân Dương"), `groups` the names of their districts, by row. `also` are
    scorecards of the same communes in other sets, whose sheets stand behind each commune's own.
    """

    card: Scorecard
    titles: Sequence[str]
    groups: Sequence[str]
    body: Body
    base: datetime
    also: Sequence[Scorecard] = ()


_KINDS = {
    "standard": ("Biểu", "BIỂU SỐ LIỆU TIÊU CHÍ NÔNG THÔN MỚI"),
    "advanced": ("Nâng cao", "BIỂU SỐ LIỆU TIÊU CHÍ NÔNG THÔN MỚI NÂNG CAO"),
    "recognition": ("Điều kiện", "BIỂU ĐIỀU KIỆN XÉT, CÔNG NHẬN"),
    "dossier": ("Hồ sơ", "BIỂU TRÌNH TỰ, HỒ SƠ XÉT CÔNG NHẬN"),
}
"""By the purpose of a set: what its sheets' names begin with, and their heading."""


def write_template(path: Path, template: Template) -> None:
    """Write the workbook whole, or not at all; raises OSError. It is in Vietnamese whatever the language in force."""
    with writing(path) as book, in_vietnamese():
        _fill(book, template)


def _fill(book: Workbook, template: Template) -> None:
    styles = Styles(book)
    cards = (template.card, *template.also)
    names = [sheet_names(template, card) for card in cards]
    many = len(names[0]) > 1
    guide = book.add_worksheet(GUIDE)
    overview = book.add_worksheet(OVERVIEW) if many else None
    by_commune = [[book.add_worksheet(name) for name in of_one] for of_one in zip(*names, strict=True)]
    hidden = book.add_worksheet(LISTS)
    hidden.very_hidden()
    lists = _marks(book, hidden, template)
    entries: list[Entry] = []
    for number, card in enumerate(cards):
        sheets = [of_one[number] for of_one in by_commune]
        made = _write_set(sheets, names[number], card, template, styles, lists)
        entries = entries or made  # the sheet of all is of the first set
    _guide(guide, styles, many)
    if overview is not None:
        set_line = _set_line(template.card, template.body)
        Overview(overview, styles, entries).write("TỔNG HỢP KẾT QUẢ XEM TRƯỚC CÁC XÃ", set_line)
    (overview or by_commune[0][0]).activate()


def _write_set(
    sheets: Sequence[Worksheet],
    names: Sequence[str],
    card: Scorecard,
    template: Template,
    styles: Styles,
    lists: Lists,
) -> list[Entry]:
    """Write the communes' sheets of one set; what the sheet of all needs of them."""
    list(card.snapshot.stated)  # all statements are read together, not commune by commune
    patterns = [Pattern(column, template.body) for column in card.table.columns]
    criteria = card.criteria_set
    _name, heading = _KINDS[criteria.purpose]
    writer = CommuneSheet(
        styles, heading, _set_line(card, template.body),
        {pattern: Validations(pattern, lists) for pattern in patterns},
    )  # fmt: skip
    entries = []
    for row, (sheet, name) in enumerate(zip(sheets, names, strict=True)):
        pattern = patterns[int(card.context_of[row])]
        record = Record(card, row, pattern)
        unit = card.snapshot.units[row]
        identity = Identity(
            unit.code, unit.valid_from, criteria.id, pattern.criteria_set.hash, card.snapshot.day,
            template.body, template.base,
        )  # fmt: skip
        group = template.groups[row]
        title = template.titles[row] + (f", {group}" if group else "")
        writer.write(sheet, title, identity, pattern, record)
        entries.append(Entry(name, template.titles[row], group, unit.counted, pattern, record))
    return entries


def _set_line(card: Scorecard, body: Body) -> str:
    criteria = card.criteria_set
    return (
        f"{criteria.title} ({criteria.decision}); bộ {criteria.id}, bản {criteria.hash[:12]}; "
        f"số liệu tính đến ngày {format_day(card.snapshot.day)}; {body_word(body)} điền"
    )


def sheet_names(template: Template, card: Scorecard | None = None) -> list[str]:
    """One name a commune: "Biểu Xuân Dương", with the district or the code where names are the same.

    `card` is one of the template's, None the first; names begin by the purpose of its set.
    """
    begins, _heading = _KINDS[(card or template.card).criteria_set.purpose]
    units = template.card.snapshot.units
    names: list[str] = []
    taken: set[str] = set()
    for unit in units:
        same = sum(one.name.casefold() == unit.name.casefold() for one in units) > 1
        district = unit.district_name
        wished = f"{begins} {unit.name}" + (f" - {district}" if same and district else "")
        wished = _clean(wished)
        if wished.casefold() in taken:
            wished = f"{_clean(wished)[: _SHEET_NAME - len(unit.code) - 1]} {unit.code}"
        taken.add(wished.casefold())
        names.append(wished)
    return names


def _clean(name: str) -> str:
    """A name that a sheet may have: no []:*?/\\ in it, no apostrophe at its ends, at most 31 letters."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:_SHEET_NAME].strip(" '")


def _marks(book: Workbook, sheet: Worksheet, template: Template) -> Lists:
    """What the workbook was made for, on the hidden sheet and as names; below it the lists."""
    card = template.card
    marks = (
        ("ntm_schema", SCHEMA), ("ntm_set", card.criteria_set.id), ("ntm_hash", card.criteria_set.hash),
        ("ntm_day", card.snapshot.day.isoformat()), ("ntm_by", template.body.word),
        ("ntm_base", template.base.isoformat()),
        ("ntm_units", " ".join(unit.code for unit in card.snapshot.units)),
    )  # fmt: skip
    for row, (name, value) in enumerate(marks):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
        book.define_name(name, f"={LISTS}!$B${row + 1}")
    return Lists(book, sheet, len(marks) + 1)


_GUIDE = (
    "Mỗi xã có một biểu riêng. Chỉ điền các ô nền vàng; các ô khác đã khóa.",
    "Để trống nghĩa là chưa nói gì: số liệu đang có được giữ nguyên. Bằng 0 thì ghi 0.",
    "Tỷ lệ phần trăm: ghi hai số đếm (số đạt và tổng số) nếu biết, biểu tự tính tỷ lệ và so đúng tỷ lệ đó; nếu "
    "không, ghi một số vào cột Giá trị.",
    "Đạt / chưa đạt và các mức: chọn trong danh sách của ô.",
    "Không áp dụng: chỉ ghi được ở chỉ tiêu mà quyết định cho phép; chọn hoặc ghi lý do.",
    "Kết luận: ghi khi đã có kết luận về cả chỉ tiêu hay cả tiêu chí mà chưa có số liệu. Nơi số liệu đã đủ để tính, "
    "kết quả tính được giữ nguyên và chỗ khác nhau được báo.",
    "Phụ trách và Hạn: đã điền sẵn nếu đang có; sửa khi thay đổi.",
    "Kết quả xem trước được tính ngay trong biểu theo bộ tiêu chí ghi ở đầu biểu. Khi nhập vào chương trình, kết quả "
    "được tính lại từ đầu.",
    "“xem lại số đã ghi”: ô chưa đọc được, ví dụ số ghi thành chữ, thiếu một trong hai số đếm, số đạt lớn hơn "
    "tổng số.",
    "Không xóa hay thêm cột. Được đổi tên biểu, sắp xếp lại dòng, chép biểu sang tệp khác: chương trình nhận ra biểu "
    "theo các ô ẩn.",
    "Điền xong, gửi lại cả tệp. Người nhập chạy: ntm status import TỆP.xlsx --dry-run để xem trước, rồi bỏ --dry-run "
    "để ghi.",
)


def _guide(sheet: Worksheet, styles: Styles, many: bool) -> None:
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 110)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "CÁCH ĐIỀN BIỂU", styles.title_plain)
    told = [*_GUIDE, *(["Biểu Tổng hợp lấy kết quả từ biểu của các xã."] if many else [])]
    for number, text in enumerate(told, start=1):
        sheet.write_number(number, 0, number, styles.line)
        sheet.write_string(number, 1, text, styles.line)
    sheet.protect()
