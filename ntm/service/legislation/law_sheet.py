"""The officer checks the law: a set or a province's file out as a workbook, and back in, proved before it is kept.

Nothing is written while one cell is misspelt, one changed line is marked read without name, day, annex and page, or the
changed set would have a hole or a conflict. What is written goes to the province's own folder, never into the package.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet
from ntm.criteria.proof import errors, prove
from ntm.errors import DataError, Problem, UsageError
from ntm.exchange.law_sheet.reading import FilledRow, read_law
from ntm.exchange.law_sheet.text import LawText
from ntm.exchange.law_sheet.writing import write_law
from ntm.service.legislation.law_changes import Revision, apply
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
NOTES = (
    "Mỗi dòng của trang “Ngưỡng” là một ngưỡng. Có văn bản trong tay: sửa Giá trị, ghi Phụ lục, Trang, chọn "
    "Mức đối chiếu “đã đối chiếu”, ghi Người đối chiếu và Ngày đối chiếu (hoặc ghi một lần ở trang này).",
    "Không biết thì để trống Giá trị và chọn “chưa có”. Không đoán, không lấy từ cột chung.",
    "Dòng mới: điền vào các dòng trống cuối bảng, ghi Số hiệu của chỉ tiêu. Chỉ tiêu mới: điền ở trang “Chỉ "
    "tiêu” trước.",
    "Xóa một ngưỡng: ghi x ở cột cuối. Không xóa dòng, cột hay trang của tệp này.",
    "Xem trước: ntm criteria import TỆP.xlsx --dry-run. Nhập: bỏ --dry-run.",
)


def export_law(set_id: str, output: Path, overlay: str | None = None, province: str | None = None) -> int:
    """Write the workbook of a set, or of a province's file over it; gives the number of thresholds.

    A province's file that is not there yet begins with a line for everything the set leaves to the province.
    """
    base = library.load(set_id)
    text = _text_of(base, overlay, province)
    law = LawText(text, _names(base) if overlay else None)
    title = f"{base.title} - {overlay}" if overlay else base.title
    made_of = {"set": set_id, "overlay": overlay or "", "province": province or "", "hash": _digest(text)}
    try:
        write_law(output, law, title, made_of, NOTES)
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
        ) from error
    return sum(1 for _line in law.thresholds())


def read_revision(path: Path) -> Revision:
    """What a filled workbook changes, proved; raises DataError for a workbook of another text than is in force."""
    filled = read_law(path)
    made_of = filled.made_of
    set_id, overlay = made_of.get("set", ""), made_of.get("overlay") or None
    if not _ID.fullmatch(set_id) or (overlay is not None and not _ID.fullmatch(overlay)):
        raise DataError(_("{file}: không rõ thuộc bộ tiêu chí nào. Hãy xuất lại.").format(file=filled.file))
    base = library.load(set_id)
    before = _text_of(base, overlay, made_of.get("province") or None)
    name = f"{overlay}/{set_id}.yaml" if overlay else f"{set_id}.yaml"
    if _digest(before) != made_of.get("hash"):
        raise DataError(
            _(
                "{file}: {name} đã thay đổi từ khi xuất tệp này. Hãy xuất lại rồi điền vào tệp mới, để không ghi đè "
                "việc của người khác."
            ).format(file=filled.file, name=name)
        )
    law = LawText(before, _names(base) if overlay else None)
    revision = Revision(name, None, before, problems=list(filled.problems))
    if not revision.problems:
        rows = apply(law, filled, revision, base)
        if revision.edits and not revision.problems:
            revision.text = law.text()
            _prove(revision, base, overlay, law, rows)
    return revision


def folder_to_write(into: Path | None) -> Path:
    """`into`, else NTM_CRITERIA's folder; raises UsageError for none, and for the installed package's own."""
    own = os.environ.get("NTM_CRITERIA")
    folder = into or (Path(own) if own else None)
    if folder is None:
        raise UsageError(
            _("Chưa rõ ghi vào đâu. Đặt NTM_CRITERIA là thư mục luật của đơn vị, hoặc dùng --into THƯ_MỤC.")
        )
    if "_shipped" in folder.resolve().parts:
        raise UsageError(_("Không ghi vào thư mục của chương trình đã cài. Hãy chọn thư mục khác."))
    if not folder.is_dir():
        raise UsageError(_("Không có thư mục {folder}. Hãy tạo thư mục trước.").format(folder=folder))
    return folder


def keep(revision: Revision, into: Path | None) -> Path:
    """Write a revision's text where `folder_to_write` says; gives the file written."""
    folder = folder_to_write(into)
    target = folder / revision.name
    partial = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(exist_ok=True)
        partial.write_text(revision.text, encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=target, reason=reason(error))
        ) from error
    return target


