"""A paper ready to be set: its template, its variables, and the data it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ntm.reports.attachment import Attachment


@dataclass(frozen=True, slots=True)
class Paper:
    """A template (a path below reports/), its variables, and the attached data (None: it carries none)."""

    template: str
    context: Mapping[str, Any]
    attachment: Attachment | None = None
