"""The watch on recognised communes as data of a summary, and the same watch made again from that data alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ntm.criteria import library
from ntm.reports.attachment import Opened
from ntm.scoring.withdrawal import watched
from ntm.service.papers.paper import group_part
from ntm.service.papers.verify_group import other_law, scored_again
from ntm.service.recognition.titles import Held, dossier_law, procedure_of
from ntm.service.recognition.watch import Line, told_of
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _, in_vietnamese


def watch_data(workspace: Workspace, ask: Ask, lines: Sequence[Line], own: Standing) -> dict[str, Any] | None:
    """The titles, the rules, and the standings they were watched by beside the summary's `own`; None without titles."""
    if not lines:
        return None
    others = {line.set_id: line.standing for line in lines if line.standing not in (None, own)}
    return {
        "law": [list(document) for document in dossier_law(workspace, ask.day).documents],
        "standings": [group_part(others[key]) for key in sorted(others, key=str) if others[key] is not None],
        "titles": [
            {
                "unit": {name: getattr(line.held.unit, name) for name in _UNIT},
                "title": line.held.title.id,
                "since": line.held.since.isoformat() if line.held.since is not None else None,
                "decision": line.held.decision,
                "set": line.set_id,
                "reason": line.reason,
            }
            for line in lines
        ],
        "told": _told(lines),
    }


_UNIT = ("code", "name", "kind")
_ROW = ("code", "unit", "title", "lost_words", "conclusion", "rule")


def _told(lines: Sequence[Line]) -> dict[str, Any]:
    told = told_of(lines)
    return told | {"rows": [{name: row[name] for name in _ROW} for row in told["rows"]]}


def check_watch(opened: Opened, data: dict[str, Any], own: dict[str, Any]) -> Iterator[str]:
    """Where the watch made again differs from what the data or the page says; `own` is the summary's own part."""
    law = library.load_text([(str(name), str(text)) for name, text in data["law"]])
    procedure = procedure_of(law)
    cards = {}
    for part in (own, *data["standings"]):
        criteria, snapshot, card = scored_again(part)
        if part is not own:
            yield from other_law(part, criteria)
        cards[criteria.id] = snapshot, card
    lines = []
    for one in data["titles"]:
        title = procedure.title(str(one["title"]))
        if title is None:
            yield _("{unit}: không có danh hiệu {title}.").format(
                unit=one["unit"]["name"], title=one["title"]
            )
            continue
        code, name, kind = (str(one["unit"][part]) for part in _UNIT)
        unit = Unit(code, name, kind, None)
        since = date.fromisoformat(one["since"]) if one["since"] else None
        held = Held(unit, title, since, str(one["decision"]), illustrative=False)
        named = procedure.named_by_set.get(str(one["set"]))
        if one["reason"] or named is None:
            lines.append(Line(held, one["set"], None, str(one["reason"])))
            continue
        snapshot, card = cards[str(one["set"])]
        found = watched(card, snapshot.row_of(unit.code), procedure.rules, named.numbers)
        lines.append(Line(held, one["set"], found))
    yield from _unlike(opened, data["told"], lines)


def _unlike(opened: Opened, stated: dict[str, Any], lines: Sequence[Line]) -> Iterator[str]:
    with in_vietnamese():  # as the paper was made
        again = _told(lines)
    if (stated["held"], stated["keeps"]) != (again["held"], again["keeps"]):
        yield _("Theo dõi xã đã được công nhận: số liệu ghi {stated}, tính lại là {again}.").format(
            stated=f"{stated['keeps']}/{stated['held']}", again=f"{again['keeps']}/{again['held']}"
        )
    said = {(row["code"], row["title"]): row for row in stated["rows"]}
    for row in again["rows"]:
        shown = f"{row['unit']}{row['title']}{row['lost_words']}{row['conclusion']}{row['rule']}"
        told = said.pop((row["code"], row["title"]), None)
        if told != row:
            yield _("{unit}, {title}: theo dõi ghi trong số liệu khác với kết quả tính lại.").format(
                unit=row["unit"], title=row["title"]
            )
        if "".join(shown.split()) not in opened.text:
            yield _("{unit}, {title}: dòng theo dõi in trên giấy khác với kết quả tính lại.").format(
                unit=row["unit"], title=row["title"]
            )
    for row in said.values():
        yield _("{unit}, {title}: theo dõi ghi trong số liệu khác với kết quả tính lại.").format(
            unit=row["unit"], title=row["title"]
        )
