"""Scenario files (YAML): validated whole, every fault with its line, before anything is touched.

    name: Cấp nước và thu nhập
    extends: [nen.yaml]                # files this one is laid on
    criteria: xa-ntm-nang-cao-2021-2025
    on: 2023-12-31                     # another day: its values and its law
    law_on: 2025-12-31                 # the law of another day (or a year: 2025), the same values
    overlays: [du-thao-lang-son.yaml]  # a province's overlay that is not in force yet
    set:
      - {unit: Xuân Dương, item: '17.1', value: 142/412}
      - {item: '10.1', value: '+5'}
    thresholds:
      - {item: '17.1', value: '90'}
    places:
      - {unit: Xuân Dương, region: dong_bang_song_hong, specially_difficult: 'no'}

Whether items, values and communes exist is decided by the set and the day it is used with, with the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ntm.criteria.fields import Faults, Fields
from ntm.criteria.model import REGIONS
from ntm.criteria.nodes import MAX_CHARACTERS, Mapping, read_nodes
from ntm.errors import DataError, Problem, UsageError
from ntm.scenario.assignments import Assignment, read_assignments
from ntm.scenario.scenario import Draft, PlaceChange, Scenario
from ntm.territory.model import ATTRIBUTES
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

_FIELDS = ["name", "note", "extends", "criteria", "on", "law_on", "overlays", "set", "thresholds", "places"]
_MOST_DEEP = 8


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file with those it extends; raises DataError with every fault and its line."""
    faults = Faults()
    found = _read(path, faults, ())
    _refuse(path.name, faults)
    return found


def scenario_of(file: str, text: str) -> Scenario:
    """The scenario in the text of a file that stands alone; raises DataError with every fault and its line.

    Other files (`extends`, `overlays`) are not to be had there, and named so.
    """
    faults = Faults()
    fields, found = _own(file, text, faults, keep=False)
    for key in ("extends", "overlays"):
        if fields.names(key):
            fields.fault(
                fields.line_of(key),
                _("ở đây không có tệp nào khác để dùng với “{key}”.").format(key=key),
                _("Chép nội dung cần dùng vào tệp này, hoặc dùng lệnh ntm what-if --scenario."),
            )
    _refuse(file, faults)
    return found


def _refuse(file: str, faults: Faults) -> None:
    if faults.problems:
        raise DataError(
            _("Kịch bản {file}: {count} chỗ phải sửa.").format(file=file, count=len(faults.problems)),
            faults.problems,
        )


def _own(file: str, text: str, faults: Faults, keep: bool = True) -> tuple[Fields, Scenario]:
    """What a file itself says, without the files it names."""
    root = read_nodes(file, text, keep)
    if not isinstance(root, Mapping):
        raise DataError(_("{file} không phải là một kịch bản.").format(file=file))
    fields = Fields(file, root, faults, _FIELDS)
    return fields, Scenario(
        fields.text("name", Path(file).stem),
        tuple(_assignment(one, file, faults, "set") for one in fields.maps("set")),
        tuple(_assignment(one, file, faults, "thresholds") for one in fields.maps("thresholds")),
        tuple(_place(one, file, faults) for one in fields.maps("places")),
        fields.optional("criteria"),
        fields.day("on"),
        _law_day(fields),
    )


def _read(path: Path, faults: Faults, within: tuple[Path, ...]) -> Scenario:
    fields, found = _own(path.name, text_of(path), faults)
    drafts = tuple(Draft(name, text_of(path.parent / name)) for name in _named(fields, "overlays"))
    found = replace(found, drafts=drafts)
    for name in _named(fields, "extends"):
        other = path.parent / name
        chain = (*within, path.resolve())
        if other.resolve() in chain or len(chain) > _MOST_DEEP:
            fields.fault(
                fields.line_of("extends"),
                _("kịch bản «{name}» dựa trên chính nó.").format(name=name),
                _("Bỏ dòng này."),
            )
            continue
        found = found.over(_read(other, faults, chain))
    return found


