"""The tables of a law workbook and their columns: which field of the YAML each is, its head and its spelling."""

from __future__ import annotations

from dataclasses import dataclass

from ntm.exchange.law_sheet import spelling as s

FORM = "ntm.law/1"
THRESHOLDS, INDICATORS, HEAD, HIDDEN = "Ngưỡng", "Chỉ tiêu", "Bộ tiêu chí", "ntm"


@dataclass(frozen=True, slots=True)
class Field:
    """A column (or a row of the head): the path of its field in the YAML, its head, width in signs and spelling.

    `fixed` ones are shown of rows that are there and typed in new rows only.
    """

    path: str
    head: str
    width: int
    spelling: s.Spelling
    fixed: bool = False
    law: bool = True  # whether a change of it changes what the law asks, so that it must be signed again


THRESHOLD_FIELDS = (
    Field("item", "Số hiệu", 12, s.TEXT, fixed=True),
    Field("region", "Vùng", 20, s.words(s.PLACES, several=True)),
    Field("group", "Nhóm xã", 10, s.LIST),
    Field("where", "Thuộc tính của xã", 12, s.PAIRS),
    Field("years", "Năm", 10, s.YEARS),
    Field("from", "Từ ngày", 11, s.DAY),
    Field("to", "Đến ngày", 11, s.DAY),
    Field("comparator", "So sánh khác", 8, s.words(s.SIGNS)),
    Field("value", "Giá trị", 10, s.NUMBER),
    Field("delegated", "Giao cho tỉnh", 10, s.words(s.DELEGATED)),
    Field("repealed", "Bãi bỏ", 7, s.words(s.YES_NO)),
    Field("tightens", "Tỉnh quy định chặt hơn", 9, s.words(s.YES_NO)),
    Field("text", "Lời của quyết định", 28, s.TEXT),
    Field("checked", "Mức đối chiếu", 14, s.words(s.MARKS), law=False),
    Field("decision", "Quyết định (nếu khác bộ)", 18, s.TEXT),
    Field("annex", "Phụ lục", 11, s.TEXT, law=False),
    Field("article", "Điều", 9, s.TEXT, law=False),
    Field("page", "Trang", 7, s.TEXT, law=False),
    Field("source", "Nguồn", 8, s.LIST, law=False),
    Field("compared_with", "Đã so với văn bản sửa đổi", 16, s.LIST, law=False),
    Field("checked_by", "Người đối chiếu", 16, s.TEXT, law=False),
    Field("checked_on", "Ngày đối chiếu", 12, s.DAY, law=False),
    Field("note", "Ghi chú", 20, s.TEXT, law=False),
)
PART_FIELDS = ("id", "within", "name", "counts.numerator", "counts.denominator", "counts.unit")
"""What a part of an indicator has of its own; kind, unit and comparator are the indicator's."""
INDICATOR_FIELDS = (
    Field("criterion", "Tiêu chí", 8, s.TEXT, fixed=True),
    Field("id", "Số hiệu", 10, s.TEXT, fixed=True),
    Field("part_of", "Là phần của", 10, s.TEXT, fixed=True),
    Field("within", "Không vượt quá", 10, s.TEXT),
    Field("name", "Lời của quyết định", 60, s.TEXT),
    Field("name_en", "Tiếng Anh", 30, s.TEXT),
    Field("wording", "Lời đã đối chiếu", 14, s.words(s.MARKS)),
    Field("kind", "Loại", 14, s.words(s.KINDS)),
    Field("unit", "Đơn vị tính", 12, s.TEXT),
    Field("comparator", "So sánh", 8, s.words(s.SIGNS)),
    Field("counts.numerator", "Tử số là", 22, s.TEXT),
    Field("counts.denominator", "Mẫu số là", 22, s.TEXT),
    Field("counts.unit", "đếm bằng", 9, s.TEXT),
    Field("scale.grades", "Thang mức, thấp trước (a; b; c)", 22, s.LIST),
    Field("scale.checked", "Thang đã đối chiếu", 13, s.words(s.MARKS)),
    Field("whole", "Số nguyên", 9, s.words(s.YES_NO)),
    Field("at_most_100", "Không quá 100%", 9, s.words(s.YES_NO)),
    Field("men_and_women", "Nam và nữ", 9, s.words(s.YES_NO)),
    Field("carried_by", "Ai thực hiện", 18, s.words(s.CARRIERS)),
    Field("not_applicable_if", "Không áp dụng khi", 24, s.TEXT),
    Field("requirement", "Yêu cầu, nguyên văn", 24, s.TEXT),
    Field("note", "Ghi chú", 20, s.TEXT),
)
SET_FIELDS = (
    Field("title", "Tên bộ tiêu chí", 60, s.TEXT),
    Field("decision", "Quyết định", 60, s.TEXT),
    Field("annex", "Phụ lục", 60, s.TEXT),
    Field("signed", "Ngày ký", 60, s.DAY),
    Field("totals.criteria", "Tổng số tiêu chí theo quyết định", 60, s.NUMBER),
    Field("totals.indicators", "Tổng số chỉ tiêu theo quyết định", 60, s.NUMBER),
    Field("complete", "Đã nhập đủ (có: bộ được dùng để tính)", 60, s.words(s.YES_NO)),
)
OVERLAY_FIELDS = (
    Field("title", "Tên", 60, s.TEXT),
    Field("decision", "Quyết định của tỉnh", 60, s.TEXT),
    Field("signed", "Ngày ký", 60, s.DAY),
)
SIGNER = (
    Field("signer", "Người đối chiếu các dòng đánh dấu lần này", 60, s.TEXT),
    Field("signed_on", "Ngày đối chiếu", 60, s.DAY),
)
"""Stand for the name and day of every line that is newly marked read and has none of its own."""
DELETE = Field("delete", "Xóa dòng (x)", 9, s.TEXT)
