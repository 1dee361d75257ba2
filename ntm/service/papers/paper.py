"""The data that a paper carries, so that anyone can re-check it without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from importlib.metadata import version
from typing import Any

from ntm.reports.attachment import SCHEMA, Attachment, encode, qr_code
from ntm.scoring.scorecard import Scorecard, score_json
from ntm.scoring.snapshot_json import write
from ntm.service.standing import CommuneStanding
from ntm.service.workspace import Standing, Workspace


def paper_data(
    workspace: Workspace,
    kind: str,
    standings: Sequence[CommuneStanding],
    averages: dict[str, Any] | None,
    villages: dict[str, Any] | None = None,
    scenario: dict[str, Any] | None = None,
) -> Attachment:
    """The data of a commune's paper: per set the texts of the law, the snapshot and the score; the averages.

    `villages` are a snapshot of the commune's villages with the texts of the law, where the paper shows them;
    `scenario` is a what-if's file and what came of it.
    """
    first = standings[0].standing
    moment = _moment(workspace, first.ask.known_at, first)
    parts = [_standing(found) for found in standings]
    return _attachment(kind, moment, parts, averages, villages=villages, scenario=scenario)


def _attachment(
    kind: str,
    moment: datetime,
    standings: list[dict[str, Any]],
    averages: dict[str, Any] | None,
    **parts: dict[str, Any] | None,
) -> Attachment:
    more = {name: part for name, part in parts.items() if part is not None}
    return Attachment(
        encode(
            {
                "schema": SCHEMA,
                "kind": kind,
                "program": f"ntm {version('ntm')}",
                "known_at": moment.isoformat(),
                "standings": standings,
                "averages": averages,
            }
            | more
        ),
        moment,
    )


def group_data(
    workspace: Workspace,
    kind: str,
    standing: Standing,
    averages: dict[str, Any] | None,
    watch: dict[str, Any] | None = None,
) -> Attachment:
    """The data of a group's paper: the texts of the law, the snapshot, the verdicts of every commune in it.

    `watch` is what ntm.service.recognition.watch_data makes of the titles held there.
    """
    moment = _moment(workspace, standing.ask.known_at, standing)
    return _attachment(kind, moment, [group_part(standing)], averages, watch=watch)


def group_part(standing: Standing) -> dict[str, Any]:
    """A group's standing as data: the texts of the law, the snapshot, every verdict."""
    criteria = standing.scorecard.criteria_set
    return {
        "criteria": [list(document) for document in criteria.documents],
        "snapshot": write(standing.snapshot, criteria),
        "verdicts": verdict_codes(standing.scorecard),
    }


def verdict_codes(card: Scorecard) -> dict[str, str]:
    """By commune, one digit a criterion: the verdict's number."""
    return {
        unit.code: "".join(str(int(code)) for code in card.criteria.verdicts[:, row])
        for row, unit in enumerate(card.snapshot.units)
    }


def seal(attachment: Attachment) -> dict[str, Any]:
    """What of the data stands on the page: its SHA-256, the first digits of it, and these as a QR code."""
    return {
        "digest": attachment.digest,
        "short": attachment.short,
        "qr": qr_code(f"ntm {attachment.short}"),
    }


def _standing(found: CommuneStanding) -> dict[str, Any]:
    card, row = found.standing.scorecard, found.row
    criteria = card.column(row).criteria_set
    return {
        "criteria": [list(document) for document in criteria.documents],
        "snapshot": write(found.standing.snapshot, criteria),
        "row": row,
        "score": score_json(card, row),
    }


def _moment(workspace: Workspace, known_at: datetime | None, standing: Standing) -> datetime:
    """The moment the paper speaks from: the one asked for, else that of the database's last act."""
    if known_at is not None:
        return known_at
    if workspace.database is None:
        return standing.snapshot.known_at or datetime.combine(standing.ask.day, time(), UTC)
    from ntm.store.acts import last_moment

    with workspace.database.reading() as connection:
        return last_moment(connection)
