"""Made-up dossier of Xuân Dương, polls of its villages, and titles of some communes: illustrative, every one.

No village of the demonstration has a real name, and no decision a number: none of this was ever said of a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ntm.service.demonstration.demo_history import LABEL
from ntm.service.demonstration.demo_status import DAY, XUAN_DUONG
from ntm.territory.model import Attribute, Unit

_END = date(2025, 6, 30)  # the commune they lie in ended with that day
_POLLS = ((36, 38), (43, 45), (38, 40), (35, 36), (41, 44), (39, 41), (37, 39), (41, 43), (41, 44))
"""Satisfied and asked, by village: together the 351 of 370 that the commune states."""
_OPINIONS = {
    2: "Đề nghị sớm cứng hóa đoạn đường nội đồng còn lại (minh họa)",
    5: "Đề nghị bổ sung điểm thu gom rác thải của thôn (minh họa)",
}
_TITLES = ("06541", "06565", "06574", "06577", "06592", "06595", "06601")
"""Communes of Lộc Bình that the demonstration calls recognised."""
_SINCE = date(2021, 12, 31)
_DECISION = "Quyết định minh họa, không có thật"

_FACTS = (
    # item, value, day, evidence
    ("gui-y-kien", "đạt", "2024-05-15", "Công văn gửi Mặt trận Tổ quốc và các tổ chức (minh họa)"),
    ("niem-yet", "đạt", "2024-05-16", "Biên bản niêm yết tại trụ sở và 9 nhà văn hóa thôn (minh họa)"),
    ("phat-thanh", "6", "2024-05-30", "Nhật ký phát thanh của xã (minh họa)"),
    ("thoi-gian-phat-thanh", "14", "2024-05-30", "Nhật ký phát thanh của xã (minh họa)"),
    ("tong-hop", "đạt", "2024-06-10", "Bản tổng hợp ý kiến của 9 thôn (minh họa)"),
    ("bieu-quyet", "27/29", "2024-06-20", "Phiếu biểu quyết tại cuộc họp (minh họa)"),
    ("bao-cao-y-kien", "đạt", "2024-06-21", "Báo cáo tổng hợp ý kiến (minh họa)"),
    ("bien-ban-hop", "đạt", "2024-06-20", "Biên bản họp (minh họa)"),
    ("bao-cao-no-dong", "đạt", "2024-06-25", "Báo cáo tình hình nợ đọng của xã (minh họa)"),
    ("hinh-anh", "chưa đạt", "2024-06-25", ""),
)

_SAID = {
    "gui-y-kien": "Đề nghị làm rõ số hộ dùng nước sạch của từng thôn (minh họa)",
    "tong-hop": "Đã bổ sung số hộ dùng nước sạch theo thôn; đoạn đường nội đồng và điểm thu gom rác đưa vào kế hoạch "
    "quý III/2024 (minh họa)",
}
"""What the organisations said, and what was answered; the notes of these two steps."""

Row = dict[str, str]


def village_units() -> list[Unit]:
    """The villages of Xuân Dương, named by numbers."""
    return [
        Unit(f"{XUAN_DUONG}{number:02}", f"Minh họa {number}", "thon", XUAN_DUONG, None, _END, LABEL)
        for number in range(1, len(_POLLS) + 1)
    ]


def title_facts() -> list[Attribute]:
    """The titles, as dated attributes."""
    return [
        Attribute(code, None, "title_ntm", "yes", _SINCE, None, _DECISION, illustrative=True)
        for code in _TITLES
    ]


def dossier_rows() -> Iterator[Row]:
    """Rows of a status file: the steps and papers of the dossier, and what each village's people said."""
    for item, value, day, evidence in _FACTS:
        row = {
            "unit": XUAN_DUONG,
            "item": item,
            "on": day,
            "value": value,
            "criteria": "ho-so-2022",
            "note": _SAID.get(item, LABEL),
        }
        if evidence:
            row["evidence"] = evidence
        else:
            row |= {"responsible": "cán bộ 2", "due": "2024-07-31"}
        yield row
    for unit, (satisfied, asked) in zip(village_units(), _POLLS, strict=True):
        number = int(unit.code[-2:])
        yield {
            "unit": unit.code, "item": "hai-long", "on": DAY.isoformat(), "criteria": "cong-nhan-2022",
            "numerator": str(satisfied), "denominator": str(asked), "note": _OPINIONS.get(number, ""),
        }  # fmt: skip
