"""What requests carry: codes, items, days and moments, each read in one way and bounded."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BeforeValidator, Field

from ntm.vietnamese.messages import _

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})")


def _day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError(_("ngày viết 2024-06-30."))
    if not isinstance(value, str | date) or isinstance(value, datetime):
        raise ValueError(_("ngày là một chuỗi, viết 2024-06-30."))
    return value


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError(_("thời điểm viết có múi giờ: 2024-06-30T10:00:00Z."))
    moment = datetime.fromisoformat(value)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(_("không có thời điểm như vậy.")) from error


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
SetId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", examples=["xa-ntm-2021-2025"])]
Item = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.:-]{0,39}$", examples=["17.1"])]
UnitCode = Annotated[str, Field(pattern=r"^[0-9]{1,10}$", examples=["06607"])]

Code = Annotated[str, Path(pattern=r"^[0-9]{1,10}$", description="The unit's code.", examples=["06607"])]
On = Annotated[Day | None, Query(description="The day spoken of; default: today.")]
Criteria = Annotated[SetId | None, Query(description="The set; default: the one in force on the day.")]
KnownAt = Annotated[
    Moment | None, Query(description="Answer as it was known at this moment (with its zone).")
]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
