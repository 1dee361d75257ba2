"""The demonstration: a database of all of Lạng Sơn with made-up status, entered through the officers' own door."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ntm.criteria import library
from ntm.criteria.model import Context
from ntm.errors import DataError
from ntm.exchange.status_file import read_status_file
from ntm.service.demonstration.demo_dossier import dossier_rows, title_facts, village_units
from ntm.service.demonstration.demo_history import LABEL
from ntm.service.demonstration.demo_status import (
    DAY,
    XUAN_DUONG,
    condition_rows,
    district_rows,
    province_rows,
)
from ntm.service.demonstration.demo_tasks import make_tasks
from ntm.service.entering.enter import apply_changes, read_changes
from ntm.service.workspace import Workspace
from ntm.store.database import Database, open_database, set_overlays
from ntm.store.places import save_places
from ntm.territory.model import Attribute
from ntm.territory.shipped import shipped
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

LOC_BINH = "188"
OVERLAY = "minh-hoa"
SET = "xa-ntm-2021-2025"
COSTS = Path(__file__).parent / "data" / "illustrative-costs.csv"
"""What closing gaps in Lộc Bình costs, made up and saying so in every line."""
_COLUMNS = ("unit", "item", "on", "value", "numerator", "denominator", "criteria", "by", "note", "responsible",
            "due", "evidence")  # fmt: skip
_BORDER = (
    "06532",
    "06541",
    "06553",
    "06577",
)  # made up: which communes the demonstration calls border communes


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where the demonstration was made: its database, its day, its statements, its made-up costs of Lộc Bình."""

    database: Path
    day: date
    statements: int
    costs: Path


def make(folder: Path) -> Demonstration:
    """Make the demonstration in `folder`, anew when it was there; raises DataError when it cannot be written."""
    path = folder / "ntm.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("ntm.db", "ntm.db-wal", "ntm.db-shm"):
            (folder / name).unlink(missing_ok=True)
        files = _write_files(folder)
        costs = folder / "chi-phi-minh-hoa.csv"
        costs.write_bytes(COSTS.read_bytes())
    except OSError as error:
        raise DataError(
            _("Không ghi được vào thư mục {folder}: {reason}.").format(folder=folder, reason=reason(error))
        ) from error
    with open_database(str(path), create=True) as database:
        _places(database)
        with database.writing() as connection:
            set_overlays(connection, (OVERLAY,))
        workspace = Workspace(database)
        count = 0
        for file in files:
            result = read_changes(workspace, read_status_file(file), illustrative=True)
            apply_changes(workspace, result, LABEL)
            count += result.recorded
        make_tasks(workspace)
    return Demonstration(path, DAY, count, costs)


def _places(database: Database) -> None:
    """The shipped places, and attributes made up for the demonstration."""
    places = shipped()
    made_up = [
        Attribute(code, None, name, "yes", None, None, LABEL, illustrative=True)
        for name, codes in (("border", _BORDER), ("craft_village", ("06529",)))
        for code in codes
        if places.unit(code, DAY) is not None
    ]
    facts = [*places.attributes, *made_up, *title_facts()]
    save_places(database, [*places.units, *village_units()], places.successions, facts, LABEL, "demo")


def _write_files(folder: Path) -> list[Path]:
    """The made-up status as ordinary status files, one for Lộc Bình, one for the rest, one for the conditions."""
    territory = shipped()
    district = territory.unit(LOC_BINH, DAY)
    assert district is not None  # noqa: S101 - the shipped places have it on that day
    mine = territory.communes(DAY, district)
    criteria = library.load(SET, overlays=("lang-son", OVERLAY))
    contexts: dict[str, Context] = {}
    for unit in mine:
        attributes = territory.attributes_of(unit, DAY)
        contexts[unit.code] = Context(DAY, attributes.get("region"), None, attributes)
    codes = [unit.code for unit in mine]
    rest = [unit.code for unit in territory.communes(DAY) if unit.code not in contexts]
    numbers = [criterion.number for criterion in criteria.criteria]
    return [
        _write(folder / "loc-binh-minh-hoa.csv", district_rows(criteria, contexts, codes)),
        _write(folder / "lang-son-minh-hoa.csv", province_rows(numbers, rest)),
        _write(folder / "xuan-duong-dieu-kien-minh-hoa.csv", condition_rows()),
        _write(folder / "xuan-duong-ho-so-minh-hoa.csv", dossier_rows()),
    ]


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


COMMUNE = XUAN_DUONG
