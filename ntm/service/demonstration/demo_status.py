"""Made-up status for the demonstration: plausible, reproducible, and illustrative in every row.

No table of all communes of Lộc Bình by criterion is published, so these figures are invented. They are made
by rule from a fixed seed: indicator by indicator for the 19 communes of Lộc Bình at four dates, criterion by
criterion for the other 162 communes of Lạng Sơn. Nothing here is read by the rules engine: the rows become
ordinary status files and come in through the same door as an officer's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor

from ntm.criteria.model import Comparator, Context, CriteriaSet, Kind, Measure
from ntm.service.demonstration.demo_history import (
    DAYS as DAYS,  # the days and the label are read here by others
)
from ntm.service.demonstration.demo_history import LABEL as LABEL
from ntm.service.demonstration.demo_history import earlier_rows

DAY = DAYS[-1]
_EARLIER = (3, 2, 1, 0)  # criteria a commune still lacked, beyond today's, on each of DAYS

XUAN_DUONG = "06607"
# Criteria met on DAY by the communes of Lộc Bình other than Xuân Dương, in the order of their codes: 233 in all.
_MET = (13, 19, 9, 12, 16, 10, 15, 11, 19, 8, 14, 12, 17, 9, 11, 13, 10, 15)
_XUAN_DUONG_NOT_MET = ("2", "6", "10", "17")
_XUAN_DUONG_OPEN = ("13",)
_OPEN_ELSEWHERE = 7  # communes, those with the fewest met, that have one criterion not yet determined
_REST_MET = 2287  # by the other 162 communes together
# How hard criteria are, hardest first: which ones a commune that does not meet all of them lacks.
_HARDNESS = (
    "10",
    "17",
    "2",
    "11",
    "6",
    "5",
    "13",
    "12",
    "9",
    "3",
    "15",
    "18",
    "14",
    "16",
    "7",
    "4",
    "19",
    "8",
    "1",
)

_ROLES: Mapping[str, str] = {
    "2": "cán bộ phụ trách giao thông - xây dựng",
    "5": "cán bộ phụ trách giáo dục",
    "6": "cán bộ phụ trách văn hóa",
    "10": "cán bộ phụ trách nông nghiệp",
    "11": "cán bộ phụ trách lao động - xã hội",
    "13": "cán bộ phụ trách nông nghiệp",
    "17": "cán bộ phụ trách môi trường",
}
_ROLE = "cán bộ phụ trách nông thôn mới"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """The made-up size of a commune: what the counts are shares of."""

    households: int
    villages: int
    road_tenths_km: int

    def base(self, measure: Measure) -> int:
        """The denominator of a measure's two counts (tenths of a km for roads)."""
        if measure.counts is None:
            return 100
        people = round(self.households * 4.3)
        special = {
            "12.1": round(people * 0.31), "12.2": round(people * 0.31), "14.2": round(people * 0.009),
            "15.3": round(people * 0.08), "15.1": people // 2,
        }  # fmt: skip
        item = measure.id.split(":")[0]
        if item in special:
            return max(8, special[item])
        return {
            "hộ": self.households, "người": people, "km": self.road_tenths_km, "thôn": self.villages,
            "trường": 3, "ha": self.households, "tấn": self.households // 2, "tổ chức": 5,
        }.get(measure.counts.unit, max(12, self.households // 20))  # fmt: skip


def district_rows(
    criteria: CriteriaSet, context: Mapping[str, Context], codes: Sequence[str]
) -> Iterator[Row]:
    """The rows of Lộc Bình's communes: every indicator at each of DAYS.

    `criteria` is the set with the illustrative overlay, `context` gives each commune's context (any day).
    """
    others = sorted(code for code in codes if code != XUAN_DUONG)
    fewest = sorted(range(len(others)), key=lambda index: _MET[index])[:_OPEN_ELSEWHERE]
    open_codes = {others[index] for index in fewest}
    for code in sorted(codes):
        rng = random.Random(f"loc-binh {code}")  # noqa: S311 - made-up data, not a secret
        if code == XUAN_DUONG:
            lacking, undetermined = list(_XUAN_DUONG_NOT_MET), list(_XUAN_DUONG_OPEN)
            profile = Profile(412, 9, 246)
        else:
            met = _MET[others.index(code)]
            gone = _choose(rng, 19 - met)
            undetermined = [gone.pop()] if code in open_codes else []
            lacking = gone
            profile = Profile(rng.randint(260, 980), rng.randint(6, 16), rng.randint(140, 420))
        ready = [number for number in _HARDNESS if number not in lacking and number not in undetermined]
        whole: list[Row] = []
        for step, day in enumerate(DAYS):
            failing = lacking + ready[: _EARLIER[step]]
            whole += _commune_rows(criteria, context[code], code, profile, failing, undetermined, day, step)
        yield from earlier_rows(whole, code)
        yield from whole


def _commune_rows(
    criteria: CriteriaSet, place: Context, code: str, profile: Profile,
    failing: Sequence[str], undetermined: Sequence[str], day: date, step: int,
) -> Iterator[Row]:  # fmt: skip
    context = Context(day, place.region, place.group, place.attributes)
    for criterion in criteria.criteria:
        rng = random.Random(f"{code} {criterion.number}")  # noqa: S311 - made-up data, not a secret
        broken = {ind.id for ind in rng.sample(list(criterion.indicators), min(2, len(criterion.indicators)))}
        for indicator in criterion.indicators:
            stated: dict[str, int] = {}
            if (
                criterion.number in undetermined
                and indicator is criterion.indicators[-3 % len(criterion.indicators)]
            ):
                continue
            for measure in indicator.measures:
                if measure.only_disproves:
                    continue
                row = {"unit": code, "item": measure.id, "on": day.isoformat(), "note": LABEL}
                if indicator.not_applicable_if is not None and "craft_village" not in place.attributes:
                    row["value"] = "không áp dụng: xã không có làng nghề"
                else:
                    fails = criterion.number in failing and indicator.id in broken
                    row.update(_figure(rng, criteria, measure, context, profile, fails, step, stated))
                    if fails and day == DAY:
                        row["responsible"] = _ROLES.get(criterion.number, _ROLE)
                        row["due"] = "2024-09-30"
                yield row


def _figure(
    rng: random.Random, criteria: CriteriaSet, measure: Measure, context: Context,
    profile: Profile, fails: bool, step: int, stated: dict[str, int],
) -> Row:  # fmt: skip
    """A value that meets or misses the threshold of the day by a little, as text of a status file."""
    region = criteria.effective_region(context.region, context.attributes)
    judged = Context(context.day, region, context.group, context.attributes)
    threshold = next((item for item in measure.thresholds if item.applies(judged)), None)
    if threshold is None or threshold.value is None or measure.kind is Kind.YES_NO:
        return {"value": "chưa đạt" if fails else "đạt"} if measure.kind is Kind.YES_NO else {"value": "80"}
    limit, lower = (
        threshold.value,
        measure.comparator in (Comparator.AT_MOST, Comparator.EQUAL, Comparator.LESS),
    )
    drift = rng.randint(0, 5) + (3 - step if fails else step)
    if measure.counts is None or measure.kind is not Kind.PERCENTAGE:
        unit = Decimal(1) if measure.whole else Decimal("0.3")
        away = unit * (1 + drift)
        value = limit + away if fails == lower else (max(Decimal(0), limit - away) if lower else limit + away)
        if fails and not lower:
            value = max(Decimal(0), limit - away)
        return {"value": format(value.normalize(), "f").replace(".", ",")}
    base = profile.base(measure)
    share = limit * base / 100
    if lower:
        whole = floor(share)
        count = min(base, whole + 1 + drift) if fails else max(0, whole - drift)
    else:
        whole = ceil(share)
        count = max(0, whole - 1 - drift * base // 200) if fails else min(base, whole + drift * base // 150)
    if measure.within is not None:
        count = min(count, stated.get(measure.within, count))
    stated[measure.id] = count
    if measure.counts.unit == "km":
        return {"numerator": _tenths(count), "denominator": _tenths(base)}
    return {"numerator": str(count), "denominator": str(base)}


def province_rows(numbers: Sequence[str], codes: Sequence[str]) -> Iterator[Row]:
    """Declarations by the district, criterion by criterion, for the communes outside Lộc Bình at three dates."""
    met = _spread(len(codes))
    for code, count in zip(sorted(codes), met, strict=True):
        rng = random.Random(f"lang-son {code}")  # noqa: S311 - made-up data, not a secret
        lacking = _choose(rng, 19 - count)
        ready = [number for number in _HARDNESS if number not in lacking]
        for step in (1, 3):
            failing = set(lacking + ready[: _EARLIER[step] if count > 6 else 0])
            for number in numbers:
                yield {
                    "unit": code, "item": number, "on": DAYS[step].isoformat(), "by": "district",
                    "value": "chưa đạt" if number in failing else "đạt", "note": LABEL,
                }  # fmt: skip


def condition_rows() -> Iterator[Row]:
    """The recognition conditions of Xuân Dương, as far as they are known in the demonstration."""
    common = {"unit": XUAN_DUONG, "on": DAY.isoformat(), "criteria": "cong-nhan-2022", "note": LABEL}
    yield common | {
        "item": "no-dong",
        "value": "đạt",
        "evidence": "Báo cáo tình hình nợ đọng của xã (minh họa)",
    }
    yield common | {"item": "hai-long", "numerator": "351", "denominator": "370",
                    "evidence": "Phiếu lấy ý kiến 370/412 hộ (minh họa)"}  # fmt: skip


def _spread(communes: int) -> list[int]:
    """Criteria met by each commune outside Lộc Bình: between 6 and 19, _REST_MET in all."""
    rng = random.Random("lang-son")  # noqa: S311 - made-up data, not a secret
    counts = [min(19, max(6, round(rng.gauss(14.1, 3.4)))) for _ in range(communes)]
    while (excess := sum(counts) - _REST_MET) != 0:
        index = rng.randrange(communes)
        step = -1 if excess > 0 else 1
        if 6 <= counts[index] + step <= 19:
            counts[index] += step
    return counts


def _choose(rng: random.Random, count: int) -> list[str]:
    """`count` criteria that a commune lacks, the hard ones likelier; the least certain last."""
    pool = list(_HARDNESS)
    chosen: list[str] = []
    for _ in range(count):
        weights = [len(pool) - index for index in range(len(pool))]
        pick = rng.choices(range(len(pool)), [weight**2 for weight in weights])[0]
        chosen.append(pool.pop(pick))
    return chosen


def _tenths(count: int) -> str:
    return f"{count // 10},{count % 10}"
