"""Reads a criteria file: from positioned nodes to a CriteriaSet, collecting every fault with its line.

The format is described in docs/criteria-format.md. Whether exactly one threshold applies everywhere is not
asked here but in ntm.criteria.proof.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from ntm.criteria.fields import Faults, Fields
from ntm.criteria.model import (
    REGIONS,
    Amendment,
    CarriedBy,
    CommuneGroup,
    Comparator,
    Counts,
    CriteriaSet,
    Criterion,
    Indicator,
    Kind,
    Mark,
    Measure,
    RegionRule,
    Scale,
    Source,
    Threshold,
)  # fmt: skip
from ntm.criteria.nodes import Mapping, Scalar
from ntm.criteria.procedure import read_procedure
from ntm.vietnamese.messages import _

YES = "đạt"
MAX_THRESHOLD = Decimal(10) ** 12
_SET_FIELDS = [
    "id",
    "title",
    "title_en",
    "purpose",
    "basic",
    "decision",
    "annex",
    "signed",
    "in_force",
    "years",
    "complete",
    "totals",
    "commune_groups",
    "amended_by",
    "region_rule",
    "sources",
    "note",
    "procedure",
    "criteria",
]
_CRITERION_FIELDS = ["number", "name", "name_en", "group", "indicators"]
_INDICATOR_FIELDS = [
    "id",
    "name",
    "name_en",
    "wording",
    "kind",
    "unit",
    "comparator",
    "counts",
    "scale",
    "whole",
    "at_most_100",
    "men_and_women",
    "parts",
    "carried_by",
    "not_applicable_if",
    "numbered_in_decision",
    "requirement",
    "thresholds",
    "same_as",
    "note",
    "sources",
]
_PART_FIELDS = ["id", "name", "within", "counts", "thresholds"]
THRESHOLD_FIELDS = [
    "region",
    "group",
    "where",
    "year",
    "years",
    "from",
    "to",
    "value",
    "delegated",
    "repealed",
    "checked",
    "comparator",
    "text",
    "decision",
    "annex",
    "article",
    "page",
    "source",
    "checked_by",
    "checked_on",
    "compared_with",
    "note",
]


def read_set(file: str, root: Mapping, faults: Faults) -> CriteriaSet:
    """The set in a file, as far as it can be read; what cannot is in `faults`."""
    fields = Fields(file, root, faults, _SET_FIELDS)
    sources = _sources(fields)
    decision, annex = fields.text("decision", ""), fields.optional("annex")
    head = Source(decision=decision or None, annex=annex)
    groups = tuple(
        _group(Fields(file, node, faults, ["id", "name", "definition", "checked"]))
        for node in fields.maps("commune_groups")
    )
    ids = {group.id for group in groups}
    criteria = tuple(
        _criterion(Fields(file, node, faults, _CRITERION_FIELDS), head, sources, ids)
        for node in fields.maps("criteria")
    )
    _refuse_repeated(file, criteria, faults)
    in_force = fields.section("in_force", ["from", "to"])
    totals = fields.section("totals", ["criteria", "indicators", "checked"])
    years = fields.numbers("years", 2)
    return CriteriaSet(
        id=fields.text("id"),
        title=fields.text("title"),
        title_en=fields.text("title_en", ""),
        decision=decision,
        annex=annex,
        signed=fields.day("signed") or date.min,
        in_force_from=in_force.day("from") or date.min,
        in_force_to=in_force.day("to"),
        criteria=criteria,
        complete=fields.flag("complete", True),
        total_criteria=totals.number("criteria"),
        total_indicators=totals.number("indicators"),
        years=(years[0], years[1]) if len(years) == 2 else (1, 9999),
        purpose=fields.optional("purpose") or "standard",
        basic=fields.flag("basic", False),
        groups=groups,
        region_rule=_region_rule(fields, sources),
        amendments=tuple(
            Amendment(item.text("decision"), item.day("day") or date.max, item.flag("applied", False))
            for item in (
                Fields(file, node, faults, ["decision", "day", "applied", "note"])
                for node in fields.maps("amended_by")
            )
        ),
        sources=tuple(sources.values()),
        procedure=read_procedure(fields, [criterion.number for criterion in criteria]) if criteria else None,
        file=file,
    )


def _sources(fields: Fields) -> dict[str, str]:
    node = fields.node("sources")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        fields.fault(
            node.line, _("sources phải là danh sách ký hiệu: địa chỉ."), _("Ghi ví dụ S1: https://…")
        )
        return {}
    return {key: value.text or "" for key, _line, value in node.entries if isinstance(value, Scalar)}


def _group(fields: Fields) -> CommuneGroup:
    return CommuneGroup(
        fields.text("id"),
        fields.text("name"),
        fields.text("definition", ""),
        fields.word("checked", Mark, Mark.DOUBTFUL),
    )


def _region_rule(fields: Fields, sources: dict[str, str]) -> RegionRule | None:
    if fields.node("region_rule") is None:
        return None
    rule = fields.section("region_rule", ["use", "when_any", "text", "checked", "source"])
    attributes: list[tuple[str, str]] = []
    for node in rule.maps("when_any"):
        attributes += [
            (key, value.text or "") for key, _line, value in node.entries if isinstance(value, Scalar)
        ]
    return RegionRule(
        region=rule.region("use"),
        attributes=tuple(attributes),
        text=rule.text("text"),
        checked=rule.word("checked", Mark, Mark.DOUBTFUL),
        source=Source(urls=_urls(rule, sources)),
    )


def _criterion(fields: Fields, head: Source, sources: dict[str, str], groups: set[str]) -> Criterion:
    return Criterion(
        number=fields.text("number"),
        name=fields.text("name"),
        name_en=fields.text("name_en", ""),
        group=fields.optional("group"),
        line=fields.line,
        indicators=tuple(
            _indicator(Fields(fields.file, node, fields.faults, _INDICATOR_FIELDS), head, sources, groups)
            for node in fields.maps("indicators")
        ),
    )


def _indicator(fields: Fields, head: Source, sources: dict[str, str], groups: set[str]) -> Indicator:
    item = fields.text("id")
    base = Measure(
        id=item,
        name=fields.text("name"),
        name_en=fields.text("name_en", ""),
        kind=fields.word("kind", Kind, Kind.YES_NO),
        unit=fields.optional("unit") or "",
        comparator=fields.word("comparator", Comparator, Comparator.AT_LEAST),
        thresholds=(),
        counts=_counts(fields),
        scale=_scale(fields),
        whole=fields.flag("whole", False),
        same_as=fields.optional("same_as"),
    )
    if base.kind is Kind.PERCENTAGE and fields.flag("at_most_100", True):
        base = replace(base, upper_bound=Decimal(100))
    lines = _threshold_nodes(fields)
    read = _ThresholdReader(head, sources, groups, fields.optional("requirement"))
    if fields.flag("men_and_women", False):
        measures = _men_and_women(base, lines, read, fields)
    else:
        measures = [replace(base, thresholds=read.all(base, lines, fields))]
    for node in fields.maps("parts"):
        part = Fields(fields.file, node, fields.faults, _PART_FIELDS)
        measure = replace(
            base, id=part.text("id"), name=part.text("name"), within=part.optional("within"), same_as=None,
            counts=_counts(part) or base.counts,
        )  # fmt: skip
        measures.append(replace(measure, thresholds=read.all(measure, _threshold_nodes(part), part)))
    return Indicator(
        id=item,
        name=base.name,
        name_en=base.name_en,
        wording=fields.word("wording", Mark, Mark.DOUBTFUL),
        measures=tuple(measures),
        carried_by=fields.word("carried_by", CarriedBy, CarriedBy.BOTH),
        numbered_in_decision=fields.flag("numbered_in_decision", True),
        not_applicable_if=fields.optional("not_applicable_if"),
        note=fields.optional("note"),
        file=fields.file,
        line=fields.line,
    )


def _men_and_women(
    base: Measure, lines: list[Mapping], read: _ThresholdReader, fields: Fields
) -> list[Measure]:
    """The total, which can only disprove, and each sex by itself."""
    made: list[Measure] = []
    for suffix, name, total in (("", "", True), (":nam", "nam", False), (":nu", "nữ", False)):
        measure = replace(
            base, id=base.id + suffix, name=f"{base.name} – {name}" if name else base.name, only_disproves=total,
            same_as=f"{base.same_as}{suffix}" if base.same_as else None,
        )  # fmt: skip
        thresholds = read.all(measure, lines, fields if total else fields.silent())
        made.append(replace(measure, thresholds=thresholds))
    return made


def _counts(fields: Fields) -> Counts | None:
    if fields.node("counts") is None:
        return None
    counts = fields.section("counts", ["numerator", "denominator", "unit"])
    return Counts(counts.text("numerator"), counts.text("denominator"), counts.text("unit"))


def _scale(fields: Fields) -> Scale | None:
    if fields.node("scale") is None:
        return None
    scale = fields.section("scale", ["grades", "checked"])
    return Scale(tuple(scale.texts("grades")), scale.word("checked", Mark, Mark.MISSING))


def _threshold_nodes(fields: Fields) -> list[Mapping]:
    return list(fields.maps("thresholds"))


class _ThresholdReader:
    """Reads the lines of one file's thresholds."""

    def __init__(self, head: Source, sources: dict[str, str], groups: set[str], text: str | None) -> None:
        self.head, self.sources, self.groups, self.text = head, sources, groups, text

    def all(self, measure: Measure, lines: list[Mapping], fields: Fields) -> tuple[Threshold, ...]:
        return tuple(
            read_threshold(
                Fields(fields.file, node, fields.faults, THRESHOLD_FIELDS),
                measure, self.head, self.sources, self.groups, self.text,
            )
            for node in lines
        )  # fmt: skip


