"""The formulas agree with the engine: sheets filled in at random and at the thresholds, computed by LibreOffice.

The sets are the shipped ones, and the shipped ones made strange: doubtful, repealed and missing requirements, every
comparator, "not applicable" allowed for indicators of several figures, totals that stand alone. On record is what
all bodies said on several days. All workbooks are computed in one start of LibreOffice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ntm.criteria import library
from ntm.criteria.model import REGIONS, Comparator, CriteriaSet, Indicator, Kind, Mark, Measure, Threshold
from ntm.exchange.sheet.layout import FIRST_ROW, At, lines
from ntm.exchange.sheet.pattern import WORDS, Pattern
from ntm.exchange.sheet.record import Record
from ntm.exchange.sheet.template import Template, sheet_names, write_template
from ntm.scoring.assemble import DECLARATION, MEASUREMENT, SnapshotBuilder
from ntm.scoring.engine import score
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Stated, UnitRow
from ntm.scoring.verdict import Body, Verdict
from tests.exchange.sheet.office import Officer, Shown, chance, fill, read, recalculated

DAY = date(2023, 6, 30)
EARLIER = (date(2022, 12, 31), date(2023, 3, 31), DAY)
COMMUNES = 7

Entries = dict[tuple[str, str], Stated]


def strange(found: CriteriaSet, rng: random.Random) -> CriteriaSet:
    """The set with its law made as various as it may be, item by item."""

    def law(line: Threshold) -> Threshold:
        if line.value is None or rng.random() < 0.1:
            return line
        mark = rng.choice((Mark.READ, Mark.DOUBTFUL))
        comparator = rng.choice(list(Comparator))
        value = line.value + rng.choice((Decimal(0), Decimal("0.1"), Decimal("0.125"), Decimal("-0.3333")))
        return replace(line, checked=mark, comparator=comparator, value=max(Decimal(0), value))

    def figure(measure: Measure) -> Measure:
        if measure.kind in (Kind.YES_NO, Kind.GRADE):
            marked = tuple(replace(one, checked=Mark.DOUBTFUL) if one.value is not None and rng.random() < 0.5 else one
                           for one in measure.thresholds)  # fmt: skip
            return replace(measure, thresholds=marked)
        chosen = rng.random()
        if chosen < 0.08:
            gone = tuple(
                replace(one, value=None, checked=Mark.MISSING, repealed=True) for one in measure.thresholds
            )
            return replace(measure, thresholds=gone)
        if chosen < 0.16:
            return replace(measure, thresholds=())
        return replace(measure, thresholds=tuple(law(one) for one in measure.thresholds),
                       only_disproves=measure.only_disproves or chosen > 0.95)  # fmt: skip

    def asked(indicator: Indicator) -> Indicator:
        reason = indicator.not_applicable_if or ("Xã không có" if rng.random() < 0.4 else None)
        return replace(indicator, measures=tuple(map(figure, indicator.measures)), not_applicable_if=reason)

    criteria = tuple(replace(one, indicators=tuple(map(asked, one.indicators))) for one in found.criteria)
    return replace(found, criteria=criteria)


def on_record(criteria: CriteriaSet, rng: random.Random) -> Entries:
    """What speaks of a commune before its sheet is filled in: figures, absences and declarations of all bodies."""
    officer = Officer(rng)
    said: Entries = {}
    for line in lines(criteria):
        about = {"item": line.item, "on": rng.choice(EARLIER), "by": rng.choice(list(Body))}
        if line.measure >= 0 and rng.random() < 0.6:
            measure = criteria.measures[line.measure]
            threshold = measure.thresholds[0] if measure.thresholds else None
            _typed, fields = officer.figure(measure, threshold)
            said[line.item, MEASUREMENT] = Stated(**about, **fields)  # type: ignore[arg-type]  # the fields' types
        if line.level in ("single", "indicator") and rng.random() < 0.2:
            allowed = criteria.indicators[line.indicator].not_applicable_if is not None
            if allowed:
                said[line.item, MEASUREMENT] = Stated(**about, not_applicable="không có")  # type: ignore[arg-type]
        if line.level != "measure" and rng.random() < 0.35:
            verdict = rng.choice((Verdict.MET, Verdict.BASICALLY_MET, Verdict.NOT_MET))
            said[line.item, DECLARATION] = Stated(**about, verdict=verdict)  # type: ignore[arg-type]
    return said


def speaking(before: Entries, new: Sequence[Stated]) -> Entries:
    """What speaks when more is said: the rules of DESIGN written out once more."""
    found = dict(before)
    for stated in new:
        key = (stated.item, MEASUREMENT if stated.verdict is None else DECLARATION)
        held = found.get(key)
        if held is not None:
            ranks = [
                (one.on, one.by) if key[1] == MEASUREMENT else (one.by, one.on) for one in (held, stated)
            ]
            if ranks[0] > ranks[1]:
                continue
        found[key] = stated
    return found


def scored(criteria: CriteriaSet, said: Sequence[Entries]) -> Scorecard:
    units = [UnitRow(str(n), f"Xã {n}", "xa", region=list(REGIONS)[n % 7]) for n in range(len(said))]
    builder = SnapshotBuilder(criteria, DAY, units)
    for row, entries in enumerate(said):
        for stated in entries.values():
            builder.put(row, stated)
    return score(builder.build(), criteria)


@dataclass(frozen=True)
class Sent:
    """A workbook as it was filled in, and how its communes then stand."""

    path: Path
    names: list[str]
    patterns: list[Pattern]
    after: Scorecard


def send(folder: Path, name: str, criteria: CriteriaSet, body: Body, empty: bool = False) -> Sent:
    rng = chance(name)
    said = [{} if empty else on_record(criteria, rng) for _commune in range(COMMUNES)]
    card = scored(criteria, said)
    units = [unit.name for unit in card.snapshot.units]
    template = Template(card, units, ["huyện Thử"] * len(units), body, datetime(2023, 7, 1, tzinfo=UTC))
    path = folder / f"{name}.xlsx"
    write_template(path, template)
    names = sheet_names(template)
    officer = Officer(rng)
    filled = {}
    after = []
    patterns = [Pattern(card.column(row), body) for row in range(COMMUNES)]
    for row, pattern in enumerate(patterns):
        cells, stated = officer.sheet(pattern, Record(card, row, pattern))
        filled[names[row]] = cells
        after.append(speaking(said[row], stated))
    fill(path, filled)
    return Sent(path, names, patterns, scored(criteria, after))


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Sent, dict[str, Shown]]]:
    folder = tmp_path_factory.mktemp("sheets")
    ordinary = library.load("xa-ntm-2021-2025", overlays=("lang-son", "minh-hoa"))
    advanced = library.load("xa-ntm-nang-cao-2021-2025")
    books = [
        send(folder, "thuong", ordinary, Body.COMMUNE),
        send(folder, "trong", advanced, Body.COMMUNE, empty=True),
        send(folder, "la-xa", strange(ordinary, chance(1)), Body.COMMUNE),
        send(folder, "la-huyen", strange(advanced, chance(2)), Body.DISTRICT),
        send(folder, "la-tinh", strange(ordinary, chance(3)), Body.PROVINCE),
        send(folder, "dieu-kien", library.load("cong-nhan-2022"), Body.DISTRICT),
        send(folder, "ho-so", library.load("ho-so-2022"), Body.COMMUNE),
    ]
    recalculated([book.path for book in books], folder / "computed")
    return [(book, read(folder / "computed" / book.path.name)) for book in books]


def verdicts(book: Sent, sheets: dict[str, Shown]) -> Iterator[tuple[str, int | None, int, str]]:
    """Where, the number in the sheet, the engine's number, the word in the sheet."""
    card = book.after
    for row, (name, pattern) in enumerate(zip(book.names, book.patterns, strict=True)):
        for number, line in enumerate(pattern.lines, start=FIRST_ROW + 1):
            place, sheet = f"{book.path.name} {name}!{number} {line.key}", sheets[name]
            if line.measure >= 0:
                code = int(card.measures[line.measure, row])
                yield place, sheet.number(number, At.CODE), code, sheet.word(number)
            if line.level == "criterion":
                code = int(card.criteria.verdicts[line.criterion, row])
                yield place, sheet.number(number, At.CRITERION), code, sheet.word(number)
            elif line.level != "measure":
                code = int(card.indicators.verdicts[line.indicator, row])
                yield place, sheet.number(number, At.INDICATOR), code, sheet.word(number)


