"""Stating many things of one commune at once, once: what a program sends through the API.

Read by the same doors as a file's rows, all or nothing. A request carries a key of its sender's making: sent again
it is answered as before and not done again; the same key with anything else is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ntm.errors import Conflict, DataError, Problem
from ntm.exchange.status_file import Cell, StatusFile, StatusRow
from ntm.service.access.rights import Action, Rights
from ntm.service.entering.enter import prepare, read_changes, write_changes
from ntm.service.workspace import Workspace
from ntm.store.saves import take, taken
from ntm.vietnamese.messages import _

SCHEMA = "ntm.appended/1"


def state(
    workspace: Workspace,
    rights: Rights,
    by: str,
    key: str,
    rows: Sequence[Mapping[str, Cell]],
    where: str = "statements",
) -> tuple[dict[str, Any], bool]:
    """State the rows (cells as a status file's); gives the answer and whether it was given before.

    `by` is who is recorded, `key` is unique to one sender and request; `where` is what problems call the list of
    rows. Raises DataError with every problem, Forbidden, Conflict for a key that was used for something else.
    """
    cells = [{name: cell for name, cell in row.items() if cell is not None} for row in rows]
    digest = hashlib.sha256(json.dumps(cells, default=str, sort_keys=True).encode()).hexdigest()
    file = StatusFile([StatusRow("", at, row, {}) for at, row in enumerate(cells)])
    read = read_changes(workspace, file, illustrative=workspace.illustrative)
    for change in read.changes:
        rights.require(Action.ENTER, change.unit, change.stated.on)
    if read.problems:
        problems = [_placed(problem, where) for problem in read.problems]
        raise DataError(_("Chưa ghi gì: {count} chỗ phải sửa.").format(count=len(problems)), problems)
    ready = prepare(workspace, read.changes)
    with workspace.stored.writing() as connection:
        before = taken(connection, key, by)
        if before is not None:
            if before["digest"] != digest:
                raise Conflict(
                    _("Khóa của yêu cầu đã dùng cho nội dung khác; chưa ghi gì. Hãy dùng khóa mới.")
                )
            return dict(before["answer"]), True
        done = write_changes(connection, ready, by, source="api")
        answer = {
            "schema": SCHEMA,
            "moment": done.moment.isoformat(),
            "recorded": done.recorded,
            "unchanged": done.unchanged,
            "statements": [
                {
                    "unit": change.unit.code, "criteria_set": change.set_id, "item": change.stated.item,
                    "on": change.stated.on.isoformat(), "seq": seq,
                }
                for change, seq in zip(read.changes, done.seqs, strict=True)
            ],
        }  # fmt: skip
        take(connection, key, by, done.moment, {"digest": digest, "answer": answer})
    return answer, False


def _placed(problem: Problem, where: str) -> Problem:
    """A problem of a row, told by its place in the list that was sent."""
    if problem.row is None:
        return problem
    field = f"{where}[{problem.row}].{problem.field}" if problem.field else f"{where}[{problem.row}]"
    return replace(problem, file=None, sheet=None, row=None, column=None, field=field)
