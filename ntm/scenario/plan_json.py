"""A plan as the contract `ntm.plan/1`."""

from __future__ import annotations

from typing import Any

from ntm.scenario.plan import Planned, Step
from ntm.scenario.plan_words import differs, done_by, warnings
from ntm.scoring.average_words import two_decimals
from ntm.scoring.wording import plain

SCHEMA = "ntm.plan/1"


def plan_json(planned: Planned) -> dict[str, Any]:
    """The contract `ntm.plan/1`. Exact amounts are strings: million đồng, or indicators where nothing was priced.

    `bound` is the least total any plan can have, in what was minimised. The cost of a step is what it takes
    alone; works are paid once and stand apart, so that steps and works together make the cost.
    """
    plan, best = planned.plan, planned.plan.best
    card = plan.before
    return {
        "schema": SCHEMA,
        "on": card.snapshot.day.isoformat(),
        "criteria_set": card.criteria_set.id,
        "unit": dict(planned.unit),
        "target": {
            "reach": planned.goal.reach if planned.goal.number is None else plain(planned.goal.number),
            "criteria": plan.target.criteria,
            "communes": plan.target.communes,
        },
        "reached": planned.reached,
        "minimised": plan.wishes.minimise,
        "cost_unit": "indicator" if plan.costs is None else "million_dong",
        "cost": None if best is None else plain(plan.money(sorted(best.acts))),
        "months": None if best is None else sum(plan.priced.acts[act].months for act in best.acts),
        "bound": None if best is None else plain(plan.amount(best.bound)),
        "optimal": best.optimal if best is not None else None,
        "gained": 0 if best is None else len(best.gains),
        "one_by_one": None if plan.sorted_total is None else plain(plan.amount(plan.sorted_total)),
        "steps": [_step_json(planned, step) for step in plan.steps],
        "works": [
            {
                "name": work.name,
                "cost": plain(work.cost),
                "months": work.months,
                "after": list(work.after),
                "serves": list(work.serves),
            }
            for work in plan.works
        ],
        "funds": [
            {
                "fund": fund,
                "spent": plain(spent),
                "limit": plain(plan.costs.funds[fund]) if fund in plan.costs.funds else None,
            }
            for fund, spent in plan.spent.items()
            if plan.costs is not None
        ],
        "average_after": None if planned.average_after is None else two_decimals(planned.average_after.value),
        "reference_after": two_decimals(planned.reference_after),
        "alternatives": [
            {"total": plain(plan.amount(other.total)), **differs(plan, other)} for other in plan.others
        ],
        "most_possible": plan.most_possible,
        "closest": None
        if plan.closest is None
        else {"total": plain(plan.amount(plan.closest.total)), "adds": differs(plan, plan.closest)["adds"]},
        "in_the_way": [
            {
                "what": one.what.value,
                "fund": one.fund or None,
                "items": one.items,
                "total_without": None if one.total is None else plain(one.total),
            }
            for one in plan.in_the_way
        ],
        "warnings": warnings(planned),
    }


def _step_json(planned: Planned, step: Step) -> dict[str, Any]:
    plan = planned.plan
    day = done_by(plan, step)
    unit, criteria = plan.before.snapshot.units[step.gap.row], plan.before.criteria_set
    return {
        "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind},
        "criterion": criteria.criteria[step.gap.criterion].number,
        "indicators": [criteria.indicators[at].id for at in step.gap.indicators],
        "cost": plain(step.cost),
        "carried_by_people": step.people,
        "conclusion_needed": step.gap.concluded,
        "works": list(step.works),
        "done_by": day.isoformat() if day is not None else None,
    }