def test_every_verdict_in_every_sheet_is_the_engines(sent: list[tuple[Sent, dict[str, Shown]]]) -> None:
    differing = []
    met = dict.fromkeys(Verdict, 0)
    for book, sheets in sent:
        for place, shown, engine, _word in verdicts(book, sheets):
            met[Verdict(engine)] += 1
            if shown != engine:
                differing.append(f"{place}: sheet {shown}, engine {engine}")
    assert not differing, "\n".join(differing[:20])
    assert all(count > 100 for count in met.values()), met  # every verdict was really tried


def test_people_read_the_same_verdict_in_words(sent: list[tuple[Sent, dict[str, Shown]]]) -> None:
    for book, sheets in sent:
        for row, name in enumerate(book.names):
            for number, line in enumerate(book.patterns[row].lines, start=FIRST_ROW + 1):
                if line.level == "criterion":
                    code = int(book.after.criteria.verdicts[line.criterion, row])
                    assert sheets[name].word(number) == WORDS[code]


def test_the_line_at_the_top_and_the_sheet_of_all_count_as_the_engine(
    sent: list[tuple[Sent, dict[str, Shown]]],
) -> None:
    for book, sheets in sent:
        card = book.after
        overview = sheets["Tổng hợp"].rows
        for row, name in enumerate(book.names):
            told = str(sheets[name].rows[2][At.ITEM])
            assert f"đạt {card.met[row]}/{card.of} tiêu chí ({card.indicators_met[row]}/" in told
            assert "xem lại" not in told
            assert overview[4 + row][3] == int(card.met[row])
        reporting = int(card.reporting.sum())
        total = overview[4 + COMMUNES + 2]
        assert (total[3], total[4], total[5]) == (int(card.met.sum()), reporting, COMMUNES)
        assert total[2] == pytest.approx(int(card.met.sum()) / reporting, abs=0.005)
