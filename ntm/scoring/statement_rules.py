"""What may be stated: the rules every statement passes at every door (forms, files, JSON, what-if).

Days, units and who may speak are checked elsewhere; here, what is said of an item, against the set alone.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ntm.criteria.model import CriteriaSet, Indicator, Kind, Measure
from ntm.errors import Problem
from ntm.scoring.fixed import MAX_VALUE, VALUE_DECIMALS, quotient_of
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Verdict
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

DECLARABLE = (Verdict.MET, Verdict.BASICALLY_MET, Verdict.NOT_MET)
"""What a body may declare."""


def check_stated(criteria_set: CriteriaSet, stated: Stated) -> list[Problem]:
    """Everything wrong with a statement, in sentences; an empty list when it is admissible.

    The `field` of each problem is `value`, `numerator`, `denominator`, `grade`, `not_applicable`, `verdict`
    or `item`.
    """
    said = [
        stated.value is not None or stated.numerator is not None or stated.denominator is not None,
        stated.grade is not None,
        stated.not_applicable is not None,
        stated.verdict is not None,
    ]
    if sum(said) != 1:
        return [
            Problem(
                _("{item}: phải có đúng một trong: giá trị, mức, không áp dụng, kết luận.").format(
                    item=stated.item
                ),
                _("Hãy ghi một giá trị."),
                field="value",
            )
        ]
    if stated.verdict is not None:
        return _check_declaration(criteria_set, stated)
    if stated.not_applicable is not None:
        return _check_not_applicable(criteria_set, stated)
    measure = criteria_set.measure_by_id.get(stated.item)
    if measure is None:
        return [unknown_item(criteria_set, stated.item)]
    if measure.kind is Kind.GRADE:
        return _check_grade(measure, stated)
    if stated.grade is not None:
        return [_wrong_kind(measure)]
    return _check_quantity(measure, stated)


def unknown_item(criteria_set: CriteriaSet, item: str) -> Problem:
    """The problem of an item the set does not have, naming what comes near."""
    items = [*criteria_set.measure_by_id, *criteria_set.criterion_by_number]
    number = item.split(":")[0].split(".")[0]
    near = [known for known in items if known != number and known.split(":")[0].split(".")[0] == number]
    remedy = (
        _("Gần nhất có: {items}.").format(items=", ".join(near[:12]))
        if near
        else _("Xem các mục bằng «ntm criteria show {set}».").format(set=criteria_set.id)
    )
    return Problem(
        _("Bộ tiêu chí {set} không có mục “{item}”.").format(set=criteria_set.id, item=item),
        remedy,
        field="item",
    )


def _check_declaration(criteria_set: CriteriaSet, stated: Stated) -> list[Problem]:
    if stated.verdict not in DECLARABLE:
        return [
            Problem(
                _("{item}: kết luận chỉ có thể là đạt, cơ bản đạt hoặc chưa đạt.").format(item=stated.item),
                _("Để rút lại một kết luận, dùng «ntm status withdraw»."),
                field="verdict",
            )
        ]
    if stated.item in criteria_set.criterion_by_number or stated.item in criteria_set.indicator_by_id:
        return []
    if stated.item in criteria_set.measure_by_id:
        indicator = criteria_set.indicator_of_measure[stated.item]
        return [
            Problem(
                _("{item} là một phần của chỉ tiêu {indicator}, không kết luận riêng.").format(
                    item=stated.item, indicator=indicator.id
                ),
                _("Hãy ghi kết luận cho {indicator}, hoặc ghi số liệu cho {item}.").format(
                    item=stated.item, indicator=indicator.id
                ),
                field="item",
            )
        ]
    return [unknown_item(criteria_set, stated.item)]


def _check_not_applicable(criteria_set: CriteriaSet, stated: Stated) -> list[Problem]:
    indicator = criteria_set.indicator_by_id.get(stated.item)
    if indicator is None:
        if stated.item in criteria_set.measure_by_id:
            whole = criteria_set.indicator_of_measure[stated.item]
            return [_only_whole(stated.item, [whole])]
        criterion = criteria_set.criterion_by_number.get(stated.item)
        if criterion is not None:
            return [_only_whole(stated.item, criterion.indicators)]
        return [unknown_item(criteria_set, stated.item)]
    if indicator.not_applicable_if is None:
        return [
            Problem(
                _("{item}: quyết định không cho phép “không áp dụng” đối với chỉ tiêu này.").format(
                    item=indicator.id
                ),
                _("Hãy ghi số liệu, hoặc để trống nếu chưa có."),
                field="not_applicable",
            )
        ]
    if not (stated.not_applicable or "").strip():
        return [
            Problem(
                _("{item}: “không áp dụng” phải kèm lý do.").format(item=indicator.id),
                _("Ghi «không áp dụng: lý do»; quyết định cho phép khi: {reason}.").format(
                    reason=indicator.not_applicable_if
                ),
                field="not_applicable",
            )
        ]
    return []


def _only_whole(item: str, indicators: list[Indicator] | tuple[Indicator, ...]) -> Problem:
    return Problem(
        _("{item}: “không áp dụng” chỉ ghi cho cả một chỉ tiêu.").format(item=item),
        _("Ghi cho chỉ tiêu: {items}.").format(items=", ".join(indicator.id for indicator in indicators)),
        field="item",
    )


def _wrong_kind(measure: Measure) -> Problem:
    match measure.kind:
        case Kind.GRADE:
            grades = measure.scale.grades if measure.scale is not None else ()
            remedy = (
                _("Ghi một trong các mức: {grades}.").format(grades=", ".join(grades))
                if grades
                else _("Ghi tên mức như trong văn bản.")
            )
            return Problem(_("{item} được xếp theo mức.").format(item=measure.id), remedy, field="grade")
        case Kind.YES_NO:
            return Problem(
                _("{item} chỉ có đạt hoặc chưa đạt.").format(item=measure.id),
                _("Ghi «đạt» hoặc «chưa đạt»."),
                field="value",
            )
        case Kind.NUMBER:
            return Problem(
                _("{item} là một số ({unit}).").format(item=measure.id, unit=measure.unit),
                _("Ghi một số, ví dụ 46,5."),
                field="value",
            )
        case Kind.PERCENTAGE | Kind.RATIO:
            return Problem(
                _("{item} là một số ({unit}) hoặc hai số đếm.").format(item=measure.id, unit=measure.unit),
                _("Ghi một số, ví dụ 46,5, hoặc hai số đếm, ví dụ 92/100."),
                field="value",
            )


def _check_grade(measure: Measure, stated: Stated) -> list[Problem]:
    if stated.grade is None:
        return [_wrong_kind(measure)]
    grades = measure.scale.grades if measure.scale is not None else ()
    if grades and stated.grade not in grades:
        return [
            Problem(
                _("{item}: không có mức “{grade}”.").format(item=measure.id, grade=stated.grade),
                _("Ghi một trong các mức: {grades}.").format(grades=", ".join(grades)),
                field="grade",
            )
        ]
    return []


def _check_quantity(measure: Measure, stated: Stated) -> list[Problem]:
    counts = (stated.numerator, stated.denominator)
    if measure.kind is Kind.YES_NO:
        if counts != (None, None) or stated.value not in (0, 1):
            return [_wrong_kind(measure)]
        return []
    problems: list[Problem] = []
    for name, number in (("value", stated.value), ("numerator", counts[0]), ("denominator", counts[1])):
        if number is not None:
            problems += _check_number(measure, name, number)
    if problems:
        return problems
    if counts != (None, None):
        if measure.kind is Kind.NUMBER:
            return [_wrong_kind(measure)]
        problems += _check_counts(measure, stated)
    elif stated.value is not None and measure.kind is Kind.NUMBER and measure.whole:
        problems += _check_whole(measure, "value", stated.value)
    if not problems and stated.value is not None:
        problems += _check_bound(measure, stated.value)
    return problems


def _check_bound(measure: Measure, value: Decimal) -> list[Problem]:
    if measure.upper_bound is None or value <= measure.upper_bound:
        return []
    message = _("{item}: {value} lớn hơn mức cao nhất có thể là {bound}.").format(
        item=measure.id, value=format_number(value), bound=format_number(measure.upper_bound)
    )
    return [Problem(message, _("Hãy kiểm tra lại số đã ghi."), field="value")]


def _check_number(measure: Measure, name: str, number: Decimal) -> list[Problem]:
    if not number.is_finite():
        message, remedy = _("{item}: không phải là một số."), _("Ghi một số, ví dụ 46,5.")
    elif number < 0:
        message, remedy = _("{item}: số không thể âm."), _("Hãy kiểm tra lại số đã ghi.")
    elif number > MAX_VALUE:
        message, remedy = (
            _("{item}: số lớn quá giới hạn một nghìn tỷ."),
            _("Hãy kiểm tra lại số và đơn vị tính."),
        )
    elif _decimals(number) > VALUE_DECIMALS:
        message, remedy = (
            _("{item}: có quá 6 chữ số sau dấu phẩy."),
            _("Hãy ghi hai số đếm, hoặc làm tròn đến 6 chữ số."),
        )
    else:
        return []
    return [Problem(message.format(item=measure.id), remedy, field=name)]


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _check_whole(measure: Measure, name: str, number: Decimal) -> list[Problem]:
    if number == number.to_integral_value():
        return []
    return [
        Problem(
            _("{item}: {number} không phải là số nguyên.").format(
                item=measure.id, number=format_number(number)
            ),
            _("Mục này đếm từng {unit}; hãy ghi số nguyên.").format(
                unit=measure.counts.unit if measure.counts is not None else measure.unit
            ),
            field=name,
        )
    ]


def _check_counts(measure: Measure, stated: Stated) -> list[Problem]:
    numerator, denominator = stated.numerator, stated.denominator
    if numerator is None or denominator is None:
        return [
            Problem(
                _("{item}: hai số đếm phải đi cùng nhau.").format(item=measure.id),
                _("Ghi cả hai, ví dụ 92/100."),
                field="numerator" if numerator is None else "denominator",
            )
        ]
    problems: list[Problem] = []
    if measure.whole:
        problems += _check_whole(measure, "numerator", numerator)
        problems += _check_whole(measure, "denominator", denominator)
    if denominator == 0:
        problems.append(
            Problem(
                _("{item}: số đếm ở mẫu bằng 0 nên không có tỷ lệ.").format(item=measure.id),
                _("Hãy ghi tổng số ở mẫu; nếu xã không có đối tượng này, xem khi nào được “không áp dụng”."),
                field="denominator",
            )
        )
        return problems
    factor = 100 if measure.kind is Kind.PERCENTAGE else 1
    quotient = quotient_of(numerator, denominator, factor)
    if measure.upper_bound is not None and _exceeds(quotient, measure.upper_bound):
        problems.append(
            Problem(
                _("{item}: {numerator} lớn hơn {denominator}.").format(
                    item=measure.id,
                    numerator=format_number(numerator),
                    denominator=format_number(denominator),
                ),
                _("Số ở tử là một phần của số ở mẫu; hãy kiểm tra xem có ghi ngược không."),
                field="numerator",
            )
        )
    if _exceeds(quotient, MAX_VALUE):
        problems.append(
            Problem(
                _("{item}: tỷ lệ lớn quá giới hạn một nghìn tỷ.").format(item=measure.id),
                _("Hãy kiểm tra lại hai số đếm."),
                field="numerator",
            )
        )
    if not problems and stated.value is not None and not agrees(stated.value, Fraction(*quotient)):
        problems.append(
            Problem(
                _("{item}: {value} không khớp {numerator}/{denominator}.").format(
                    item=measure.id,
                    value=format_number(stated.value),
                    numerator=format_number(numerator),
                    denominator=format_number(denominator),
                ),
                _("Sửa một trong ba số, hoặc chỉ ghi hai số đếm."),
                field="value",
            )
        )
    return problems


def _exceeds(quotient: tuple[int, int], bound: Decimal) -> bool:
    above, below = bound.as_integer_ratio()
    return quotient[0] * below > above * quotient[1]


def agrees(value: Decimal, quotient: Fraction) -> bool:
    """Whether a stated value is the quotient, or the quotient rounded half up to the value's own decimals."""
    if Fraction(value) == quotient:
        return True
    step = Decimal(1).scaleb(-_decimals(value))
    doubled = 2 * quotient / Fraction(step) + 1  # half up, exactly: floor(q / step + 1/2)
    return Fraction(value) == Fraction(doubled.numerator // (2 * doubled.denominator)) * Fraction(step)
