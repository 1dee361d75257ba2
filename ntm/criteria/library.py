"""Finds and loads criteria sets: the shipped ones, and those of a province's own folder (NTM_CRITERIA).

A set is one file `ID.yaml`; an overlay over it is `OVERLAY/ID.yaml`. The folder named by NTM_CRITERIA is
looked in first. A loaded set is kept while its files stay as they are.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from ntm.criteria.fields import Faults
from ntm.criteria.model import CriteriaSet
from ntm.criteria.nodes import Mapping, Scalar, read_nodes
from ntm.criteria.overlay import lay, read_overlay
from ntm.criteria.reading import read_set
from ntm.errors import DataError, Problem, UsageError
from ntm.resources import shipped_folder
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

Documents = Sequence[tuple[str, str]]
"""Names and texts a set is made of, the national file first."""


@dataclass(frozen=True, slots=True)
class SetSummary:
    """A set as a list shows it; `totals` are criteria and indicators as the decision counts them."""

    id: str
    title: str
    in_force_from: date
    in_force_to: date | None
    complete: bool
    totals: tuple[int, int]
    file: str
    basic: bool
    purpose: str


def folders() -> list[Path]:
    """Where sets are looked for, the province's own folder first."""
    own = os.environ.get("NTM_CRITERIA")
    if own and not Path(own).is_dir():
        raise DataError(_("NTM_CRITERIA trỏ tới {folder}, không phải là thư mục.").format(folder=own))
    return [*([Path(own)] if own else []), shipped_folder("criteria")]


def available() -> list[SetSummary]:
    """Every set that can be named, in order of their time. A set with faults raises DataError."""
    found: dict[str, SetSummary] = {}
    for folder in folders():
        for path in _files(folder):
            if path.stem not in found:
                found[path.stem] = _summary(path)
    return sorted(found.values(), key=lambda summary: (summary.in_force_from, not summary.basic, summary.id))


def load(set_id: str, *, overlays: Sequence[str] = ()) -> CriteriaSet:
    """The set of that id with the overlays laid on in order.

    Raises UsageError for a set that is not there, DataError with every problem for one that cannot be read.
    """
    path = _find(f"{set_id}.yaml")
    if path is None:
        known = ", ".join(sorted({file.stem for folder in folders() for file in folder.glob("*.yaml")}))
        raise UsageError(_("Không có bộ tiêu chí “{id}”. Có: {known}.").format(id=set_id, known=known))
    return _load_paths(path, [_overlay_path(name, set_id) for name in overlays])


def load_file(path: Path, *, overlays: Sequence[str] = ()) -> CriteriaSet:
    """The set in a file anywhere."""
    return _load_paths(path, [_overlay_path(name, path.stem) for name in overlays])


def _load_paths(path: Path, over: Sequence[Path]) -> CriteriaSet:
    return _loaded(tuple((shown(file), _text(file)) for file in (path, *over)))


def load_text(documents: Documents) -> CriteriaSet:
    """The set made of these texts: how a version that was in use before is loaded again."""
    return _loaded(tuple((name, text) for name, text in documents))


@lru_cache(maxsize=64)
def _loaded(documents: tuple[tuple[str, str], ...]) -> CriteriaSet:
    faults = Faults()
    (file, text), *over = documents
    root = read_nodes(file, text)
    if not isinstance(root, Mapping):
        raise DataError(_("{file} không phải là một bộ tiêu chí.").format(file=file))
    made = read_set(file, root, faults)
    for name, laid in over:
        node = read_nodes(name, laid)
        if not isinstance(node, Mapping):
            raise DataError(_("{file} không phải là một bộ của tỉnh.").format(file=name))
        made = lay(made, read_overlay(name, node, made, faults), faults)
    if faults.problems:
        raise DataError(_("Bộ tiêu chí có {count} lỗi.").format(count=len(faults.problems)), faults.problems)
    digest = hashlib.sha256()
    for name, content in documents:
        digest.update(f"{Path(name).name}\n{content}\n".encode())
    return replace(made, documents=documents, hash=digest.hexdigest())


def source_of(set_id: str, overlay: str | None = None) -> tuple[str, str]:
    """The file of a set, or of an overlay over it, as people name it, and its text; raises UsageError."""
    path = _find(f"{set_id}.yaml") if overlay is None else _overlay_path(overlay, set_id)
    if path is None:
        raise UsageError(_("Không có bộ tiêu chí “{id}”.").format(id=set_id))
    return shown(path), _text(path)


def items_of(set_id: str) -> set[str] | None:
    """The measure ids of a set, None when there is no such set: what a proof asks about `same_as` links."""
    try:
        return {measure.id for measure in load(set_id).measures}
    except DataError:
        return None


def in_force(day: date) -> str:
    """The id of the basic set in force on a day; raises DataError, saying what would work, when there is none."""
    basic = [summary for summary in available() if summary.basic]
    for summary in basic:
        if summary.in_force_from <= day and (summary.in_force_to is None or day <= summary.in_force_to):
            return summary.id
    first = basic[0]
    raise DataError(
        _(
            "Ngày {day} chưa có bộ tiêu chí nào; sớm nhất là {id} (`--on {start}`, hoặc `--criteria {id}`)."
        ).format(day=format_day(day), id=first.id, start=first.in_force_from.isoformat())
    )


def recognition_set(day: date) -> str | None:
    """The id of the recognition conditions in force on a day, None before there were any."""
    return set_of_purpose("recognition", day)


