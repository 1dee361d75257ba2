"""Proof that a set says exactly one thing everywhere: one threshold applies, or a declared missing one.

Two that apply are a problem that points at both lines; none is a problem that names the hole. The other
checks of a whole set stand here too: totals, numbers, grades, bounds, links. What can be wrong within one
line of a file (an unknown word, a misspelt key) is found by the reader, ntm.criteria.files.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations as pairs_of

from ntm.criteria.combinations import Case, Combinations, whole_time
from ntm.criteria.model import REGIONS, Comparator, CriteriaSet, Indicator, Kind, Mark, Measure, Threshold
from ntm.criteria.requirement import own_law, requirement
from ntm.errors import Problem
from ntm.vietnamese.messages import _

THRESHOLD_DECIMALS = 4
LARGEST = Decimal(10) ** 12
"""The bounds of the engine (ntm.scoring.fixed), held at the door of the law too."""

ItemsOf = Callable[[str], Container[str] | None]
"""The measure ids of another set; None when there is no such set."""


def prove(criteria_set: CriteriaSet, items_of: ItemsOf | None = None) -> list[Problem]:
    """All problems of a set, in the order of its file; an empty list is the proof.

    `items_of` answers for other sets, so that `same_as` links are checked; without it only their form is.
    """
    problems = [*_totals(criteria_set), *_numbers(criteria_set)]
    for indicator in criteria_set.indicators:
        problems += _indicator(criteria_set, indicator)
        for measure in indicator.measures:
            problems += _links(criteria_set, indicator, measure, items_of)
        for measure in own_law(indicator):
            for threshold in measure.thresholds:
                problems += _threshold(criteria_set, measure, threshold)
            problems += _exactly_one(criteria_set, indicator, measure)
    return problems


def _totals(criteria_set: CriteriaSet) -> Iterator[Problem]:
    found = (
        (_("tiêu chí"), len(criteria_set.criteria), criteria_set.total_criteria),
        (_("chỉ tiêu"), len(criteria_set.indicators), criteria_set.total_indicators),
    )
    for word, count, stated in found:
        if count > stated or (criteria_set.complete and count < stated):
            yield Problem(
                _("Bộ tiêu chí {id} ghi tổng số {stated} {word} nhưng trong tệp có {count}.").format(
                    id=criteria_set.id, stated=stated, word=word, count=count
                ),
                _("Hãy đối chiếu với quyết định rồi thêm, bớt {word} hoặc sửa tổng số.").format(word=word),
                file=criteria_set.file,
                line=_line_of(criteria_set, "totals:"),
            )
    if not criteria_set.complete:
        return
    for criterion in criteria_set.criteria:
        if not criterion.indicators:
            yield Problem(
                _("Tiêu chí {number} không có chỉ tiêu nào.").format(number=criterion.number),
                _("Hãy nhập các chỉ tiêu, hoặc khai bộ tiêu chí là chưa đầy đủ (`complete: false`)."),
                file=criteria_set.file,
                line=criterion.line or None,
            )


def _line_of(criteria_set: CriteriaSet, beginning: str) -> int | None:
    """The line of the national file that begins so; None when the text is not kept."""
    text = criteria_set.documents[0][1] if criteria_set.documents else ""
    lines = (number for number, line in enumerate(text.splitlines(), 1) if line.startswith(beginning))
    return next(lines, None)


def _numbers(criteria_set: CriteriaSet) -> Iterator[Problem]:
    indicators = criteria_set.indicators
    for word, entries in (
        (_("tiêu chí"), [(c.number, criteria_set.file, c.line) for c in criteria_set.criteria]),
        (_("chỉ tiêu"), [(i.id, i.file, i.line) for i in indicators]),
        (_("nội dung"), [(m.id, i.file, i.line) for i in indicators for m in i.measures if m.id != i.id]),
    ):
        first: dict[str, str] = {}
        for number, file, line in entries:
            if number in first:
                yield Problem(
                    _("Số hiệu {word} {number} đã dùng ở {first}.").format(
                        word=word, number=number, first=first[number]
                    ),
                    _("Mỗi số hiệu chỉ dùng một lần trong một bộ tiêu chí: hãy sửa một trong hai."),
                    file=file or criteria_set.file,
                    line=line or None,
                )
            first.setdefault(number, f"{file or criteria_set.file}:{line}")


def _indicator(criteria_set: CriteriaSet, indicator: Indicator) -> Iterator[Problem]:
    if not indicator.measures or all(measure.only_disproves for measure in indicator.measures):
        yield Problem(
            _("Chỉ tiêu {id} không có nội dung nào để xét đạt.").format(id=indicator.id),
            _("Hãy thêm ít nhất một nội dung có thể chứng minh đạt (không phải `only_disproves`)."),
            file=indicator.file or criteria_set.file,
            line=indicator.line or None,
        )


def _links(
    criteria_set: CriteriaSet, indicator: Indicator, measure: Measure, items_of: ItemsOf | None
) -> Iterator[Problem]:
    def problem(message: str, remedy: str) -> Problem:
        file = indicator.file or criteria_set.file
        return Problem(message, remedy, file=file, line=indicator.line or None, field=measure.id)

    if measure.within is not None:
        whole = criteria_set.measure_by_id.get(measure.within)
        if whole is None or whole is measure or whole.within == measure.id:
            yield problem(
                _("Chỉ tiêu {id} ghi là một phần (`within`) của {whole}, nhưng không thể như vậy.").format(
                    id=measure.id, whole=measure.within
                ),
                _("Hãy ghi số hiệu của nội dung bao trùm có trong bộ tiêu chí này."),
            )
    if measure.same_as is not None:
        other, _slash, item = measure.same_as.partition("/")
        items = items_of(other) if items_of is not None and item else None
        if not item or other == criteria_set.id:
            yield problem(
                _("Chỉ tiêu {id}: `same_as: {link}` không đúng dạng BỘ/CHỈ TIÊU của một bộ khác.").format(
                    id=measure.id, link=measure.same_as
                ),
                _("Hãy ghi, ví dụ, `same_as: xa-ntm-2016-2020/17.1`."),
            )
        elif items_of is not None and (items is None or item not in items):
            yield problem(
                _("Chỉ tiêu {id}: `same_as` trỏ tới {link} nhưng không có chỉ tiêu đó.").format(
                    id=measure.id, link=measure.same_as
                ),
                _("Hãy sửa mã bộ hoặc số hiệu chỉ tiêu, hoặc bỏ `same_as`."),
            )


def _threshold(criteria_set: CriteriaSet, measure: Measure, threshold: Threshold) -> Iterator[Problem]:
    for message, remedy in (*_selectors(criteria_set, threshold), *_value(measure, threshold)):
        yield Problem(
            _("Chỉ tiêu {id}: {what}").format(id=measure.id, what=message),
            remedy,
            file=threshold.file or criteria_set.file,
            line=threshold.line or None,
        )


def _selectors(criteria_set: CriteriaSet, threshold: Threshold) -> Iterator[tuple[str, str]]:
    unknown = [region for region in threshold.regions or () if region not in REGIONS]
    if unknown:
        yield (
            _("không có vùng {names}.").format(names=", ".join(unknown)),
            _("Bảy vùng là: {names}.").format(names=", ".join(REGIONS)),
        )
    groups = [group.id for group in criteria_set.groups]
    strangers = [group for group in threshold.groups or () if group not in groups]
    if strangers:
        yield (
            _("không có nhóm xã {names}.").format(names=", ".join(strangers)),
            _("Các nhóm của bộ này: {names}.").format(names=", ".join(groups) or _("không có nhóm nào")),
        )
    if threshold.years is not None and threshold.years[0] > threshold.years[1]:
        yield _("năm đầu sau năm cuối."), _("Hãy ghi năm trước đứng trước.")
    if threshold.valid_from and threshold.valid_to and threshold.valid_from > threshold.valid_to:
        yield _("ngày bắt đầu hiệu lực sau ngày hết hiệu lực."), _("Hãy sửa `valid_from` hoặc `valid_to`.")
    if threshold.overlay is not None and threshold.overlay not in criteria_set.overlays:
        yield (
            _("ngưỡng thuộc phần phủ {overlay} không được ghi trong bộ.").format(overlay=threshold.overlay),
            _("Hãy nạp lại bộ tiêu chí cùng phần phủ đó."),
        )


def _value(measure: Measure, threshold: Threshold) -> Iterator[tuple[str, str]]:
    value = threshold.value
    if value is None:
        if threshold.checked is not Mark.MISSING and not threshold.repealed:
            yield (
                _("không có giá trị nhưng lại ghi `checked: {mark}`.").format(mark=threshold.checked.value),
                _("Hãy ghi giá trị, hoặc ghi `checked: missing`."),
            )
        return
    if threshold.checked is Mark.MISSING:
        yield (
            _("có giá trị nhưng lại ghi `checked: missing`."),
            _("Hãy bỏ giá trị, hoặc ghi read, recalled hay doubtful theo mức đã đối chiếu."),
        )
    if not value.is_finite() or abs(value) > LARGEST:
        yield _("giá trị quá lớn."), _("Giá trị lớn nhất được nhận là {most}.").format(most=f"{LARGEST:f}")
        return
    if value != round(value, THRESHOLD_DECIMALS):
        yield (
            _("giá trị {value} có hơn {most} chữ số thập phân.").format(value=value, most=THRESHOLD_DECIMALS),
            _("Hãy ghi nhiều nhất {most} chữ số thập phân.").format(most=THRESHOLD_DECIMALS),
        )
    if measure.kind is Kind.YES_NO:
        if value != 1 or threshold.comparator not in (Comparator.EQUAL, Comparator.AT_LEAST):
            yield _("chỉ tiêu đạt / chưa đạt không có phép so sánh hay con số."), _("Hãy ghi `value: đạt`.")
    elif measure.kind is Kind.GRADE:
        yield from _grade(measure, threshold)
    elif measure.kind is Kind.PERCENTAGE and not 0 <= value <= (measure.upper_bound or value):
        yield (
            _("tỷ lệ {value}% nằm ngoài khoảng 0-{most}%.").format(
                value=value, most="…" if measure.upper_bound is None else measure.upper_bound
            ),
            _("Hãy sửa giá trị, hoặc đổi loại của chỉ tiêu nếu nó không phải tỷ lệ phần trăm."),
        )


def _grade(measure: Measure, threshold: Threshold) -> Iterator[tuple[str, str]]:
    grades = measure.scale.grades if measure.scale is not None else ()
    if not grades:
        yield (
            _("chưa biết thứ tự các mức nên không thể có ngưỡng."),
            _("Hãy ghi thang mức (`scale`) từ thấp đến cao, hoặc để ngưỡng là missing."),
        )
    elif threshold.grade not in grades or threshold.value != grades.index(threshold.grade) + 1:
        yield (
            _("mức {grade} không có trong thang {scale}.").format(
                grade=threshold.grade, scale=" < ".join(grades)
            ),
            _("Hãy ghi một mức của thang, hoặc bổ sung thang."),
        )
    if threshold.comparator not in (Comparator.AT_LEAST, Comparator.EQUAL, Comparator.AT_MOST):
        yield (
            _("phép so sánh {sign} không hợp với mức xếp loại.").format(sign=threshold.comparator.value),
            _("Hãy dùng >=, = hoặc <=."),
        )


def _exactly_one(criteria_set: CriteriaSet, indicator: Indicator, measure: Measure) -> Iterator[Problem]:
    applied = [threshold for threshold in measure.thresholds if not threshold.general]
    general = [replace(threshold, general=False) for threshold in measure.thresholds if threshold.general]
    holes, overlaps, idle, space = _walk(criteria_set, applied)
    yield from _overlapping(measure, overlaps, space)
    _holes, general_overlaps, _idle, general_space = _walk(criteria_set, general)
    yield from _overlapping(measure, general_overlaps, general_space)
    if holes:
        # A set is proved before anything is laid over it: a hole under an overlay is the overlay's.
        laid = next((threshold for threshold in applied if threshold.overlay is not None), None)
        file, line = (indicator.file, indicator.line) if laid is None else (laid.file, laid.line)
        yield Problem(
            _("Chỉ tiêu {id}: không có ngưỡng nào cho {where}.").format(
                id=measure.id, where=space.describe(holes)
            ),
            _(
                "Hãy thêm ngưỡng cho phần còn thiếu; nếu chưa biết giá trị thì khai `checked: missing`, "
                "không đoán và không lấy từ cột chung."
            ),
            file=file or criteria_set.file,
            line=line or None,
        )
    for threshold in idle:
        if any(_selectors(criteria_set, threshold)):
            continue  # told already: it cannot apply because of what is wrong in itself
        yield Problem(
            _("Chỉ tiêu {id}: ngưỡng {value} không bao giờ áp dụng.").format(
                id=measure.id, value=requirement(measure, threshold)
            ),
            _("Hãy sửa vùng, nhóm, thuộc tính, năm hay ngày hiệu lực của ngưỡng này, hoặc bỏ nó."),
            file=threshold.file or criteria_set.file,
            line=threshold.line or None,
        )


Overlaps = dict[tuple[int, int], tuple[Threshold, Threshold, list[Case]]]


def _walk(
    criteria_set: CriteriaSet, thresholds: list[Threshold]
) -> tuple[list[Case], Overlaps, list[Threshold], Combinations]:
    """Look at every case: those without a threshold, those with two, the thresholds never met, and the space.

    A hole counts within the set's years only: outside them a yearly threshold is missing, which is declared
    by the years themselves.
    """
    space = Combinations(criteria_set, thresholds, whole_time(criteria_set))
    holes: list[Case] = []
    overlaps: Overlaps = {}
    used: set[int] = set()
    first_year, last_year = criteria_set.years
    for case in space:
        context = space.context(case)
        applying = [(index, found) for index, found in enumerate(thresholds) if found.applies(context)]
        used.update(index for index, _found in applying)
        if not applying and first_year <= context.day.year <= last_year:
            holes.append(case)
        for (left, first), (right, second) in pairs_of(applying, 2):
            overlaps.setdefault((left, right), (first, second, []))[2].append(case)
    idle = [found for index, found in enumerate(thresholds) if index not in used]
    return holes, overlaps, idle, space


def _overlapping(measure: Measure, overlaps: Overlaps, space: Combinations) -> Iterator[Problem]:
    for first, second, cases in overlaps.values():
        one, two = sorted((first, second), key=lambda threshold: (threshold.file, threshold.line))
        yield Problem(
            _(
                "Chỉ tiêu {id}: hai ngưỡng cùng áp dụng cho {where}: {one} ({at_one}) và {two} ({at_two})."
            ).format(
                id=measure.id,
                where=space.describe(cases),
                one=requirement(measure, one),
                at_one=f"{one.file}:{one.line}",
                two=requirement(measure, two),
                at_two=f"{two.file}:{two.line}",
            ),
            _("Hãy bỏ một ngưỡng, hoặc sửa vùng, nhóm, năm hay ngày hiệu lực để mỗi xã chỉ gặp một ngưỡng."),
            file=two.file,
            line=two.line or None,
        )


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a set from being used; warnings do not."""
    return [problem for problem in problems if problem.severity == "error"]