def _prove(
    revision: Revision, base: CriteriaSet, overlay: str | None, law: LawText, rows: Mapping[str, FilledRow]
) -> None:
    """Load and prove the changed text, for a national set with every overlay over it; problems find their rows."""
    documents = [(revision.name, revision.text)]
    laid: list[list[tuple[str, str]]] = []
    if overlay is None:
        laid = [
            documents,
            *([*documents, library.source_of(base.id, over)] for over in library.overlays_over(base.id)),
        ]
    else:
        laid = [[*base.documents, *documents]]
    found: list[Problem] = []
    for stack in laid:
        try:
            made = library.load_text(tuple(stack))
        except DataError as error:
            found += error.problems or [Problem(str(error))]
            continue
        revision.criteria = revision.criteria or made
        found += errors(prove(made, library.items_of))
    lines = sorted((line, key) for key, line in law.line_numbers().items())
    for problem in dict.fromkeys(found):
        revision.problems.append(_at_row(problem, revision.name, lines, rows))


def _at_row(
    problem: Problem, name: str, lines: Sequence[tuple[int, str]], rows: Mapping[str, FilledRow]
) -> Problem:
    """A problem of the changed text, at the row of the sheet its line came from."""
    if problem.file != name or problem.line is None:
        return problem
    key = next((key for line, key in reversed(lines) if line <= (problem.line or 0)), None)
    row = rows.get(key) if key is not None else None
    return problem if row is None else row.problem("item", problem.message, problem.remedy)


def _text_of(base: CriteriaSet, overlay: str | None, province: str | None) -> str:
    """The text that a workbook is made of: the file there is, or the beginning of a province's new one."""
    if overlay is None:
        return library.source_of(base.id)[1]
    if library.overlay_covers(overlay, base.id):
        return library.source_of(base.id, overlay)[1]
    if not _ID.fullmatch(overlay):
        raise UsageError(
            _("“{id}” không dùng làm mã được. Ghi chữ thường không dấu, ví dụ cao-bang.").format(id=overlay)
        )
    if province is None or not province.isdecimal():
        raise UsageError(
            _("Chưa có tệp “{name}” trên bộ {id}. Để lập tệp mới của tỉnh, ghi thêm --province MÃ.").format(
                name=overlay, id=base.id
            )
        )
    delegated = [
        measure.id
        for indicator in base.indicators
        for measure in indicator.measures
        if ":" not in measure.id and any(line.delegated for line in measure.thresholds)
    ]
    head = [
        f"# Giá trị do tỉnh quy định trên bộ {base.id}",
        f"overlay: {overlay}", f"over: {base.id}", "title: Giá trị của tỉnh", f"province: '{province}'",
        "decision: null", "signed: null", "illustrative: false", "thresholds:" if delegated else "thresholds: []",
    ]  # fmt: skip
    head += [f"- {{item: '{item}', region: all, value: null, checked: missing}}" for item in delegated]
    return "\n".join(head) + "\n"


def _names(base: CriteriaSet) -> dict[str, tuple[str, str, str]]:
    """Criterion, name and unit of every measure of a set."""
    return {
        measure.id: (criterion.number, measure.name, measure.unit)
        for criterion in base.criteria
        for indicator in criterion.indicators
        for measure in indicator.measures
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
