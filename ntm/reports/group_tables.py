"""What the papers of a district or province show in tables: communes by criterion, what is hardest, what is near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ntm.scoring.average_words import band_words
from ntm.scoring.averages import Average, band_edges
from ntm.scoring.averages import average as average_of
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import VERDICT_SIGNS
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed

_MOST_NAMES = 30
_UNMET = (Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.BASICALLY_MET)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A commune in the matrix: a sign a criterion (none where it does not report), and the criteria met."""

    code: str
    name: str
    signs: tuple[str, ...]
    met: int


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion that a commune could gain, with the indicators it lacks for it."""

    row: int
    commune: str
    criterion: str
    lacking: str
    count: int


def reporting_rows(card: Scorecard, average: Average) -> list[int]:
    """The rows an average counts, in the order of their names."""
    rows = [row for row in average.rows if card.reporting[row] and card.counted[row]]
    return sorted(rows, key=lambda row: collation_key(card.snapshot.units[row].name))


def moved(before: object, after: object) -> str:
    """`14 → 15`, kept on one line."""
    return f"{before}\u00a0→\u00a0{after}"


def name_of(card: Scorecard, average: Average, row: int) -> str:
    """The commune's name, with its district's where another commune of the group has the same."""
    unit = card.snapshot.units[row]
    same = sum(card.snapshot.units[other].name == unit.name for other in average.rows)
    return f"{unit.name} - {unit.district_name}" if same > 1 and unit.district_name else unit.name


def parts_of(
    card: Scorecard, average: Average, titles: Mapping[str, str], former: Mapping[str, Sequence[str]]
) -> dict[str, list[int]]:
    """The group's rows by district; where there are none, by the former district that a commune lay in whole.

    `titles` are the districts' by code; `former` the former districts of each commune by code, where known.
    """
    parts: dict[str, list[int]] = defaultdict(list)
    for row in average.rows:
        unit = card.snapshot.units[row]
        held = former.get(unit.code, ())
        if unit.district_code is not None:
            title = titles.get(unit.district_code, unit.district_name or unit.district_code)
        elif not held:
            title = ""
        elif len(held) == 1:
            title = _("địa bàn {name} (cũ)").format(name=f"{held[0][:1].lower()}{held[0][1:]}")
        else:
            title = _("địa bàn nhiều huyện (cũ)")
        parts[title].append(row)
    return (
        {title: sorted(parts[title]) for title in sorted(parts, key=collation_key)} if len(parts) > 1 else {}
    )


def part_averages(card: Scorecard, parts: Mapping[str, Sequence[int]]) -> list[dict[str, str]]:
    """The average of every part of a group: criteria met, reporting communes, all communes."""
    lines = []
    for title, rows in parts.items():
        part = average_of(card, rows)
        lines.append(
            {
                "name": title,
                "average": format_fixed(part.value) if part.value is not None else "–",
                "met": str(part.met),
                "reporting": str(part.reporting),
                "communes": str(part.communes),
            }
        )
    return lines


def matrix(card: Scorecard, average: Average, titles: Mapping[str, str]) -> list[tuple[str, list[MatrixRow]]]:
    """Every commune of the group by criterion, in parts by district (one part without a title where there is none)."""
    parts: dict[str, list[MatrixRow]] = defaultdict(list)
    units = card.snapshot.units
    many = len({units[row].district_code for row in average.rows}) > 1
    ordered = sorted(average.rows, key=lambda row: collation_key(units[row].name))
    for row in ordered:
        unit = units[row]
        signs = tuple(VERDICT_SIGNS[Verdict(int(code))] for code in card.criteria.verdicts[:, row])
        line = MatrixRow(unit.code, unit.name, signs if card.reporting[row] else (), int(card.met[row]))
        parts[titles.get(unit.district_code or "", "") if many else ""].append(line)
    return sorted(parts.items(), key=lambda part: collation_key(part[0]))


def bands(card: Scorecard, average: Average) -> list[dict[str, str]]:
    """The bands with their communes, by name where they are few enough to be named."""
    rows = reporting_rows(card, average)
    lines = []
    for band in average.bands:
        names = [
            name_of(card, average, row) for row in rows if band.lowest <= int(card.met[row]) <= band.highest
        ]
        lines.append(
            {
                "band": band_words(band.lowest, band.highest),
                "communes": str(band.communes),
                "share": f"{format_fixed(100 * band.share)}%",
                "names": ", ".join(names) if len(names) <= _MOST_NAMES else _("xem Phụ lục I"),
            }
        )
    return lines


def one_step_away(card: Scorecard, average: Average) -> list[str]:
    """Communes that one further criterion lifts into the next band: "Ái Quốc (14 → 15)"."""
    floors = {lowest for lowest, _highest in band_edges(card.of)}
    rows = (row for row in reporting_rows(card, average) if int(card.met[row]) + 1 in floors)
    return [
        f"{name_of(card, average, row)} ({moved(int(card.met[row]), int(card.met[row]) + 1)})" for row in rows
    ]


def hardest(card: Scorecard, average: Average) -> list[dict[str, str]]:
    """The criteria by how few communes meet them, each with the indicator that most communes fail."""
    rows = reporting_rows(card, average)
    lines = []
    for at, criterion in enumerate(card.criteria_set.criteria):
        verdicts = card.criteria.verdicts[at, rows]
        start, stop = card.shape.indicator_spans[at]
        failing = [
            (int((card.indicators.verdicts[index, rows] == Verdict.NOT_MET).sum()), -index)
            for index in range(start, stop)
        ]
        most, index = max(failing, default=(0, 0))
        worst = _("{id}: {count} xã").format(id=card.criteria_set.indicators[-index].id, count=most)
        met = int((verdicts == Verdict.MET).sum())
        lines.append(
            (
                met,
                at,
                {
                    "number": criterion.number,
                    "name": criterion.name,
                    "met": str(met),
                    "share": f"{format_fixed(Fraction(100 * met, max(len(rows), 1)))}%",
                    "not_met": str(int((verdicts == Verdict.NOT_MET).sum())),
                    "open": str(int((verdicts == Verdict.UNDETERMINED).sum())),
                    "worst": worst if most else "–",
                },
            )
        )
    return [line for _met, _at, line in sorted(lines, key=lambda one: one[:2])]


def nearest(card: Scorecard, average: Average, count: int) -> list[Step]:
    """The `count` criteria of the group that lack the fewest indicators, those of better communes first among equals.

    A criterion not met by declaration alone, with nothing known below it, comes last.
    """
    steps = []
    for row in reporting_rows(card, average):
        for at, criterion in enumerate(card.criteria_set.criteria):
            if int(card.criteria.verdicts[at, row]) not in _UNMET:
                continue
            start, stop = card.shape.indicator_spans[at]
            below = [int(code) for code in card.indicators.verdicts[start:stop, row]]
            unmet = [
                card.criteria_set.indicators[start + index].id
                for index, code in enumerate(below)
                if code in _UNMET
            ]
            known = any(code == Verdict.NOT_MET for code in below) or len(unmet) < len(below)
            steps.append(
                Step(
                    row,
                    name_of(card, average, row),
                    f"{criterion.number}. {criterion.name}",
                    ", ".join(unmet) if known else _("chưa có số liệu chỉ tiêu"),
                    len(unmet) if known else len(below) + 100,
                )
            )
    steps.sort(key=lambda step: (step.count, -int(card.met[step.row]), collation_key(step.commune)))
    return steps[:count]
