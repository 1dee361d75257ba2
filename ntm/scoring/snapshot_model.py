"""The fields of `ntm.snapshot/1` as pydantic models, and their errors as problems that name the field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ntm.errors import Problem
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

SCHEMA = "ntm.snapshot/1"

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _text(value: object) -> object:
    return nfc(value) if isinstance(value, str) else value


def _number(value: object) -> object:
    """Exact numbers are strings; a JSON number is taken too where it was read exactly, never a float."""
    if isinstance(value, bool):
        raise ValueError("number")
    if isinstance(value, int | Decimal):
        value = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError("number")
    return value


def _value(value: object) -> object:
    return value if value in ("yes", "no") else _number(value)


def _day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("day")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("day") from error


def _moment(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("moment")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("moment") from error
    if moment.tzinfo is None:
        raise ValueError("moment")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("moment") from error


Text = Annotated[str, BeforeValidator(_text), Field(max_length=10_000)]
Name = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=200)]
Number = Annotated[str, BeforeValidator(_number)]
Value = Annotated[str, BeforeValidator(_value)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PlaceModel(_Model):
    """A district or a province."""

    code: Name
    name: Name | None = None


class StatementModel(_Model):
    """A statement that speaks for an item."""

    item: Name
    on: Day
    by: Literal["commune", "district", "province"] = "commune"
    value: Value | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    grade: Name | None = None
    not_applicable: Text | None = None
    verdict: Literal["met", "basically_met", "not_met"] | None = None
    recorded_at: Moment | None = None
    recorded_by: Text | None = None
    note: Text | None = None
    responsible: Text | None = None
    due: Day | None = None
    evidence: Text | None = None
    illustrative: bool | None = None


class SupposedModel(_Model):
    """A supposed verdict of a criterion or an indicator."""

    item: Name
    verdict: Literal["met", "basically_met", "not_met", "undetermined", "not_applicable"]


class UnitModel(_Model):
    """A commune-level unit with what is stated of it."""

    code: Name
    name: Name
    kind: Name
    valid_from: Day | None = None
    district: PlaceModel | None = None
    province: PlaceModel | None = None
    region: Name | None = None
    group: Name | None = None
    attributes: dict[Name, Text] = Field(default_factory=dict)
    counted: bool | None = None
    statements: list[StatementModel] = Field(default_factory=list)
    supposed: list[SupposedModel] = Field(default_factory=list)


class DocumentModel(_Model):
    """The whole document."""

    schema_: Literal["ntm.snapshot/1"] = Field(alias="schema")
    on: Day
    criteria_set: Name
    set_hash: Text = ""
    overlays: list[Name] = Field(default_factory=list)
    known_at: Moment | None = None
    illustrative: bool = False
    places_complete: bool = True
    units: list[UnitModel]


def problems_of(error: ValidationError) -> list[Problem]:
    """The errors of a document as problems whose field is a path: units[3].statements[0].on."""
    return [
        Problem(_sentence(found["type"], str(found["msg"]), found["input"]), field=_path(found["loc"]))
        for found in error.errors(include_url=False)
    ]


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def _sentence(kind: str, message: str, given: Any) -> str:
    shown = repr(given) if len(repr(given)) <= 60 else repr(given)[:57] + "…"
    if kind == "missing":
        return _("thiếu trường này.")
    if kind == "extra_forbidden":
        return _("không có trường này trong ntm.snapshot/1.")
    if kind == "value_error":
        if message.endswith("number"):
            return _('{given} không phải là một số; ghi chuỗi như "46.5".').format(given=shown)
        if message.endswith("day"):
            return _('{given} không phải là một ngày; ghi như "2024-06-30".').format(given=shown)
        return _('{given} không phải là một thời điểm; ghi như "2024-06-30T08:00:00+00:00".').format(
            given=shown
        )
    if kind == "literal_error":
        return _("{given} không dùng được ở đây ({message}).").format(given=shown, message=message)
    if kind in ("string_too_long", "string_too_short"):
        return _("văn bản quá dài hoặc để trống.")
    return _("{given} không đúng loại ({message}).").format(given=shown, message=message)