def read_threshold(
    fields: Fields,
    measure: Measure,
    head: Source,
    sources: dict[str, str],
    groups: set[str],
    text: str | None = None,
) -> Threshold:
    """One line of `thresholds`, of a set or of an overlay."""
    regions, general = _regions(fields)
    delegated = fields.optional("delegated") is not None
    if delegated and fields.optional("delegated") != "province":
        fields.fault(fields.line, _("delegated chỉ có thể là province."), _("Ghi delegated: province."))
    mark = fields.word("checked", Mark, Mark.MISSING, required=True)
    value, grade = _value(fields, measure, delegated, mark)
    repealed = fields.flag("repealed", False)
    year = fields.optional("year")
    years = fields.numbers("years", 2) if fields.node("years") is not None else []
    span = (
        (int(year), int(year))
        if year is not None and year.isdigit()
        else (years[0], years[1])
        if len(years) == 2
        else None
    )
    named = fields.names("group")
    for name in named:
        if name not in groups:
            fields.fault(
                fields.line, _("không có nhóm xã “{name}”.").format(name=name), _known(sorted(groups))
            )
    return Threshold(
        item=measure.id,
        comparator=fields.word("comparator", Comparator, measure.comparator),
        value=value,
        checked=Mark.MISSING if value is None else mark,
        grade=grade,
        regions=regions,
        general=general,
        groups=tuple(named) or None,
        where=tuple(fields.pairs("where")),
        years=span,
        valid_from=fields.day("from"),
        valid_to=fields.day("to"),
        delegated=delegated,
        delegation_checked=mark if delegated else None,
        stated_mark=mark,
        repealed=repealed,
        text=fields.optional("text") or text,
        source=Source(
            decision=fields.optional("decision") or head.decision,
            annex=fields.optional("annex") or head.annex,
            article=fields.optional("article"),
            page=fields.optional("page"),
            urls=_urls(fields, sources),
            checked_by=fields.optional("checked_by"),
            checked_on=fields.day("checked_on"),
            compared_with=tuple(fields.names("compared_with")),
        ),
        file=fields.file,
        line=fields.line,
    )


