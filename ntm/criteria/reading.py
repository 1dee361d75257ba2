"""Reads a criteria file: from positioned nodes to a CriteriaSet, collecting every fault with its line.

The format is described in docs/criteria-format.md. Whether exactly one threshold applies everywhere is not
asked here but in ntm.criteria.proof.
"""

from __future__ import annotations

from datetime import date

from ntm.criteria.fields import Faults, Fields
from ntm.criteria.indicators import INDICATOR_FIELDS, read_indicator
from ntm.criteria.model import (
    Amendment,
    CommuneGroup,
    CriteriaSet,
    Criterion,
    Mark,
    RegionRule,
    Source,
)  # fmt: skip
from ntm.criteria.nodes import Mapping, Scalar
from ntm.criteria.procedure import read_procedure
from ntm.criteria.thresholds import urls_of
from ntm.vietnamese.messages import _

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
        source=Source(urls=urls_of(rule, sources)),
    )


def _criterion(fields: Fields, head: Source, sources: dict[str, str], groups: set[str]) -> Criterion:
    return Criterion(
        number=fields.text("number"),
        name=fields.text("name"),
        name_en=fields.text("name_en", ""),
        group=fields.optional("group"),
        line=fields.line,
        indicators=tuple(
            read_indicator(Fields(fields.file, node, fields.faults, INDICATOR_FIELDS), head, sources, groups)
            for node in fields.maps("indicators")
        ),
    )


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
