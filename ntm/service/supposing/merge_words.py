"""A merged commune as the contract `ntm.merge/1`, and in words: every derived value says so and waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ntm.criteria.model import Kind
from ntm.scenario.merging import Derived, How
from ntm.scoring.average_words import two_decimals, unit_title
from ntm.scoring.scorecard import score_json
from ntm.scoring.snapshot import Stated, UnitRow
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import exact_value, plain, value_string, value_text, verdict_word
from ntm.service.supposing.merging import Became, BoundaryAverage, Merged, Redrawn
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number, round_half_up

SCHEMA = "ntm.merge/1"
_DECIMALS = 6


def merge_json(found: Merged) -> dict[str, Any]:
    """The contract `ntm.merge/1`: each item with how it was derived, the score on all of them, the averages."""
    return {
        "schema": SCHEMA,
        "on": found.on.isoformat(),
        "unit": _label(found.unit),
        "real": found.real,
        "waits_for_confirmation": any(
            one.stated is not None and not _is_own(found, one) for one in found.derived
        ),
        "made_of": [
            {
                "unit": _label(found.before.snapshot.units[row]),
                "met": int(found.before.met[row]),
                "possible": int(found.before.possible[row]),
            }
            for row in found.rows
        ],
        "items": [_item(found, one) for one in found.derived],
        "declarations_left_behind": found.declarations,
        "score": score_json(found.card, found.row),
        "averages": [_average_json(one) for one in found.averages],
        "warnings": warnings(found),
    }


def _label(unit: UnitRow) -> dict[str, str | None]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind}


def _item(found: Merged, one: Derived) -> dict[str, Any]:
    measure = found.card.criteria_set.measure_by_id[one.item]
    own = _is_own(found, one)
    stated = found.card.measurement(found.row, one.item) if own else one.stated
    return {
        "item": one.item,
        "how": "own" if own else one.how.value,
        "value": None if stated is None else value_string(measure, stated),
        "on": None if stated is None else stated.on.isoformat(),
        "of": list(one.of),
        "why": one.why or None,
    }


def _is_own(found: Merged, one: Derived) -> bool:
    indicator = found.card.criteria_set.indicator_of_measure[one.item]
    return one.item in found.own or indicator.id in found.own


def _average_json(one: BoundaryAverage) -> dict[str, Any]:
    return {
        "unit": dict(one.unit),
        "on": one.on.isoformat(),
        "boundaries": "new" if one.new else "old",
        "derived_communes": one.derived,
        "met": one.held.met,
        "communes": one.held.communes,
        "reporting": one.held.reporting,
        "average": two_decimals(one.held.value),
        "low": two_decimals(one.held.low),
        "high": two_decimals(one.held.high),
    }


def merge_head(found: Merged) -> list[str]:
    """What the commune is made of, and how it stands on what is derived."""
    return list(_head(found))


def _head(found: Merged) -> Iterator[str]:
    parts = ", ".join(unit.title for unit in found.made_of)
    title = unit_title(_label(found.unit))
    if found.real:
        yield _("{unit} ({code}), ngày {day}: được lập từ {parts}.").format(
            unit=title, code=found.unit.code, day=format_day(found.on), parts=parts
        )
    else:
        yield _("Phép thử gộp {parts} ngày {day}: không ghi gì vào số liệu.").format(
            parts=parts, day=format_day(found.on)
        )
    taken = [one for one in found.derived if one.stated is not None and not _is_own(found, one)]
    left = [one for one in found.derived if one.stated is None and not _is_own(found, one)]
    yield _(
        "SUY RA từ số liệu các xã cũ, chờ xác nhận: {taken} số liệu; {left} để trống; {own} đã nhập cho xã mới."
    ).format(taken=len(taken), left=len(left), own=len(found.derived) - len(taken) - len(left))
    yield ""
    for row in found.rows:
        yield _("Trước: {unit} đạt {met}/{of} tiêu chí{open}.").format(
            unit=found.before.snapshot.units[row].name,
            met=int(found.before.met[row]),
            of=found.before.of,
            open=_open(int(found.before.undetermined[row])),
        )
    yield _("Sau:   {unit} đạt {met}/{of} tiêu chí{open}.").format(
        unit=found.unit.name,
        met=int(found.card.met[found.row]),
        of=found.card.of,
        open=_open(int(found.card.undetermined[found.row])),
    )
    unmet = [
        f"{criterion.number} ({verdict_word(int(found.card.criteria.verdicts[at, found.row]))})"
        for at, criterion in enumerate(found.card.criteria_set.criteria)
        if found.card.criteria.verdicts[at, found.row] > Verdict.MET
    ]
    if unmet:
        yield _("Tiêu chí chưa đạt hoặc chưa đủ số liệu: {criteria}.").format(criteria=", ".join(unmet))


def _open(count: int) -> str:
    return _(", chưa đủ số liệu {count}").format(count=count) if count else ""


def item_rows(found: Merged, *, shown: bool = False) -> list[dict[str, object]]:
    """Each measure as a row of a listing: its value, how it came about, of which values."""
    rows: list[dict[str, object]] = []
    for one in found.derived:
        item = _item(found, one)
        measure = found.card.criteria_set.measure_by_id[one.item]
        stated = one.stated
        how = _("đã nhập cho xã mới") if item["how"] == "own" else one.how.words
        if shown and stated is not None and item["how"] != "own":
            index = found.card.shape.measure_index[one.item]
            item["value"] = value_text(measure, stated, found.card.threshold(found.row, index))
        rows.append(
            {
                "item": one.item,
                "value": item["value"],
                "on": item["on"],
                "how": f"{how}: {one.why}" if shown and one.why else how if shown else item["how"],
                "of": "; ".join(one.of),
            }
        )
    return rows


def average_lines(averages: Sequence[BoundaryAverage]) -> list[str]:
    """Averages on old and new boundaries, each labelled; they are of different communes and not subtracted."""
    lines = []
    for one in averages:
        held = one.held
        label = (
            _("địa giới mới, ngày {day}, {count} xã suy ra").format(day=format_day(one.on), count=one.derived)
            if one.new
            else _("địa giới cũ, ngày {day}").format(day=format_day(one.on))
        )
        if held.value is None or held.low is None or held.high is None:
            value = _("chưa có xã báo cáo (0/{communes})").format(communes=held.communes)
        else:
            value = _("{average} ({met} ÷ {reporting} xã; {communes} xã: từ {low} đến {high})").format(
                average=format_fixed(held.value),
                met=format_number(Decimal(held.met)),
                reporting=held.reporting,
                communes=held.communes,
                low=format_fixed(held.low),
                high=format_fixed(held.high),
            )
        lines.append(f"{unit_title(one.unit)}, {label}: {value}")
    return lines


def warnings(found: Merged) -> list[str]:
    """What must be known before a derived standing is used."""
    told = [_("Mọi số suy ra phải được xác nhận: kiểm tra, rồi nhập cho xã mới bằng ntm status import.")]
    if found.declarations:
        told.append(
            _("{count} kết luận của cấp xét về các xã cũ không chuyển sang xã mới.").format(
                count=found.declarations
            )
        )
    if found.averages:
        told.append(_("Bình quân trước và sau trên địa giới khác nhau: không trừ cho nhau."))
    if found.card.snapshot.illustrative or any(c.illustrative for c in found.card.table.columns):
        told.append(_("Có số liệu minh họa: không dùng để đánh giá xã có thật."))
    return told


def status_rows(found: Merged) -> list[dict[str, str]]:
    """The derived values as rows of a status file, for the officer to check, correct and import as their own.

    Dated the first day of the new commune (in a what-if: the day). A weighted rate has no counts of its own and
    is written to six decimals.
    """
    first = (found.unit.valid_from if found.real else None) or found.on
    rows = []
    for one in found.derived:
        if one.stated is None or _is_own(found, one):
            continue
        row = {"unit": found.unit.code, "item": one.item, "on": first.isoformat()}
        rows.append(row | _cells(found, one, one.stated) | {"note": _note(one)})
    return rows


def _cells(found: Merged, one: Derived, stated: Stated) -> dict[str, str]:
    measure = found.card.criteria_set.measure_by_id[one.item]
    if stated.not_applicable is not None:
        return {"value": f"không áp dụng: {stated.not_applicable}"}
    if one.how is How.WEIGHTED:
        exact = exact_value(measure, stated)
        return (
            {"value": plain(round_half_up(exact, _DECIMALS)).replace(".", ",")} if exact is not None else {}
        )
    if stated.numerator is not None and stated.denominator is not None:
        counts = (stated.numerator, stated.denominator)
        return dict(
            zip(("numerator", "denominator"), (plain(c).replace(".", ",") for c in counts), strict=True)
        )
    if stated.value is not None and measure.kind is not Kind.YES_NO:
        return {"value": plain(stated.value).replace(".", ",")}
    return {"value": value_text(measure, stated, None)}


def _note(one: Derived) -> str:
    return "; ".join(["suy ra, chờ xác nhận", one.how.words, *([one.why] if one.why else []), *one.of])


def redrawn_head(found: Redrawn) -> list[str]:
    """The province on old and new boundaries."""
    lines = [
        _(
            "{unit}, ngày {day}: mỗi xã được lập từ xã khác được suy ra từ số liệu các xã cũ, chờ xác nhận."
        ).format(unit=unit_title(found.unit), day=format_day(found.on)),
        became_line(found),
        *average_lines(found.averages),
        _("Hai bình quân trên địa giới khác nhau: không trừ cho nhau."),
    ]
    lines += [
        _("{commune} không suy ra được: có phần lấy từ {units}.").format(commune=commune, units=units)
        for commune, units in found.not_derived
    ]
    return lines


def became_line(found: Redrawn) -> str:
    """Of how many communes values are derived, and why not of the others, in one line."""
    words = {
        Became.OWN: _("{count} xã đã có số liệu riêng"),
        Became.UNCHANGED: _("{count} xã không lập từ xã nào khác"),
        Became.SPLIT: _("{count} xã có phần lấy từ một đơn vị bị chia"),
        Became.DECLARED: _(
            "{count} xã mà các xã cũ chỉ có kết luận của cấp xét, kết luận không chuyển sang xã mới"
        ),
        Became.SILENT: _("{count} xã mà các xã cũ chưa có số liệu"),
    }
    told = [text.format(count=found.counts[why]) for why, text in words.items() if found.counts[why]]
    line = _("Suy ra được {derived}/{communes} xã").format(
        derived=found.counts[Became.DERIVED], communes=sum(found.counts.values())
    )
    return f"{line}; {'; '.join(told)}." if told else f"{line}."


def redrawn_rows(found: Redrawn) -> list[dict[str, object]]:
    """The communes of the redrawn province as rows of a listing."""
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "made_of": ", ".join(old.title for old in found.made_of[row]),
            "met": int(found.card.met[row]),
            "possible": int(found.card.possible[row]),
            "undetermined": int(found.card.undetermined[row]),
        }
        for row, unit in enumerate(found.card.snapshot.units)
    ]


def redrawn_json(found: Redrawn) -> dict[str, Any]:
    """The contract `ntm.merge/1` of a province: its communes and the averages on both boundaries."""
    return {
        "schema": SCHEMA,
        "on": found.on.isoformat(),
        "unit": dict(found.unit),
        "real": True,
        "communes": redrawn_rows(found),
        "became": {why.value: found.counts[why] for why in Became},
        "not_derived": [{"name": name, "in_part_of": units} for name, units in found.not_derived],
        "averages": [_average_json(one) for one in found.averages],
    }
