"""A small criteria set, made by hand, with every kind of item a snapshot must place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ntm.criteria.model import (
    CarriedBy,
    Comparator,
    CriteriaSet,
    Criterion,
    Indicator,
    Kind,
    Mark,
    Measure,
    Scale,
)


def measure(item: str, kind: Kind = Kind.PERCENTAGE, grades: Sequence[str] = ()) -> Measure:
    """A measure with no threshold."""
    scale = Scale(tuple(grades), Mark.READ) if kind is Kind.GRADE else None
    return Measure(item, item, kind, "%", Comparator.AT_LEAST, (), scale=scale)


def indicator(item: str, *measures: Measure) -> Indicator:
    """An indicator of these measures (none: one of its own id)."""
    own = measures or (measure(item),)
    return Indicator(item, item, item, Mark.READ, own, CarriedBy.STATE)


def small_set(text: str = "a: 1", hash_: str = "h1") -> CriteriaSet:
    """Three criteria: plain, of several measures, and graded."""
    sexes = indicator("2.1", measure("2.1"), measure("2.1:nam"), measure("2.1:nu"))
    graded = indicator("3.1", measure("3.1", Kind.GRADE, ("Trung bình", "Khá", "Tốt")))
    ratio = indicator("3.2", measure("3.2", Kind.RATIO))
    criteria = (
        Criterion("1", "Một", "One", (indicator("1.1"), indicator("1.2"))),
        Criterion("2", "Hai", "Two", (sexes,)),
        Criterion("3", "Ba", "Three", (graded, ratio)),
    )
    return CriteriaSet(
        id="thu",
        title="Bộ thử",
        title_en="Trial set",
        decision="thử",
        annex=None,
        signed=date(2020, 1, 1),
        in_force_from=date(2020, 1, 1),
        in_force_to=None,
        criteria=criteria,
        complete=True,
        total_criteria=3,
        total_indicators=5,
        years=(2020, 2030),
        documents=(("thu.yaml", text),),
        hash=hash_,
    )
