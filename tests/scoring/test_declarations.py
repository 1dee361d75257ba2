"""Declarations beside computed verdicts: the engine against the rules written out plainly, on drawn cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet, Kind, Mark, Measure, Threshold
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.engine import score
from ntm.scoring.snapshot import Stated, UnitRow
from ntm.scoring.verdict import Basis, Body, Verdict
from tests.law.plain import join, measure_verdict


def half_doubtful(found: CriteriaSet) -> CriteriaSet:
    """The set with every other measure's thresholds marked doubtful, so that doubt meets every rule."""
    doubtful = {measure.id for measure in found.measures[::2]}

    def marked(measure: Measure) -> Measure:
        if measure.id not in doubtful:
            return measure
        return replace(
            measure, thresholds=tuple(replace(one, checked=Mark.DOUBTFUL) for one in measure.thresholds)
        )

    return replace(
        found,
        criteria=tuple(
            replace(
                criterion,
                indicators=tuple(
                    replace(one, measures=tuple(marked(measure) for measure in one.measures))
                    for one in criterion.indicators
                ),
            )
            for criterion in found.criteria
        ),
    )


SET = half_doubtful(library.load_file(Path(__file__).parents[1] / "law" / "good" / "nho.yaml"))
DAY = date(2023, 6, 30)
UNIT = UnitRow("1", "Một", "xa", region="trung_du_mien_nui_phia_bac", group="group_1")
NUMERIC = [one for one in SET.measures if one.kind is not Kind.GRADE]
ITEMS = [one.number for one in SET.criteria] + [one.id for one in SET.indicators]
DECLARABLE = [Verdict.MET, Verdict.BASICALLY_MET, Verdict.NOT_MET]

values = st.fixed_dictionaries(
    {},
    optional={
        one.id: st.decimals(min_value=0, max_value=1, places=0)
        | st.decimals(min_value=0, max_value=100, places=1)
        for one in NUMERIC
    },
)
declared = st.dictionaries(
    st.sampled_from(ITEMS), st.tuples(st.sampled_from(DECLARABLE), st.sampled_from(list(Body)))
)
Said = dict[str, tuple[Verdict, Body]]


def laid(
    computed: Verdict, rests_on_doubt: bool, said: tuple[Verdict, Body] | None
) -> tuple[Verdict, bool, bool]:
    """The verdict, whether it is declared, and whether the two differ: DESIGN's rule in five lines."""
    if said is None:
        return computed, False, False
    if computed is Verdict.UNDETERMINED:
        return said[0], True, False
    differs = computed is not said[0]
    return (
        (said[0], True, True)
        if differs and rests_on_doubt and said[1] >= Body.DISTRICT
        else (computed, False, differs)
    )


def plain(
    numbers: dict[str, Decimal], said: Said, thresholds: dict[str, Threshold | None]
) -> dict[str, tuple[Verdict, bool]]:
    """Every item's verdict and whether the difference is reported."""
    found: dict[str, tuple[Verdict, bool]] = {}
    for criterion in SET.criteria:
        parts: list[tuple[Verdict, bool]] = []  # verdict, rests on doubt
        for indicator in criterion.indicators:
            judged = []
            for measure in indicator.measures:
                number, line = numbers.get(measure.id), thresholds[measure.id]
                verdict = measure_verdict(None if number is None else Fraction(number), line)
                if line is not None and line.repealed:
                    verdict = Verdict.NOT_APPLICABLE
                if not measure.only_disproves or verdict is Verdict.NOT_MET:
                    judged.append((verdict, line is not None and line.checked is Mark.DOUBTFUL))
            computed = join([one for one, _doubt in judged]) if judged else Verdict.UNDETERMINED
            if (
                all(measure.only_disproves for measure in indicator.measures)
                and computed is not Verdict.NOT_MET
            ):
                computed = Verdict.UNDETERMINED
            doubt = rests(computed, judged)
            verdict, by_word, differs = laid(computed, doubt, said.get(indicator.id))
            found[indicator.id] = verdict, differs
            parts.append((verdict, doubt and not by_word))
        computed = join([one for one, _doubt in parts])
        verdict, _by_word, differs = laid(computed, rests(computed, parts), said.get(criterion.number))
        found[criterion.number] = verdict, differs
    return found


def rests(verdict: Verdict, parts: list[tuple[Verdict, bool]]) -> bool:
    """Not met: when every failing part is doubtful. Met or basically met: when any met part is."""
    if verdict is Verdict.NOT_MET:
        return all(doubt for one, doubt in parts if one is Verdict.NOT_MET)
    if verdict in (Verdict.MET, Verdict.BASICALLY_MET):
        return any(doubt for one, doubt in parts if one is Verdict.MET)
    return False


@settings(max_examples=300, deadline=None)
@given(values, declared)
def test_the_engine_lays_declarations_as_the_rules_say(numbers: dict[str, Decimal], said: Said) -> None:
    builder = SnapshotBuilder(SET, DAY, [UNIT])
    for item, number in numbers.items():
        builder.put(0, Stated(item, DAY, Body.COMMUNE, value=number))
    for item, (verdict, body) in said.items():
        builder.put(0, Stated(item, DAY, body, verdict=verdict))
    card = score(builder.build(), SET)
    column = card.column(0)
    thresholds = dict(zip((one.id for one in SET.measures), column.thresholds, strict=True))
    expected = plain(numbers, said, thresholds)
    for layer, ids in (
        (card.indicators, [one.id for one in SET.indicators]),
        (card.criteria, [one.number for one in SET.criteria]),
    ):
        for index, item in enumerate(ids):
            got = Verdict(int(layer.verdicts[index, 0])), bool(layer.disagrees[index, 0])
            assert got == expected[item], item


def test_what_is_supposed_overrides_both() -> None:
    builder = SnapshotBuilder(SET, DAY, [UNIT])
    builder.put(0, Stated("1", DAY, Body.PROVINCE, verdict=Verdict.NOT_MET))
    builder.suppose(0, "1", Verdict.MET)
    card = score(builder.build(), SET)
    assert card.criteria.verdicts[0, 0] == Verdict.MET
    assert card.criteria.bases[0, 0] == Basis.SUPPOSED
    assert not card.criteria.disagrees[0, 0]
