"""Reads the line of one threshold: where and when it applies, its value, source and mark; faults with their line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ntm.criteria.fields import Fields
from ntm.criteria.model import REGIONS, Comparator, Kind, Mark, Measure, Source, Threshold
from ntm.criteria.nodes import Mapping
from ntm.vietnamese.messages import _

YES = "đạt"
MAX_THRESHOLD = Decimal(10) ** 12
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


class ThresholdReader:
    """Reads the lines of one file's thresholds."""

    def __init__(self, head: Source, sources: dict[str, str], groups: set[str], text: str | None) -> None:
        self.head, self.sources, self.groups, self.text = head, sources, groups, text

    def all(self, measure: Measure, lines: list[Mapping], fields: Fields) -> tuple[Threshold, ...]:
        """The thresholds of a measure, from its lines in the entry that `fields` reads."""
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
                fields.line, _("không có nhóm xã “{name}”.").format(name=name), known(sorted(groups))
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
            urls=urls_of(fields, sources),
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
                known(["all", "general", *REGIONS]),
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
                known(list(grades)),
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


def urls_of(fields: Fields, sources: dict[str, str]) -> tuple[str, ...]:
    """The addresses that a line's `source` stands for; a name that is not in `sources` is a fault."""
    found: list[str] = []
    for name in fields.names("source"):
        if name not in sources:
            fields.fault(
                fields.line,
                _("không có nguồn “{name}” trong sources.").format(name=name),
                known(sorted(sources)),
            )
        else:
            found.append(sources[name])
    return tuple(found)


def known(names: list[str]) -> str:
    """The cure that names what may stand there."""
    return _("Dùng một trong: {names}.").format(names=", ".join(names))
