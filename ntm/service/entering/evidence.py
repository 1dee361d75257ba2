"""Evidence of an indicator: files whose content is what it says, kept with their SHA-256, by whom and when."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ntm.errors import DataError
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Rights
from ntm.service.entering.closing import Closed, closing_of, names_of
from ntm.service.entering.saving import Place, criteria_at
from ntm.service.workspace import Workspace
from ntm.store.evidence import (
    Evidence,
    add_evidence,
    content_of,
    evidence_by_id,
    evidence_of,
    remove_evidence,
)
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 30
"""Of one indicator."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent: the name it came with, and its content."""

    name: str
    content: bytes


def media_type_of(content: bytes) -> str | None:
    """What a file is by its content: a JPEG or PNG picture or a PDF, whole; None for anything else."""
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content[-64:]:
        return "image/png"
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "application/pdf"
    return None


def add_files(workspace: Workspace, rights: Rights, person: Person, place: Place, files: list[File]) -> None:
    """Keep files as evidence of the indicator a measure belongs to: all of them or none. Raises DataError."""
    criteria = criteria_at(workspace, place)
    rights.require(Action.ENTER, place.unit, place.day)
    indicator = criteria.indicator_of_measure[place.item].id
    if not files:
        raise DataError(_("Chưa chọn tệp nào."))
    key = (place.unit.code, place.unit.valid_from)
    checked = [_checked(file) for file in files]
    with workspace.stored.writing() as connection:
        closing = closing_of(connection, key, place.set_id)
        if (reason := closing.reason(place.day, names_of(criteria, place.item))) is not None:
            raise Closed(reason)
        if len(evidence_of(connection, key, place.set_id, indicator)) + len(files) > MOST_FILES:
            raise DataError(
                _("Mỗi chỉ tiêu tối đa {count} tệp minh chứng; hãy gộp hoặc bỏ bớt.").format(count=MOST_FILES)
            )
        for name, file in checked:
            add_evidence(connection, key, place.set_id, indicator, place.day, file, name, person.login, "web")


def remove_file(workspace: Workspace, rights: Rights, person: Person, place: Place, number: int) -> None:
    """The file is evidence no longer; its record stays."""
    criteria = criteria_at(workspace, place)
    rights.require(Action.ENTER, place.unit, place.day)
    key = (place.unit.code, place.unit.valid_from)
    with workspace.stored.writing() as connection:
        closing = closing_of(connection, key, place.set_id)
        if (reason := closing.reason(place.day, names_of(criteria, place.item))) is not None:
            raise Closed(reason)
        held = evidence_of(connection, key, place.set_id, criteria.indicator_of_measure[place.item].id)
        for one in held:
            if one.id == number:
                remove_evidence(connection, one, person.login, "web")


def file_of(workspace: Workspace, number: int) -> tuple[Evidence, bytes] | None:
    """A file of evidence with its content; whose it is must be asked before it is shown."""
    with workspace.stored.reading() as connection:
        held = evidence_by_id(connection, number)
        content = content_of(connection, held.sha256) if held is not None else None
    return (held, content) if held is not None and content is not None else None


def _checked(file: File) -> tuple[str, tuple[str, str, bytes]]:
    name = _UNPRINTABLE.sub("_", nfc(file.name)).strip()[-120:] or "tep"
    if len(file.content) > MOST_BYTES:
        raise DataError(
            _("{name}: lớn hơn {limit} MB. Hãy gửi ảnh nhỏ hơn.").format(
                name=name, limit=MOST_BYTES // 1024 // 1024
            )
        )
    media_type = media_type_of(file.content)
    if media_type is None:
        raise DataError(
            _("{name}: không phải ảnh JPEG, PNG hay PDF nguyên vẹn. Hãy chụp lại hoặc lưu thành PDF.").format(
                name=name
            )
        )
    return name, (hashlib.sha256(file.content).hexdigest(), media_type, file.content)
