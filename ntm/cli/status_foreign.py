"""The parts of `ntm status import` that are for offices' own spreadsheets: --map and --guess-map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.errors import DataError, UsageError
from ntm.vietnamese.messages import _

if TYPE_CHECKING:
    from ntm.exchange.status_file import StatusFile
    from ntm.service.workspace import Workspace


def require_fitting(
    files: Sequence[Path],
    map_file: Path | None,
    body: str | None,
    guess: bool,
    output: Path | None,
    day: date | None,
    criteria_set: str | None,
) -> None:
    """Raise UsageError for options that would do nothing together."""
    if (guess or map_file is not None) and len(files) > 1:
        raise UsageError(_("--map và --guess-map đọc từng tệp một."))
    if guess and (map_file is not None or body is not None):
        raise UsageError(_("--guess-map đề xuất một bản đồ; không dùng cùng --map hay --by."))
    if not guess and output is not None:
        raise UsageError(_("-o chỉ dùng cùng --guess-map."))
    if map_file is not None and (day is not None or criteria_set is not None):
        raise UsageError(_("--on và --criteria không dùng cùng --map: bản đồ nói rõ ngày và bộ tiêu chí."))
    if body is not None and map_file is None:
        raise UsageError(_("--by chỉ dùng cùng --map; trong tệp số liệu, cột by nói cấp nào xét."))


def rows(workspace: Workspace, file: Path, map_file: Path, body: str | None) -> StatusFile:
    """The rows of a spreadsheet by its map; what was passed over is told."""
    from ntm.exchange.sheet_scan import column_letter
    from ntm.service.sheets.foreign import read_by_map

    read = read_by_map(workspace, file, map_file, body)
    if read.skipped:
        lines = ", ".join(map(str, read.skipped[:20])) + ("…" if len(read.skipped) > 20 else "")
        click.echo(_("Bỏ qua theo bản đồ các dòng: {rows}.").format(rows=lines), err=True)
    if read.unread:
        columns = ", ".join(column_letter(number) for number in sorted(read.unread))
        click.echo(_("Không đọc các cột ngoài bản đồ: {columns}.").format(columns=columns), err=True)
    if read.blanks:
        click.echo(
            _("{count} ô trống: {meaning}.").format(count=read.blanks, meaning=read.blank_word), err=True
        )
    return read.file


def propose(
    workspace: Workspace, file: Path, output: Path | None, day: date | None, criteria_set: str | None
) -> None:
    """Print a proposed map, or write it to a file that is not there yet."""
    from ntm.service.sheets.foreign import propose_map
    from ntm.vietnamese.reasons import reason

    text = propose_map(workspace, file, day, criteria_set)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise UsageError(_("{file} đã có; hãy chọn tên khác hoặc xóa tệp cũ.").format(file=output)) from error
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
        ) from error
    click.echo(
        _(
            "Đã ghi bản đồ đề xuất vào {file}. Điền các chỗ trống rồi: ntm status import {source} --map {file}"
        ).format(file=output, source=file)
    )
