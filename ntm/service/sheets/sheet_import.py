"""Filled sheets come in: what each cell states, what it would change, and whatever stands against it.

Nothing is written while anything is wrong. Where two files, or a file and what another person entered since the
file was made, say different things of one item, both are told and nothing is chosen but by `prefer`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from ntm.errors import Problem
from ntm.exchange.sheet.filled import FilledBook
from ntm.scoring.assemble import DECLARATION, MEASUREMENT
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body
from ntm.scoring.wording import said_words
from ntm.service.entering.enter import Change, content_of, database_of
from ntm.service.sheets.sheet_lines import Claim, SheetReader
from ntm.service.workspace import Workspace
from ntm.store import speaking
from ntm.store.database import Database
from ntm.store.entries import Recorded, recorded
from ntm.store.statements import last_statement, whole_statements
from ntm.store.tables import key_day
from ntm.vietnamese.dates import moment_shown
from ntm.vietnamese.messages import _

DATABASE = "database"
"""What `prefer` names when what is in the database is to stay."""

_Key = tuple[str, date | None, str, str, bool, date, Body]
_Spoken = Mapping[tuple[str, date | None, str, date, str, str], Recorded]


@dataclass(frozen=True, slots=True)
class CellChange:
    """What one cell would change: the claim it makes and the statement that spoke before."""

    claim: Claim
    before: Stated | None

    @property
    def change(self) -> Change:
        """The change as every entry knows it."""
        claim = self.claim
        measure = claim.criteria.measure_by_id.get(claim.stated.item)
        return Change(claim.unit, claim.criteria.id, claim.stated, self.before, measure=measure)


@dataclass
class SheetImport:
    """What the files would change, and every problem; `kept` cells gave way to what is in the database.

    `after` is the number of the last statement that all this was held against. `disputes` counts the problems that
    a choice would settle, and `sides` names (for `prefer`) those between whom to choose.
    """

    changes: list[CellChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0
    after: int = 0
    disputes: int = 0
    sides: dict[str, None] = field(default_factory=dict)


def read_sheets(
    workspace: Workspace,
    books: Sequence[FilledBook],
    who: str,
    *,
    prefer: Sequence[str] = (),
    day: date | None = None,
    set_id: str | None = None,
) -> SheetImport:
    """What filled workbooks would change, `who` importing them; nothing is written.

    `prefer` names, the first first, the files (or DATABASE) that win where statements disagree. `day` and `set_id`
    bring the figures to another day or set, where they mean the same there.
    """
    result = SheetImport(problems=[problem for book in books for problem in book.problems])
    reader = SheetReader(workspace, day, set_id)
    claims: list[Claim] = []
    for book in books:
        for sheet in book.sheets:
            found, problems = reader.read(sheet)
            claims += found
            result.problems += problems
    spoken, result.after = _spoken(database_of(workspace), claims)
    claims = _restated(claims, spoken, result.problems)
    by_key: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_key[_key(claim)].append(claim)
    for rivals in by_key.values():
        _settle(result, rivals, spoken.get(_pair(rivals[0])), who, prefer)
    return result


def _pair(claim: Claim) -> tuple[str, date | None, str, date, str, str]:
    kind = MEASUREMENT if claim.stated.verdict is None else DECLARATION
    return (claim.unit.code, claim.unit.valid_from, claim.criteria.id, claim.day, claim.stated.item, kind)


def _key(claim: Claim) -> _Key:
    stated = claim.stated
    return (claim.unit.code, claim.unit.valid_from, claim.criteria.id, stated.item, stated.verdict is not None,
            stated.on, stated.by)  # fmt: skip


def _spoken(database: Database, claims: Sequence[Claim]) -> tuple[_Spoken, int]:
    """What speaks of the communes on the days of the claims, and the number of the last statement then."""
    groups: dict[tuple[str, date | None, date], dict[str, None]] = defaultdict(dict)
    for claim in claims:
        groups[claim.criteria.id, claim.unit.valid_from, claim.day][claim.unit.code] = None
    found: dict[tuple[str, date | None, str, date, str, str], Recorded] = {}
    with database.reading() as connection:
        for (set_id, unit_from, day), codes in groups.items():
            for part in speaking.chunks(list(codes)):
                rows = whole_statements(connection, part, key_day(unit_from), set_id, day, None)
                for one in map(recorded, rows):
                    found[one.unit_code, unit_from, set_id, day, one.stated.item, one.kind] = one
        return found, last_statement(connection)


def _restated(claims: Sequence[Claim], spoken: _Spoken, problems: list[Problem]) -> list[Claim]:
    """The claims, those that only add who, when, evidence or a note made whole with the value on record."""
    whole: list[Claim] = []
    for claim in claims:
        if not claim.restates:
            whole.append(claim)
            continue
        held = spoken.get(_pair(claim))
        if held is None or held.stated.by is not claim.stated.by:
            problems.append(
                claim.problem(
                    _("{item}: chưa có số liệu để ghi kèm.").format(item=claim.stated.item)
                    if held is None
                    else _("{item}: số liệu đang có do cấp khác ghi.").format(item=claim.stated.item),
                    _("Ghi cả giá trị, hoặc xóa ô này."),
                )
            )
            continue
        given = {name: getattr(claim.stated, name) for name in ("evidence", "note", "responsible", "due")}
        added = {name: value for name, value in given.items() if value is not None}
        whole.append(replace(claim, stated=replace(held.stated, **added)))
    return whole


def _settle(
    result: SheetImport, rivals: Sequence[Claim], held: Recorded | None, who: str, prefer: Sequence[str]
) -> None:
    """What is to be entered of one item, or the problem that nobody but a person may decide it."""
    contents = {content_of(claim.stated): claim for claim in reversed(rivals)}
    if held is not None and content_of(held.stated) in contents and len(contents) == 1:
        result.unchanged += 1
        return
    newer = (
        held is not None
        and held.stated.recorded_by != who
        and held.stated.recorded_at is not None
        and any(held.stated.recorded_at > claim.base for claim in rivals)
        and content_of(held.stated) not in contents
    )
    chosen = next(iter(contents.values())) if len(contents) == 1 and not newer else None
    for name in prefer if chosen is None else ():
        if name == DATABASE and newer:
            result.kept += 1
            return
        chosen = next((claim for claim in rivals if claim.line.file == name), None)
        if chosen is not None:
            break
    if chosen is not None:
        result.changes.append(CellChange(chosen, held.stated if held is not None else None))
        return
    sides = [*(one.line.file for one in rivals), *([DATABASE] if newer else [])]
    result.disputes += len(rivals)
    result.sides |= dict.fromkeys(sides)
    for claim in rivals:
        others = [
            _told(other)
            for other in contents.values()
            if content_of(other.stated) != content_of(claim.stated)
        ]
        if newer and held is not None:
            others.append(_told_held(held))
        result.problems.append(
            claim.problem(
                _("{item}: ghi {said}, trong khi {others}.").format(
                    item=claim.stated.item, said=_words(claim), others="; ".join(others)
                ),
                _("Không tự chọn. Hỏi lại rồi sửa một bên, hoặc chọn bằng {options}.").format(
                    options=_options(sides)
                ),
            )
        )


def _options(names: Sequence[str]) -> str:
    told = [f"--prefer {name}" for name in dict.fromkeys(names)]
    return reduce(lambda one, other: _("{one} hoặc {other}").format(one=one, other=other), told)


def _words(claim: Claim) -> str:
    return said_words(claim.stated, claim.criteria.measure_by_id.get(claim.stated.item))


def _told(claim: Claim) -> str:
    return _("{place} ghi {said}").format(place=claim.place, said=_words(claim))


def _told_held(held: Recorded) -> str:
    stated = held.stated
    return _("{who} đã ghi {said} vào cơ sở dữ liệu lúc {moment}").format(
        who=stated.recorded_by or "?",
        said=said_words(stated),
        moment=moment_shown(stated.recorded_at) if stated.recorded_at is not None else "?",
    )