def dossier_set(day: date) -> str | None:
    """The id of the steps and papers that recognition takes on a day, None before there were any."""
    return set_of_purpose("dossier", day)


def set_of_purpose(purpose: str, day: date) -> str | None:
    """The id of the first set of that purpose in force on a day; None where there is none."""
    for summary in available():
        ended = summary.in_force_to is not None and summary.in_force_to < day
        if summary.purpose == purpose and summary.in_force_from <= day and not ended:
            return summary.id
    return None


class SetIncomplete(DataError):
    """The set's indicators have not all been entered; `works_on` is a day whose set has them (None: no such day)."""

    def __init__(self, message: str, criteria_set: CriteriaSet, works_on: date | None) -> None:
        super().__init__(message)
        self.criteria_set = criteria_set
        self.works_on = works_on


def require_scorable(criteria_set: CriteriaSet) -> None:
    """Raise SetIncomplete, saying what would work, for a set whose indicators have not all been entered."""
    if criteria_set.complete:
        return
    before = [
        s for s in available() if s.basic and s.complete and s.in_force_from < criteria_set.in_force_from
    ]
    cure, end = "", None
    if before:
        last = criteria_set.in_force_from - timedelta(days=1)
        end = min(last, date(before[-1].in_force_to.year - 1, 12, 31)) if before[-1].in_force_to else last
        cure = _(" Có thể tính bằng `--on {day}` hoặc `--criteria {id}`.").format(
            day=end.isoformat(), id=before[-1].id
        )
    raise SetIncomplete(
        _(
            "{title} ({id}): {total} chỉ tiêu chưa được nhập ({entered} đã có), nên chưa tính được.{cure}"
        ).format(
            title=criteria_set.title,
            id=criteria_set.id,
            total=criteria_set.total_indicators,
            entered=len(criteria_set.indicators),
            cure=cure,
        ),
        criteria_set,
        end,
    )


def overlays_for(province_code: str | None) -> tuple[str, ...]:
    """The ids of the overlays of a province, whatever set they lie over."""
    if province_code is None:
        return ()
    return tuple(sorted({name for name, province, _set in _overlays() if province == province_code}))


def overlays_over(set_id: str) -> tuple[str, ...]:
    """The ids of the overlays that lie over a set, provinces' and illustrative ones."""
    return tuple(sorted({name for name, _province, over in _overlays() if over == set_id}))


def overlay_covers(overlay: str, set_id: str) -> bool:
    """Whether that overlay has a file over that set."""
    return _find(f"{overlay}/{set_id}.yaml") is not None


def _overlays() -> Iterator[tuple[str, str | None, str]]:
    """Every overlay file as (overlay id, province code, set id)."""
    for folder in folders():
        for path in _files(folder, deep=True):
            yield path.parent.name, _province_in(shown(path), _text(path)), path.stem


@lru_cache(maxsize=256)
def _province_in(file: str, text: str) -> str | None:
    root = read_nodes(file, text)
    province = root.get("province") if isinstance(root, Mapping) else None
    return province.text if isinstance(province, Scalar) else None


def _overlay_path(name: str, set_id: str) -> Path:
    path = _find(f"{name}/{set_id}.yaml")
    if path is None:
        raise UsageError(_("Không có tệp “{name}” trên bộ {id}.").format(name=name, id=set_id))
    return path


def _find(name: str) -> Path | None:
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return None
    return next((folder / name for folder in folders() if (folder / name).is_file()), None)


def _files(folder: Path, deep: bool = False) -> list[Path]:
    """The YAML files in a folder, or in the folders in it, by name."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda one: one.name)
    if deep:
        return [path for one in entries if one.is_dir() for path in _files(Path(one.path))]
    return [_path(one.path) for one in entries if one.name.endswith(".yaml")]


@lru_cache(maxsize=256)
def _path(text: str) -> Path:
    return Path(text)


@lru_cache(maxsize=256)
def shown(path: Path) -> str:
    """How a criteria file is named to people: from `criteria/` on, or by the path given."""
    shipped = shipped_folder("criteria")
    return f"criteria/{path.relative_to(shipped).as_posix()}" if path.is_relative_to(shipped) else str(path)


def _text(path: Path) -> str:
    """The text of a file, read again when the file has changed: a server asks for the law with every answer."""
    try:
        held = path.stat()
        return _read(path, (held.st_ino, held.st_size, held.st_mtime_ns, held.st_ctime_ns))
    except UnicodeDecodeError as error:
        raise DataError(
            _("{file} không phải UTF-8.").format(file=path),
            [Problem(_("tệp không phải UTF-8."), _("Hãy lưu lại dưới dạng UTF-8."), file=shown(path))],
        ) from error
    except OSError as error:
        raise DataError(
            _("Không đọc được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error


@lru_cache(maxsize=128)
def _read(path: Path, state: tuple[int, ...]) -> str:
    return path.read_text(encoding="utf-8-sig")


def _summary(path: Path) -> SetSummary:
    return _summarised(shown(path), _text(path))


@lru_cache(maxsize=64)
def _summarised(file: str, text: str) -> SetSummary:
    root = read_nodes(file, text)
    if not isinstance(root, Mapping):
        raise DataError(_("{file} không phải là một bộ tiêu chí.").format(file=file))
    head = read_set(file, Mapping(tuple(e for e in root.entries if e[0] != "criteria"), root.line), Faults())
    return SetSummary(
        head.id, head.title, head.in_force_from, head.in_force_to, head.complete,
        (head.total_criteria, head.total_indicators), file, head.basic, head.purpose,
    )  # fmt: skip
