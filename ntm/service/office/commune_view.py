"""A commune's page as values: each criterion, indicator and field as it stands, from the one evaluator.

Trees are `ntm.explain/1` nodes; a field stands beside each measure: what is typed there, its version, who said it.
`supposed` gives the same page as if a field were already saved, so that verdicts move as one types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ntm.criteria.model import CriteriaSet, Criterion, Kind, Measure
from ntm.errors import DataError
from ntm.scenario.supposing import suppose_values
from ntm.scoring.engine import score
from ntm.scoring.explain import explain
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Stated
from ntm.scoring.wording import body_word, value_text, verdict_word
from ntm.service.access.people import names
from ntm.service.access.people import names_of as people_of
from ntm.service.access.rights import Action, Rights
from ntm.service.entering.closing import Closing, closing_of, names_of
from ntm.service.entering.saving import Typed, read
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.store.evidence import Evidence, evidence_of
from ntm.store.saves import last_seqs
from ntm.store.statements import history
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import typed_number


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in one measure's field. `on` is the day the value speaks of, `carried` that it is an earlier one."""

    item: str
    kind: Kind
    unit: str
    counts: tuple[str, str, str] | None
    grades: tuple[str, ...]
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    responsible: str = ""
    due: date | None = None
    on: date | None = None
    carried: bool = False
    by: str = ""
    who: str = ""
    when: datetime | None = None
    version: int = 0

    @property
    def filled(self) -> bool:
        """Whether anything is said of the measure."""
        return self.on is not None


@dataclass(frozen=True)
class IndicatorView:
    """An indicator: its tree, its fields by measure, its files, why it is closed (None: open), what was flagged."""

    tree: Mapping[str, Any]
    fields: tuple[Field, ...]
    evidence: tuple[Evidence, ...]
    closed: str | None
    flagged: str | None

    @property
    def id(self) -> str:
        """Its id in the set."""
        return str(self.tree["id"])


@dataclass(frozen=True)
class CriterionView:
    """A criterion: its tree and its indicators."""

    tree: Mapping[str, Any]
    indicators: tuple[IndicatorView, ...]
    flagged: str | None

    @property
    def number(self) -> str:
        """Its number in the set."""
        return str(self.tree["number"])


@dataclass(frozen=True)
class CommuneView:
    """A commune's page: its criteria, the totals, what may be entered."""

    unit: Unit
    ask: Ask
    criteria_set: CriteriaSet
    criteria: tuple[CriterionView, ...]
    scorecard: Scorecard
    may_enter: bool
    warnings: tuple[str, ...] = ()

    @property
    def totals(self) -> dict[str, int]:
        """How many criteria of the commune have which verdict, of how many."""
        card = self.scorecard
        return {
            "met": int(card.met[0]), "basically_met": int(card.basically_met[0]), "not_met": int(card.not_met[0]),
            "undetermined": int(card.undetermined[0]), "not_applicable": int(card.not_applicable[0]),
            "possible": int(card.possible[0]), "of": card.of,
        }  # fmt: skip

    def indicator(self, item: str) -> IndicatorView:
        """The indicator of that id, or that a measure belongs to; raises DataError."""
        whole = self.criteria_set.indicator_of_measure.get(item)
        wanted = whole.id if whole is not None else item
        for criterion in self.criteria:
            for one in criterion.indicators:
                if one.id == wanted:
                    return one
        raise DataError(_("Bộ tiêu chí không có số liệu “{item}”.").format(item=item[:40]))


@dataclass(frozen=True)
class _Around:
    """What is known of a commune beside its scores."""

    versions: Mapping[str, int]
    evidence: Sequence[Evidence]
    closing: Closing
    names: Mapping[str, str]
    starts: date | None = None
    flags: Mapping[str, str] = field(default_factory=dict)


def commune_view(
    workspace: Workspace,
    rights: Rights,
    unit: Unit,
    ask: Ask,
    *,
    starts: date | None = None,
    flags: Mapping[str, str] | None = None,
    only: str | None = None,
) -> CommuneView:
    """The page of a commune on the ask's day; `starts` is the period's first day, `flags` what was sent back.

    With `only` (the number of a criterion) the others are left out, for an answer to one field.
    """
    found = commune_standing(workspace, ask, unit.code)
    return _view(workspace, rights, unit, ask, found, starts, flags or {}, only)


def supposed(
    workspace: Workspace, rights: Rights, unit: Unit, ask: Ask, item: str, typed: Typed
) -> CommuneView:
    """The page as if that field were saved: its criterion alone, with the commune's totals. Writes nothing."""
    found = commune_standing(workspace, ask, unit.code)
    criteria = found.standing.scorecard.column(found.row).criteria_set
    if item not in criteria.measure_by_id:
        raise DataError(_("Bộ tiêu chí không có số liệu “{item}”.").format(item=item[:40]))
    if typed.text:
        said = read(criteria, item, typed)
        snapshot = suppose_values(found.standing.snapshot, criteria, {found.row: [said]})
        card = score(snapshot, found.standing.sets)
        standing = type(found.standing)(ask, found.standing.sets, snapshot, card)
        found = CommuneStanding(standing, found.row)
    number = criteria.criterion_of_indicator[criteria.indicator_of_measure[item].id].number
    return _view(workspace, rights, unit, ask, found, None, {}, number)


