"""The matrix of a district's or province's communes by criterion: filtered and put in order as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ntm.criteria.model import Criterion
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.service import groups
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.messages import _

_WORDS = {int(verdict): verdict.word for verdict in Verdict}
_ORDER = ("not_met", "undetermined", "basically_met", "met", "not_applicable")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which communes, in which order.

    `order` is `name`, `district`, `met` (most first), `gap` (fewest first) or a criterion's number (not met
    first). `district` is a code; `criterion` and `verdict` keep the communes with that verdict on that
    criterion; `reporting` is `yes` or `no`. Empty: all.
    """

    order: str = "district"
    district: str = ""
    criterion: str = ""
    verdict: str = ""
    reporting: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A commune of the matrix: a verdict's word a criterion (none where it does not report)."""

    code: str
    name: str
    district_code: str
    district: str
    verdicts: tuple[str, ...]
    met: int
    reporting: bool


@dataclass(frozen=True)
class Matrix:
    """The matrix of a unit on a day, as chosen."""

    unit: Unit
    ask: Ask
    choice: Choice
    criteria: Sequence[Criterion]
    lines: Sequence[Line]
    of_communes: int
    districts: Sequence[tuple[str, str]]
    met_by: Sequence[int]
    """How many of the shown communes meet each criterion."""

    @property
    def many_districts(self) -> bool:
        """Whether the district of a commune need be told."""
        return len(self.districts) > 1


def area_matrix(workspace: Workspace, ask: Ask, unit: Unit, choice: Choice | None = None) -> Matrix:
    """Every commune of the unit by criterion; raises as standings do. A choice that means nothing is left out."""
    choice = choice or Choice()
    units = groups.scored_units(workspace, ask, [unit])
    standing = workspace.standing(ask, units)
    card = standing.scorecard
    held = [row.district_code for row in standing.snapshot.units if row.district_code]
    found = {code: workspace.territory.unit(code, ask.day) for code in dict.fromkeys(held)}
    titles = {code: one.title for code, one in found.items() if one is not None}
    lines = _lines(card, titles)
    criteria = card.criteria_set.criteria
    numbers = {criterion.number: at for at, criterion in enumerate(criteria)}
    shown = [line for line in lines if _kept(line, choice, numbers)]
    shown.sort(key=lambda line: _place(line, choice.order, numbers))
    return Matrix(
        unit, ask, choice, criteria, shown, len(lines),
        sorted(titles.items(), key=lambda one: collation_key(one[1])),
        [sum(line.reporting and line.verdicts[at] == "met" for line in shown) for at in range(len(criteria))],
    )  # fmt: skip


def orders(matrix: Matrix) -> list[tuple[str, str]]:
    """The orders that may be asked for, with their words."""
    named = [("district", _("huyện")), ("name", _("tên xã")), ("met", _("đạt nhiều nhất")),
             ("gap", _("đạt ít nhất"))]  # fmt: skip
    return named if matrix.many_districts else named[1:]


def _lines(card: Scorecard, titles: dict[str, str]) -> list[Line]:
    verdicts, met, reporting = card.criteria.verdicts.T.tolist(), card.met.tolist(), card.reporting.tolist()
    return [
        Line(
            unit.code, unit.name, unit.district_code or "", titles.get(unit.district_code or "", ""),
            tuple(_WORDS[code] for code in verdicts[row]) if reporting[row] else (), met[row], reporting[row],
        )
        for row, unit in enumerate(card.snapshot.units)
    ]  # fmt: skip


def _kept(line: Line, choice: Choice, numbers: dict[str, int]) -> bool:
    if choice.district and line.district_code != choice.district:
        return False
    if choice.reporting and line.reporting != (choice.reporting == "yes"):
        return False
    if choice.criterion in numbers and choice.verdict:
        return line.reporting and line.verdicts[numbers[choice.criterion]] == choice.verdict
    return True


def _place(line: Line, order: str, numbers: dict[str, int]) -> tuple[object, ...]:
    name = collation_key(line.name)
    if order == "met":
        return (not line.reporting, -line.met, name)
    if order == "gap":
        return (not line.reporting, line.met, name)
    if order in numbers:
        at = numbers[order]
        return (not line.reporting, _ORDER.index(line.verdicts[at]) if line.reporting else 0, name)
    if order == "name":
        return (name,)
    return (collation_key(line.district), name)
