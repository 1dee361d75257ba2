"""OR-tools' CP-SAT on the plan's model: each gain implies its acts."""

from __future__ import annotations

import json
import sys
import time
from math import ceil
from pathlib import Path

from ortools.sat.python import cp_model


def main(path: Path) -> None:
    """Solve the question in a file and print seconds, total, bound and whether it is proved."""
    question = json.loads(path.read_text(encoding="utf-8"))
    begun = time.perf_counter()
    model = cp_model.CpModel()
    acts = [model.new_bool_var(f"a{at}") for at in range(len(question["costs"]))]
    gains = [model.new_bool_var(f"g{at}") for at in range(len(question["needs"]))]
    for gain, needed in zip(gains, question["needs"], strict=True):
        for act in needed:
            model.add_implication(gain, acts[act])
    model.add(sum(gains) >= question["gains"])
    model.minimize(sum(cost * act for cost, act in zip(question["costs"], acts, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = question["seconds"]
    status = solver.solve(model)
    seconds = time.perf_counter() - begun
    total, bound = round(solver.objective_value), ceil(solver.best_objective_bound - 1e-4)
    proved = status == cp_model.OPTIMAL
    print(json.dumps({"seconds": seconds, "total": total, "bound": bound, "proved": proved}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