@dataclass(frozen=True, slots=True)
class Said:
    """One line of an item's history: what was stated, for which day, by whom, when; whether it was withdrawn."""

    text: str
    on: date
    by: str
    who: str
    when: datetime | None
    note: str
    withdrawn: datetime | None
    withdrawal: bool


def said_of(workspace: Workspace, unit: Unit, criteria: CriteriaSet, item: str) -> list[Said]:
    """Everything ever stated of an item of a commune, the last first."""
    database = workspace.stored
    measure = criteria.measure_by_id.get(item)
    known = names(database)
    with database.reading() as connection:
        rows = history(connection, unit.code, unit.valid_from, criteria.id, item)
    found = [
        Said(
            _said_text(measure, one.stated) if one.withdraws is None else _("(rút)"), one.stated.on,
            body_word(one.stated.by), known.get(one.stated.recorded_by or "", one.stated.recorded_by or ""),
            one.stated.recorded_at, one.stated.note or "", one.withdrawn_at, one.withdraws is not None,
        )
        for one in rows
    ]  # fmt: skip
    return found[::-1]


def _said_text(measure: Measure | None, stated: Stated) -> str:
    if stated.verdict is not None:
        return _("kết luận: {verdict}").format(verdict=verdict_word(stated.verdict))
    if measure is None:
        return stated.not_applicable or ""
    return value_text(measure, stated, None)


def _view(
    workspace: Workspace,
    rights: Rights,
    unit: Unit,
    ask: Ask,
    found: CommuneStanding,
    starts: date | None,
    flags: Mapping[str, str],
    only: str | None,
) -> CommuneView:
    card, row = found.standing.scorecard, found.row
    criteria = card.column(row).criteria_set
    wanted = [one for one in criteria.criteria if only is None or one.number == only]
    key, known = (unit.code, unit.valid_from), people_of(workspace.stored, _writers(card, row, wanted))
    with workspace.stored.reading() as connection:
        around = _Around(
            last_seqs(connection, key, criteria.id),
            evidence_of(connection, key, criteria.id),
            closing_of(connection, key, criteria.id),
            known,
            starts,
            flags,
        )
    views: list[CriterionView] = []
    warnings: tuple[str, ...] = ()
    for criterion in wanted:
        tree = explain(card, row, criterion.number)
        warnings = tuple(tree["warnings"])
        indicators = tuple(_indicator(card, row, criteria, ask, around, child) for child in tree["children"])
        views.append(CriterionView(tree, indicators, flags.get(criterion.number)))
    may = rights.may(Action.ENTER, unit, ask.day)
    return CommuneView(unit, ask, criteria, tuple(views), card, may, warnings)


def _writers(card: Scorecard, row: int, wanted: Sequence[Criterion]) -> set[str]:
    """Who wrote what stands in the fields of these criteria."""
    indicators = [indicator for criterion in wanted for indicator in criterion.indicators]
    items = {name for one in indicators for name in (one.id, *(measure.id for measure in one.measures))}
    said = (card.measurement(row, item) for item in items)
    return {one.recorded_by for one in said if one is not None and one.recorded_by}


def _indicator(
    card: Scorecard, row: int, criteria: CriteriaSet, ask: Ask, around: _Around, tree: Mapping[str, Any]
) -> IndicatorView:
    indicator = criteria.indicator_by_id[tree["id"]]
    whole = card.measurement(row, indicator.id)
    fields = tuple(
        _field(measure, card.measurement(row, measure.id), whole, around, indicator.id)
        for measure in indicator.measures
    )
    items = {indicator.id, *(measure.id for measure in indicator.measures)}
    files = tuple(one for one in around.evidence if one.item in items)
    closed = around.closing.reason(ask.day, names_of(criteria, indicator.id))
    return IndicatorView(tree, fields, files, closed, around.flags.get(indicator.id))


def _field(
    measure: Measure, stated: Stated | None, whole: Stated | None, around: _Around, indicator: str
) -> Field:
    version = max(around.versions.get(measure.id, 0), around.versions.get(indicator, 0))
    counts = measure.counts
    blank = Field(
        measure.id, measure.kind, measure.unit,
        (counts.numerator, counts.denominator, counts.unit) if counts is not None else None,
        measure.scale.grades if measure.scale is not None else (), version=version,
    )  # fmt: skip
    inapplicable = whole is not None and whole.not_applicable is not None
    said = whole if inapplicable else stated
    if said is None:
        return blank
    value = ""
    if said.grade is not None:
        value = said.grade
    elif said.value is not None:
        value = typed_number(said.value)
        if measure.kind is Kind.YES_NO:
            value = "yes" if said.value else "no"
    return Field(
        measure.id, measure.kind, measure.unit, blank.counts, blank.grades, value,
        typed_number(said.numerator) if said.numerator is not None else "",
        typed_number(said.denominator) if said.denominator is not None else "",
        inapplicable, said.not_applicable or "", said.note or "", said.responsible or "", said.due, said.on,
        around.starts is not None and said.on < around.starts, body_word(said.by),
        around.names.get(said.recorded_by or "", said.recorded_by or ""), said.recorded_at, version,
    )  # fmt: skip