def _regions(fields: Fields) -> tuple[tuple[str, ...] | None, bool]:
    names = fields.names("region")
    if not names:
        fields.fault(
            fields.line, _("thiếu region."), _("Ghi all (mọi vùng), general (cột chung) hoặc mã một vùng.")
        )
        return None, False
    if names == ["all"]:
        return None, False
    if names == ["general"]:
        return None, True
    for name in names:
        if name not in REGIONS:
            fields.fault(
                fields.line,
                _("không có vùng “{name}”.").format(name=name),
                _known(["all", "general", *REGIONS]),
            )
    return tuple(names), False


def _value(
    fields: Fields, measure: Measure, delegated: bool, mark: Mark
) -> tuple[Decimal | None, str | None]:
    """The exact value and, for a grade, its word. A grade of a scale with no known order has no value."""
    written = fields.optional("value")
    if written is not None and not delegated and fields.optional("checked") not in [*Mark]:
        return None, None  # the mark is at fault, and told; nothing more can be said of the value
    if written is None:
        if not delegated and mark is not Mark.MISSING and not fields.flag("repealed", False):
            fields.fault(
                fields.line, _("ngưỡng không có giá trị mà ghi checked: {mark}.").format(mark=mark),
                _("Điền value, hoặc ghi checked: missing."),
            )  # fmt: skip
        return None, None
    if delegated:
        fields.fault(
            fields.line, _("đã giao cho tỉnh thì không ghi value."), _("Bỏ value hoặc bỏ delegated.")
        )
        return None, None
    if mark is Mark.MISSING:
        fields.fault(
            fields.line, _("có giá trị {value} mà ghi checked: missing.").format(value=written),
            _("Ghi read, recalled hoặc doubtful; hoặc value: null."),
        )  # fmt: skip
        return None, None
    if measure.kind is Kind.YES_NO:
        if written != YES:
            fields.fault(
                fields.line,
                _("chỉ tiêu đạt/chưa đạt có ngưỡng “{value}”.").format(value=written),
                _("Ghi value: đạt."),
            )
        return Decimal(1), None
    if measure.kind is Kind.GRADE:
        grades = measure.scale.grades if measure.scale is not None else ()
        if not grades:
            return None, written
        if written not in grades:
            fields.fault(
                fields.line,
                _("mức “{value}” không có trong thang.").format(value=written),
                _known(list(grades)),
            )
            return None, written
        return Decimal(grades.index(written) + 1), written
    return _exact(fields, written, measure), None


