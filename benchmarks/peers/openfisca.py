"""OpenFisca-core: a variable a measure and a criterion, vectorised over communes.

`parameters`: thresholds in its parameter tree, chosen by region with its fancy indexing, as its own country
packages are written. `arrays`: the thresholds laid out as one more input a measure. The time is that of a new
simulation from the values in arrays to the averages; with `-calculated`, of its calculation alone, the
simulation and its inputs being ready before.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.measuring import Given, Result, main
from benchmarks.peers.floor import OPERATORS

PERIOD = "2024"
RUNS = 5


def _variable(name: str, kind: type, entity: Entity, **more: object) -> type[Variable]:
    return type(
        name,
        (Variable,),
        {"value_type": kind, "entity": entity, "definition_period": YEAR, "label": name, **more},
    )


def _system(given: Given, parameters: bool) -> TaxBenefitSystem:
    commune = Entity("commune", "communes", "A commune", "")
    commune.is_person = True
    system = TaxBenefitSystem([commune])
    names = [f"r{at}" for at in range(len(given.regions))]
    regions = Enum("Region", {name: name for name in names})
    system.add_variable(
        _variable("region", Enum, commune, possible_values=regions, default_value=next(iter(regions)))
    )
    if parameters:
        tree = {
            f"t{at}": {
                name: {"values": {"2020-01-01": {"value": float(limits[number])}}}
                for number, name in enumerate(names)
            }
            for at, limits in enumerate(given.thresholds)
        }
        system.parameters = ParameterNode("", data=tree)
    for at, comparator in enumerate(given.comparators):
        system.add_variable(_variable(f"v{at}", float, commune))
        if not parameters:
            system.add_variable(_variable(f"t{at}", float, commune))
        system.add_variable(
            _variable(f"m{at}", bool, commune, formula=_measure(at, OPERATORS[comparator], parameters))
        )
    for number, span in enumerate(given.spans):
        system.add_variable(_variable(f"c{number}", bool, commune, formula=_criterion(span)))
    return system


def _measure(at: int, test: np.ufunc, parameters: bool) -> Callable[..., Any]:
    def chosen(communes: Any, period: Any, parameters: Any) -> Any:
        limit = getattr(parameters(period), f"t{at}")[communes("region", period)]
        return test(communes(f"v{at}", period), limit)

    def laid_out(communes: Any, period: Any) -> Any:
        return test(communes(f"v{at}", period), communes(f"t{at}", period))

    return chosen if parameters else laid_out


def _criterion(span: tuple[int, int]) -> Callable[..., Any]:
    def formula(communes: Any, period: Any) -> Any:
        met = communes(f"m{span[0]}", period)
        for at in range(span[0] + 1, span[1]):
            met = met * communes(f"m{at}", period)
        return met

    return formula


def run(given: Given) -> Callable[[], Result]:
    """A new simulation each time: what is calculated once stays in it."""
    parameters, calculated_only = "parameters" in sys.argv[2], "calculated" in sys.argv[2]
    system = _system(given, parameters)
    values = given.hundredths / 100
    limits = np.array(given.thresholds, dtype=np.float64)
    names = np.array([f"r{at}" for at in given.region])

    def fresh() -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, count=values.shape[1])
        simulation.set_input("region", PERIOD, names)
        for at in range(len(values)):
            simulation.set_input(f"v{at}", PERIOD, values[at])
            if not parameters:
                simulation.set_input(f"t{at}", PERIOD, limits[at][given.region])
        return simulation

    ready = [fresh() for _turn in range(RUNS + 1)] if calculated_only else []

    def calculated() -> Result:
        simulation = ready.pop() if calculated_only else fresh()
        criteria = np.array(
            [simulation.calculate(f"c{number}", PERIOD) for number in range(len(given.spans))]
        )
        counts = criteria.sum(axis=0)
        by_district = np.bincount(given.district, counts, given.districts)
        return criteria, by_district, np.bincount(given.province, counts, given.provinces)

    return calculated


if __name__ == "__main__":
    main(run, RUNS)
