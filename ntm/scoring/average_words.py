"""An average as the contract `ntm.average/1`, and that document in Vietnamese lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ntm.scoring.averages import Comparison, Reference
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number, round_half_up

SCHEMA = "ntm.average/1"


def average_json(comparison: Comparison) -> dict[str, Any]:
    """The contract `ntm.average/1`; averages are strings of two decimals, rounded half-up."""
    subject, reference = comparison.subject, comparison.reference
    return {
        "schema": SCHEMA,
        "on": comparison.on.isoformat(),
        "criteria_set": comparison.set_id,
        "subject": {
            "unit": dict(comparison.subject_unit),
            "met": subject.met,
            "communes": subject.communes,
            "reporting": subject.reporting,
            "average": two_decimals(subject.value),
            "low": two_decimals(subject.low),
            "high": two_decimals(subject.high),
            "partial": subject.partial,
            "bands": [
                {"from": band.lowest, "to": band.highest, "communes": band.communes} for band in subject.bands
            ],
        },
        "reference": None if reference is None else _reference_json(reference),
        "gap": two_decimals(comparison.gap),
        "criteria_needed": comparison.needed,
        "warnings": list(comparison.warnings),
    }


def _reference_json(reference: Reference) -> dict[str, Any]:
    held, published = reference.average, reference.published
    return {
        "unit": dict(reference.unit),
        "basis": reference.basis,
        "met": held.met if held is not None else None,
        "communes": held.communes if held is not None else published.communes if published else None,
        "average": two_decimals(reference.value),
        "source": reference.source,
        "on": reference.on.isoformat(),
    }


def two_decimals(value: Fraction | None) -> str | None:
    """An exact fraction as the contract writes it; None stays None."""
    return None if value is None else f"{round_half_up(value, 2):f}"


def average_text(document: Mapping[str, Any]) -> str:
    """A document of `ntm.average/1` in lines for people: every average with its numerator and denominator."""
    return "\n".join(_lines(document))


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    subject, reference = document["subject"], document["reference"]
    yield _("{name}, ngày {day}, bộ {set}").format(
        name=unit_title(subject["unit"]), day=_day(document["on"]), set=document["criteria_set"]
    )
    yield from _subject_lines(subject)
    if reference is not None:
        yield ""
        yield from _reference_lines(reference)
        yield _gap_line(document)
        if document["criteria_needed"]:
            yield _("Còn cần thêm ít nhất {count} tiêu chí để bằng mốc so sánh.").format(
                count=document["criteria_needed"]
            )
    yield ""
    yield from band_lines(subject)
    if document["warnings"]:
        yield ""
        yield from (f"! {warning}" for warning in document["warnings"])


def _subject_lines(subject: Mapping[str, Any]) -> Iterator[str]:
    if subject["average"] is None:
        yield _("Chưa có xã nào báo cáo (0/{communes} xã), nên chưa tính được bình quân.").format(**subject)
    else:
        yield _("Bình quân {average} tiêu chí/xã = {met} tiêu chí đạt ÷ {reporting} xã").format(
            average=comma(subject["average"]),
            met=format_number(Decimal(subject["met"])),
            reporting=subject["reporting"],
        )
        if subject["partial"]:
            yield _("Một phần: mới có {reporting}/{communes} xã báo cáo.").format(**subject)
        else:
            yield _("Đủ {communes}/{communes} xã báo cáo.").format(**subject)
    if subject["low"] is not None:
        yield _("Tính trên cả {communes} xã: thấp nhất {low} (phần còn trống là chưa đạt), cao nhất {high} "
                "(phần còn trống là đạt).").format(
            communes=subject["communes"], low=comma(subject["low"]), high=comma(subject["high"])
        )  # fmt: skip


def _reference_lines(reference: Mapping[str, Any]) -> Iterator[str]:
    name, number = unit_title(reference["unit"]), comma(reference["average"])
    if reference["basis"] == "computed":
        yield _("Mốc so sánh: {name} {average} = {met} tiêu chí đạt ÷ {communes} xã ({source}).").format(
            name=name,
            average=number,
            met=format_number(Decimal(reference["met"])),
            communes=reference["communes"],
            source=reference["source"],
        )
        return
    over = (
        _(" trên {communes} xã").format(communes=format_number(Decimal(reference["communes"])))
        if reference["communes"] is not None
        else ""
    )
    yield _("Mốc so sánh: {name} {average}, số công bố{over}, kỳ đến {day}.").format(
        name=name, average=number, over=over, day=_day(reference["on"])
    )
    yield _("Nguồn: {source}").format(source=reference["source"])


def _gap_line(document: Mapping[str, Any]) -> str:
    """The gap in words; one too small to show is not called equal while criteria are still needed."""
    if document["gap"] is None:
        return _("Chưa so sánh được.")
    gap = Decimal(document["gap"])
    if gap > 0:
        return _("Cao hơn {gap} tiêu chí/xã.").format(gap=format_number(gap, 2))
    if gap < 0:
        return _("Thấp hơn {gap} tiêu chí/xã.").format(gap=format_number(-gap, 2))
    return _("Thấp hơn chưa đến 0,01 tiêu chí/xã.") if document["criteria_needed"] else _("Ngang bằng.")


def band_lines(subject: Mapping[str, Any]) -> list[str]:
    """The reporting communes by criteria met, with shares, one line a band."""
    reporting = subject["reporting"]
    lines = [_("Số xã theo số tiêu chí đạt:")]
    for band in subject["bands"]:
        share = format_fixed(Fraction(100 * band["communes"], reporting), 2) if reporting else "–"
        lines.append(
            _("  {span}: {communes} xã ({share}%)").format(
                span=f"{band_words(band['from'], band['to']):<16}", communes=band["communes"], share=share
            )
            if reporting
            else f"  {band_words(band['from'], band['to']):<16}: –"
        )
    return lines


def band_words(lowest: int, highest: int) -> str:
    """A band in words: "19 tiêu chí", "15-18 tiêu chí", "dưới 5 tiêu chí"."""
    if lowest == highest:
        return _("{count} tiêu chí").format(count=lowest)
    if lowest == 0:
        return _("dưới {count} tiêu chí").format(count=highest + 1)
    return _("{lowest}-{highest} tiêu chí").format(lowest=lowest, highest=highest)


def unit_title(unit: Mapping[str, str | None]) -> str:
    """A unit of the contracts as people call it: "huyện Lộc Bình", "tỉnh Lạng Sơn"; the country by its name."""
    words = {
        "tinh": _("tỉnh"), "thanh_pho": _("thành phố"), "huyen": _("huyện"),
        "xa": _("xã"), "phuong": _("phường"), "thi_tran": _("thị trấn"),
    }  # fmt: skip
    word = words.get(unit.get("kind") or "")
    return f"{word} {unit['name']}" if word else str(unit["name"])


def comma(text: str | None) -> str:
    """An exact number of a document as people read it, with two decimals."""
    return "–" if text is None else format_number(Decimal(text), 2)


def _day(text: str) -> str:
    return format_day(date.fromisoformat(text))