def _named(fields: Fields, key: str) -> list[str]:
    """Files beside this one: a bare name each, so that a scenario from elsewhere reads nothing else."""
    names = []
    for name in fields.names(key):
        if name == Path(name).name and name not in ("", ".."):
            names.append(name)
        else:
            fields.fault(
                fields.line_of(key),
                _("“{name}” không phải là tên một tệp cùng thư mục.").format(name=name),
                _("Đặt tệp cạnh kịch bản và chỉ ghi tên tệp."),
            )
    return names


def _assignment(node: Mapping, file: str, faults: Faults, option: str) -> Assignment:
    allowed = ["unit", "item", "value", "note"] if option == "set" else ["item", "value", "note"]
    fields = Fields(file, node, faults, allowed)
    unit = fields.optional("unit") if option == "set" else None
    return Assignment(fields.text("item"), fields.text("value"), option, unit, file, node.line)


def _place(node: Mapping, file: str, faults: Faults) -> PlaceChange:
    fields = Fields(file, node, faults, ["unit", "note", *ATTRIBUTES])
    found: dict[str, str] = {}
    for name in ATTRIBUTES:
        value = fields.optional(name)
        if value is None:
            continue
        known = place_values(name)
        if value not in known:
            fields.fault(
                fields.line_of(name),
                _("{name} không có giá trị “{text}”.").format(name=name, text=value),
                _("Dùng một trong: {names}.").format(names=", ".join(known)),
            )
        found[name] = value
    if not found:
        fields.fault(
            node.line, _("không đổi thuộc tính nào."), _("Ghi ví dụ region: trung_du_mien_nui_phia_bac.")
        )
    return PlaceChange(fields.optional("unit"), found, f"{file}:{node.line}")


def place_values(name: str) -> tuple[str, ...]:
    """What an attribute may be."""
    return ATTRIBUTES[name] or tuple(REGIONS)


def options(
    values: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    places: Sequence[str] = (),
    criteria: str | None = None,
    on: str | None = None,
    law_on: str | None = None,
    drafts: Sequence[Path] = (),
) -> Scenario:
    """The scenario of a command's options, each as it was written; raises UsageError for what is of no such form."""
    return Scenario(
        _("giả định"),
        tuple(read_assignments(values)),
        tuple(read_assignments(thresholds, "--threshold")),
        tuple(_place_option(text) for text in places),
        criteria,
        _day_option("--instead-on", on),
        _day_option("--law-on", law_on),
        tuple(Draft(path.name, text_of(path)) for path in drafts),
    )


def _place_option(text: str) -> PlaceChange:
    pair, sign, value = text.partition("=")
    unit, _slash, name = (part.strip() for part in pair.rpartition("/"))
    if not sign or name not in ATTRIBUTES or value.strip() not in place_values(name):
        known = place_values(name) if name in ATTRIBUTES else tuple(ATTRIBUTES)
        raise UsageError(
            _("--place {text}: ghi TÊN=GIÁ TRỊ; dùng một trong: {names}.").format(
                text=text, names=", ".join(known)
            )
        )
    return PlaceChange(unit or None, {name: value.strip()}, f"--place {text}")


def _day_option(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    if option == "--law-on" and len(text) == 4 and text.isdecimal() and int(text) > 0:
        return date(int(text), 12, 31)
    try:
        return parse_day(text)
    except DayError as error:
        raise UsageError(f"{option}: {error}") from error


def _law_day(fields: Fields) -> date | None:
    """A day, or a year whose last day it is."""
    text = fields.optional("law_on")
    if text is not None and len(text) == 4 and text.isdecimal() and int(text) > 0:
        return date(int(text), 12, 31)
    return fields.day("law_on")


def text_of(path: Path) -> str:
    """The text of a file in UTF-8; raises DataError where it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(MAX_CHARACTERS + 1)
    except UnicodeDecodeError as error:
        raise DataError(
            _("{file} không phải UTF-8.").format(file=path.name),
            [Problem(_("tệp không phải UTF-8."), _("Hãy lưu lại dưới dạng UTF-8."), file=path.name)],
        ) from error
    except OSError as error:
        raise DataError(
            _("Không đọc được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
