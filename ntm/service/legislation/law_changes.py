"""What a filled law workbook changes, field by field, and the rules for it: signing, nothing cut, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ntm.criteria.model import CriteriaSet
from ntm.errors import Problem
from ntm.exchange.law_sheet.fields import INDICATOR_FIELDS, PART_FIELDS, THRESHOLD_FIELDS, Field
from ntm.exchange.law_sheet.reading import Filled, FilledRow
from ntm.exchange.law_sheet.spelling import NUMBER, shown
from ntm.exchange.law_sheet.text import LawText, TableRow
from ntm.vietnamese.dates import format_day, today
from ntm.vietnamese.messages import _

_READ = "read"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field changed: its cell, the item, the field's name, what was and what will be, in words."""

    place: str
    item: str
    what: str
    before: str
    after: str


@dataclass
class Revision:
    """What a filled workbook would change: the file, its new text, every change, every problem."""

    name: str
    criteria: CriteriaSet | None
    text: str
    edits: list[Edit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def apply(law: LawText, filled: Filled, revision: Revision, base: CriteriaSet) -> dict[str, FilledRow]:
    """Make every change in `law`; gives the sheet's row of each threshold and indicator by key."""
    head = law.head()
    for one in law.head_fields:
        row = filled.head[one.path]
        if row.cells[one.path] != head[one.path]:
            law.set_head(one.path, row.cells[one.path])
            revision.edits.append(_edit(row, one, "", head[one.path]))
    rows: dict[str, FilledRow] = {}
    if not law.overlay:
        _change(law.indicators(), filled.indicators, INDICATOR_FIELDS, law.set_indicator, revision, rows)
        _add_indicators(law, filled, revision, rows)
    fields = [one for one in THRESHOLD_FIELDS if law.overlay or one.path != "tightens"]
    signed = {one: filled.head[one].cells[one] for one in ("signer", "signed_on")}
    before = {line.key: line for line in law.thresholds()}
    lines = [_signed(row, signed, before.get(row.key)) for row in filled.thresholds if not row.delete]
    annex = base.annex if not law.overlay else None

    def signed_now(row: FilledRow, old: TableRow) -> None:
        _law_signed(row, old, annex, revision)

    _change(law.thresholds(), lines, fields, law.set_threshold, revision, rows, signed_now)
    for row in lines:
        if not row.key:
            _add_threshold(law, row, annex, revision, rows)
    gone = [row for row in filled.thresholds if row.delete and row.key]
    for row in gone:
        if row.key in before:
            cells = before[row.key].cells
            place = f"{row.sheet.name}!{row.number}"
            value = shown(NUMBER, cells["value"]) or cells["delegated"]
            revision.edits.append(Edit(place, cells["item"], _("xóa ngưỡng"), value, ""))
    _require_all(list(before.values()), [*lines, *gone], filled, revision)
    if not revision.problems:
        law.delete_thresholds([row.key for row in gone])
    return _keys_after(rows, gone)


def _keys_after(rows: Mapping[str, FilledRow], gone: Sequence[FilledRow]) -> dict[str, FilledRow]:
    """The rows by the keys that hold once lines were deleted: later lines of the same item move up."""
    removed = [(owner, int(index)) for owner, _sign, index in (row.key.rpartition("#") for row in gone)]
    moved: dict[str, FilledRow] = {}
    for key, row in rows.items():
        owner, sign, index = key.rpartition("#")
        if sign:
            earlier = sum(1 for other, at in removed if other == owner and at < int(index))
            key = f"{owner}#{int(index) - earlier}"
        moved[key] = row
    return moved


def _change(
    old: Iterable[TableRow],
    new: Iterable[FilledRow],
    fields: Sequence[Field],
    put: Callable[[str, str, str], None],
    revision: Revision,
    rows: dict[str, FilledRow],
    check: Callable[[FilledRow, TableRow], None] | None = None,
) -> None:
    """Put every cell that differs, row by row; `check` sees each row that was changed."""
    filled = {row.key: row for row in new if row.key}
    for before in list(old):
        row = filled.get(before.key)
        if row is None:
            continue
        rows[before.key] = row
        changed = [one for one in fields if row.cells[one.path] != before.cells[one.path]]
        item = before.cells.get("item") or before.cells.get("id", "")
        for one in changed:
            if one.fixed:
                revision.problems.append(
                    row.problem(one.path, _("ô này không sửa được."), _("Xuất lại, hoặc ghi dòng mới."))
                )
                continue
            put(before.key, one.path, row.cells[one.path])
            revision.edits.append(_edit(row, one, item, before.cells[one.path]))
        if changed and check is not None:
            check(row, before)


def _add_indicators(law: LawText, filled: Filled, revision: Revision, rows: dict[str, FilledRow]) -> None:
    known = {row.key for row in law.indicators()}
    _require_all(list(law.indicators()), filled.indicators, filled, revision)
    for row in filled.indicators:
        if row.key:
            if row.key not in known:
                revision.problems.append(
                    row.problem("id", _("khóa ẩn của dòng đã bị sửa."), _("Hãy xuất lại."))
                )
            continue
        part = row.cells["part_of"]
        needed = ("id", "name") if part else ("criterion", "id", "name", "kind", "wording")
        lacking = [one for one in needed if not row.cells[one]]
        for one in lacking:
            revision.problems.append(
                row.problem(one, _("chỉ tiêu mới thiếu ô này."), _("Điền ô, hoặc xóa hết dòng."))
            )
        if lacking:
            continue
        if row.cells["id"] in known:
            revision.problems.append(
                row.problem(
                    "id", _("chỉ tiêu {id} đã có.").format(id=row.cells["id"]), _("Mỗi số hiệu dùng một lần.")
                )
            )
        elif part:
            _add_part(law, row, revision, rows)
            known.add(row.cells["id"])
        elif not law.add_indicator(row.cells):
            revision.problems.append(
                row.problem("criterion", _("bộ không có tiêu chí {id}.").format(id=row.cells["criterion"]))
            )
        else:
            known.add(row.cells["id"])
            rows[row.cells["id"]] = row
            place = row.problem("id", "").place.partition(": ")[2]
            revision.edits.append(Edit(place, row.cells["id"], _("thêm chỉ tiêu"), "", row.cells["name"]))


def _add_part(law: LawText, row: FilledRow, revision: Revision, rows: dict[str, FilledRow]) -> None:
    """Append a part to its indicator, or tell why not."""
    cells, whole = row.cells, row.cells["part_of"]
    own = {*PART_FIELDS, "criterion", "part_of"}
    foreign = [one.path for one in INDICATOR_FIELDS if one.path not in own and cells[one.path]]
    for path in foreign:
        revision.problems.append(
            row.problem(path, _("ô này là của cả chỉ tiêu, một phần không có riêng."), _("Xóa ô này."))
        )
    if not cells["id"].startswith(f"{whole}:") or cells["id"] == f"{whole}:":
        revision.problems.append(
            row.problem(
                "id", _("số hiệu của một phần bắt đầu bằng “{id}:”.").format(id=whole),
                _("Ghi ví dụ {id}:tap-trung.").format(id=whole),
            )
        )  # fmt: skip
    elif not foreign and not law.add_part(cells):
        revision.problems.append(row.problem("part_of", _("bộ không có chỉ tiêu {id}.").format(id=whole)))
    elif not foreign:
        rows[cells["id"]] = row
        place = row.problem("id", "").place.partition(": ")[2]
        revision.edits.append(Edit(place, cells["id"], _("thêm phần của chỉ tiêu"), "", cells["name"]))


def _add_threshold(
    law: LawText, row: FilledRow, annex: str | None, revision: Revision, rows: dict[str, FilledRow]
) -> None:
    for path, message in (
        ("item", _("ngưỡng mới chưa ghi số hiệu của chỉ tiêu.")), ("region", _("ngưỡng mới chưa ghi vùng.")),
        ("checked", _("ngưỡng mới chưa chọn mức đối chiếu.")),
    ):  # fmt: skip
        if not row.cells[path]:
            revision.problems.append(row.problem(path, message, _("Điền ô, hoặc xóa hết dòng.")))
            return
    key = law.add_threshold(row.cells)
    if key is None:
        revision.problems.append(
            row.problem(
                "item", _("không có chỉ tiêu {id}.").format(id=row.cells["item"]),
                _("Thêm ở trang “Chỉ tiêu” trước, hoặc sửa số hiệu."),
            )
        )  # fmt: skip
        return
    rows[key] = row
    asked = shown(NUMBER, row.cells["value"])
    place = row.problem("item", "").place.partition(": ")[2]
    revision.edits.append(Edit(place, row.cells["item"], _("thêm ngưỡng"), "", asked or row.cells["checked"]))
    _law_signed(row, None, annex, revision)


def _signed(row: FilledRow, signer: Mapping[str, str], before: TableRow | None) -> FilledRow:
    """The row with the head's name and day where it is newly marked read and has none of its own."""
    newly = row.cells["checked"] == _READ and (before is None or before.cells["checked"] != _READ)
    if not newly:
        return row
    cells = dict(row.cells)
    cells["checked_by"] = cells["checked_by"] or signer["signer"]
    cells["checked_on"] = cells["checked_on"] or signer["signed_on"]
    return FilledRow(row.sheet, row.number, row.key, cells, row.columns, row.delete)


def _law_signed(row: FilledRow, before: TableRow | None, annex: str | None, revision: Revision) -> None:
    """A changed line marked read must be signed; one whose law was changed, signed anew."""
    cells = row.cells
    if cells["checked"] != _READ:
        return
    lacking = [path for path in ("annex", "page", "checked_by", "checked_on") if not cells[path]]
    if annex and "annex" in lacking:
        lacking.remove("annex")  # the line inherits the set's
    for path in lacking:
        revision.problems.append(
            row.problem(
                path, _("dòng đánh dấu “đã đối chiếu” thiếu ô này."),
                _("Ghi phụ lục, trang, người và ngày đối chiếu; hoặc chọn mức khác."),
            )
        )  # fmt: skip
    if cells["checked_on"] > today().isoformat():
        revision.problems.append(
            row.problem(
                "checked_on", _("ngày đối chiếu {day} chưa đến.").format(day=_day(cells["checked_on"])),
                _("Ghi ngày đã đối chiếu."),
            )
        )  # fmt: skip
    if before is None or before.cells["checked"] != _READ or cells["checked_on"] == today().isoformat():
        return
    law_changed = any(
        one.law and cells[one.path] != before.cells[one.path] for one in THRESHOLD_FIELDS if one.path in cells
    )
    if law_changed and all(cells[path] == before.cells[path] for path in ("checked_by", "checked_on")):
        revision.problems.append(
            row.problem(
                "checked_on", _("nội dung đã sửa mà chữ ký đối chiếu còn cũ."),
                _("Ghi lại người và ngày đối chiếu."),
            )
        )  # fmt: skip


def _day(text: str) -> str:
    return format_day(date.fromisoformat(text))


def _require_all(
    old: Sequence[TableRow], new: Sequence[FilledRow], filled: Filled, revision: Revision
) -> None:
    """Every row that was written out must have come back, once: what was cut by mistake is not a deletion."""
    keys = [row.key for row in new if row.key]
    sheet = (filled.thresholds or filled.indicators or [*filled.head.values()])[0].sheet.name
    for row in old:
        if row.key not in keys and "#" in row.key:
            revision.problems.append(
                Problem(
                    _("thiếu một dòng ngưỡng của {item}.").format(item=row.cells["item"]),
                    _("Xuất lại; để xóa một ngưỡng, ghi x ở cột cuối."), file=filled.file,
                )
            )  # fmt: skip
        elif row.key not in keys:
            revision.problems.append(
                Problem(
                    _("thiếu dòng của chỉ tiêu {item}.").format(item=row.key),
                    _("Hãy xuất lại."),
                    file=filled.file,
                )
            )
    for row_ in new:
        if row_.key and keys.count(row_.key) > 1:
            revision.problems.append(
                row_.problem(
                    "item", _("dòng này có hai lần trong trang {sheet}.").format(sheet=sheet),
                    _("Ngưỡng mới phải ghi ở dòng trống, không chép cả dòng cũ."),
                )
            )  # fmt: skip
            break


def _edit(row: FilledRow, one: Field, item: str, before: str) -> Edit:
    place = row.problem(one.path, "").place.partition(": ")[2]
    return Edit(place, item, one.head, shown(one.spelling, before), shown(one.spelling, row.cells[one.path]))
