"""Reads the entry of one indicator and its measures: what is stated, in which kind and unit; faults with their line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ntm.criteria.fields import Fields
from ntm.criteria.model import (
    CarriedBy,
    Comparator,
    Counts,
    Indicator,
    Kind,
    Mark,
    Measure,
    Scale,
    Source,
)
from ntm.criteria.nodes import Mapping
from ntm.criteria.thresholds import ThresholdReader

INDICATOR_FIELDS = [
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


def read_indicator(fields: Fields, head: Source, sources: dict[str, str], groups: set[str]) -> Indicator:
    """The indicator in an entry, as far as it can be read; `groups` are the ids of the set's commune groups."""
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
    lines = list(fields.maps("thresholds"))
    read = ThresholdReader(head, sources, groups, fields.optional("requirement"))
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
        measures.append(replace(measure, thresholds=read.all(measure, list(part.maps("thresholds")), part)))
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
    base: Measure, lines: list[Mapping], read: ThresholdReader, fields: Fields
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
