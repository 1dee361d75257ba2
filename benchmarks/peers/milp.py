"""scipy's milp on the plan's model: one column a gain and an act, each gain under each of its acts."""

from __future__ import annotations

import json
import sys
import time
from math import ceil
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array


def main(path: Path) -> None:
    """Solve the question in a file and print seconds, total, bound and whether it is proved."""
    question = json.loads(path.read_text(encoding="utf-8"))
    costs, needs = question["costs"], question["needs"]
    gains = len(needs)
    begun = time.perf_counter()
    pairs = [(gain, act) for gain, needed in enumerate(needs) for act in needed]
    rows = [row for row in range(len(pairs)) for _side in range(2)] + [len(pairs)] * gains
    columns = [column for gain, act in pairs for column in (gain, gains + act)] + list(range(gains))
    values = [1, -1] * len(pairs) + [1] * gains
    size = gains + len(costs)
    matrix = coo_array((values, (rows, columns)), shape=(len(pairs) + 1, size)).tocsr()
    low = np.append(np.full(len(pairs), -np.inf), question["gains"])
    high = np.append(np.zeros(len(pairs)), np.inf)
    found = milp(
        np.array([0] * gains + costs, float),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0, "time_limit": question["seconds"]},
    )
    seconds = time.perf_counter() - begun
    total, bound = round(found.fun), ceil(found.mip_dual_bound - 1e-4)
    print(json.dumps({"seconds": seconds, "total": total, "bound": bound, "proved": bound >= total}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