def _exact(fields: Fields, written: str, measure: Measure) -> Decimal | None:
    try:
        value = Decimal(written)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or "e" in written.lower():
        fields.fault(
            fields.line,
            _("ngưỡng “{value}” không phải là số.").format(value=written),
            _("Ghi dấu chấm thập phân: 26.7."),
        )
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        fields.fault(
            fields.line,
            _("ngưỡng {value} có quá 4 chữ số thập phân.").format(value=written),
            _("Ghi nhiều nhất 4 chữ số sau dấu chấm."),
        )
        return None
    if abs(value) > MAX_THRESHOLD:
        fields.fault(
            fields.line, _("ngưỡng {value} quá lớn.").format(value=written), _("Hãy kiểm tra đơn vị tính.")
        )
        return None
    bound = measure.upper_bound
    if value < 0 or (bound is not None and value > bound):
        fields.fault(
            fields.line, _("ngưỡng {value} nằm ngoài 0-{bound}.").format(value=written, bound=bound or "…"),
            _("Hãy xem lại giá trị hoặc đơn vị."),
        )  # fmt: skip
        return None
    return value


def _urls(fields: Fields, sources: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for name in fields.names("source"):
        if name not in sources:
            fields.fault(
                fields.line,
                _("không có nguồn “{name}” trong sources.").format(name=name),
                _known(sorted(sources)),
            )
        else:
            found.append(sources[name])
    return tuple(found)


def _refuse_repeated(file: str, criteria: tuple[Criterion, ...], faults: Faults) -> None:
    first: dict[str, int] = {}
    for name, line in [(c.number, c.line) for c in criteria] + [
        (measure.id, indicator.line)
        for c in criteria
        for indicator in c.indicators
        for measure in indicator.measures
    ]:
        if name in first:
            faults.add(
                file, line, _("mã “{name}” đã có ở dòng {line}.").format(name=name, line=first[name]),
                _("Mỗi tiêu chí, chỉ tiêu có một mã riêng."),
            )  # fmt: skip
        first.setdefault(name, line)


def _known(names: list[str]) -> str:
    return _("Dùng một trong: {names}.").format(names=", ".join(names))
