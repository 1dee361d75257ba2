"""Where an act begins: a database or a snapshot file, the day, the set, the units, and their standing.

Every command and page that scores asks here, so that the day, the set, the overlays and the places are chosen
in one place and in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, UsageError
from ntm.scoring.engine import score
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Snapshot, UnitRow
from ntm.territory.model import Unit
from ntm.territory.register import Territory
from ntm.territory.shipped import shipped
from ntm.vietnamese.dates import format_day, moment_shown, scored_day
from ntm.vietnamese.messages import _

if TYPE_CHECKING:
    from ntm.store.database import Database

Prefer = Literal["commune", "district"]
Sets = Callable[[str | None], CriteriaSet]
"""The set as it stands in a province (by code): the national one with that province's overlay laid on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: the scored day, the set, and as known at which moment (None: now)."""

    day: date
    set_id: str
    known_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """A scorecard with what it was made of. `row` finds a unit by its code."""

    ask: Ask
    sets: Sets
    snapshot: Snapshot
    scorecard: Scorecard

    def row(self, code: str) -> int:
        """The row of the unit with that code."""
        return self.snapshot.row_of(code)


class Workspace:
    """A database as known at one moment, or a snapshot file in its place, with the places that go with it."""

    def __init__(
        self,
        database: Database | None,
        snapshot_file: Path | None = None,
        known_at: datetime | None = None,
        territory: Territory | None = None,
    ) -> None:
        """Use `database`, or score the snapshot in `snapshot_file` with no database at all.

        With `known_at`, statements, places and the law are those recorded up to that moment (None: now).
        `territory` are the places where they were read already (a server reads them once for many).
        """
        self.database = database
        self.snapshot_file = snapshot_file
        self.known_at = known_at
        self._sets: dict[Ask, Sets] = {}
        self._remembered: dict[tuple[str, Sequence[str]], str] = {}
        if territory is not None:
            self.territory = territory

    @property
    def stored(self) -> Database:
        """The database, where one is needed; raises DataError where there is only a file."""
        if self.database is None:
            raise DataError(_("Cần một cơ sở dữ liệu: chạy `ntm init`."))
        return self.database

    @cached_property
    def territory(self) -> Territory:
        """The units through time: the database's, or the shipped ones."""
        if self.database is None:
            return shipped()
        from ntm.store.places import load_territory

        return load_territory(self.database, self.known_at)

    @cached_property
    def extra_overlays(self) -> tuple[str, ...]:
        """Overlays that this database asks for beside the provinces' own: the illustrative one of a demonstration."""
        if self.database is None:
            return ()
        from ntm.store.database import overlays

        with self.database.reading() as connection:
            return overlays(connection)

    @property
    def illustrative(self) -> bool:
        """Whether this database holds a demonstration."""
        return bool(self.extra_overlays)

    # -- what is asked ---------------------------------------------------------------------------------

    def ask(self, day: date | None = None, criteria: str | None = None) -> Ask:
        """The day and set from what the command was given, as known at this workspace's moment."""
        if self.snapshot_file is not None:
            return self._ask_of_file(day, criteria)
        day = day or scored_day(None)
        return Ask(day, criteria or library.in_force(day), self.known_at)

    def _ask_of_file(self, day: date | None, criteria: str | None) -> Ask:
        held = self._file_snapshot
        if self.known_at is not None:
            raise UsageError(
                _("Tệp ảnh chụp số liệu chỉ có một thời điểm: không dùng --as-known-at với --snapshot.")
            )
        if day is not None and day != held.day:
            raise UsageError(
                _("Tệp ảnh chụp số liệu là của ngày {day}; bỏ --on hoặc dùng --on {iso}.").format(
                    day=format_day(held.day), iso=held.day
                )
            )
        if criteria is not None and criteria != held.set_id:
            raise UsageError(
                _("Tệp ảnh chụp số liệu theo bộ {set}; bỏ --criteria hoặc dùng --criteria {set}.").format(
                    set=held.set_id
                )
            )
        return Ask(held.day, held.set_id)

    def sets(self, ask: Ask) -> Sets:
        """The set asked for, as it stands in each province, by the version known at the moment asked for."""
        if ask not in self._sets:
            self._sets[ask] = self._sets_of(ask)
        return self._sets[ask]

    def _sets_of(self, ask: Ask) -> Sets:
        extra = self._file_snapshot.overlays if self.snapshot_file is not None else self.extra_overlays
        made: dict[str | None, CriteriaSet] = {}

        def in_province(province: str | None) -> CriteriaSet:
            if province not in made:
                made[province] = self._load(
                    ask, tuple(dict.fromkeys((*library.overlays_for(province), *extra)))
                )
            return made[province]

        return in_province

    def _load(self, ask: Ask, overlays: Sequence[str]) -> CriteriaSet:
        laid = self._lying_over(ask.set_id, overlays)
        if self.database is None or ask.known_at is None:
            return library.load(ask.set_id, overlays=laid)
        from ntm.store.versions import version_known_at

        library.load(ask.set_id)  # a set that no one ever had is refused as such
        for count in range(len(laid), -1, -1):  # an overlay may be younger than the moment
            for over in combinations(laid, count):
                documents = version_known_at(self.database, ask.set_id, ask.known_at, over)
                if documents is not None:
                    return library.load_text(documents)
        raise DataError(
            _(
                "Đến {moment} cơ sở dữ liệu này chưa dùng bộ {set} lần nào, nên không dựng lại được kết quả "
                "của lúc đó. Bỏ --as-known-at, hoặc chọn một lúc muộn hơn."
            ).format(moment=moment_shown(ask.known_at), set=ask.set_id)
        )

    def _remember(self, sets: Sets, rows: Sequence[UnitRow]) -> None:
        """Keep the versions of the law now used, so that this answer can be made again.

        A database that may only be read still answers; it keeps nothing, as it takes nothing in.
        """
        if self.database is None:
            return
        from ntm.store.faults import DatabaseFault

        with suppress(DatabaseFault):
            for province in {row.province_code for row in rows}:
                self.remember(sets(province))

    def remember(self, criteria: CriteriaSet) -> None:
        """Keep the version of a set that is used, once for all that is done with it here; raises DatabaseFault."""
        version = (criteria.id, criteria.overlays)
        if self._remembered.get(version) == criteria.hash:
            return
        from ntm.store.versions import remember

        remember(self.stored, criteria)
        self._remembered[version] = criteria.hash

    @staticmethod
    def _lying_over(set_id: str, overlays: Sequence[str]) -> tuple[str, ...]:
        """Those of the overlays that have anything to say of that set."""
        return tuple(name for name in overlays if library.overlay_covers(name, set_id))

    # -- units -----------------------------------------------------------------------------------------

    def find(self, text: str, day: date, prefer: Prefer = "commune") -> Unit:
        """The unit of that name or code on that day; raises what `Territory.find` raises."""
        return self.territory.find(text, day, prefer)

    def unit_row(self, unit: Unit, day: date) -> UnitRow:
        """The unit as a snapshot's row: its parents and dated attributes on that day."""
        territory = self.territory
        district, province = territory.district_of(unit, day), territory.province_of(unit, day)
        attributes = dict(territory.attributes_of(unit, day))
        region, group = attributes.pop("region", None), attributes.pop("group", None)
        return UnitRow(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            valid_from=unit.valid_from,
            district_code=district.code if district else None,
            district_name=district.name if district else None,
            province_code=province.code if province else None,
            province_name=province.name if province else None,
            region=region,
            group=group,
            attributes=attributes,
            counted=unit.kind == "xa",
        )

    # -- standing --------------------------------------------------------------------------------------

    def standing(self, ask: Ask, units: Sequence[Unit]) -> Standing:
        """Score the given units on the day asked for."""
        sets = self.sets(ask)
        snapshot = self.snapshot(ask, units)
        if ask.known_at is None:
            self._remember(sets, snapshot.units)
        return Standing(ask, sets, snapshot, score(snapshot, sets))

    def snapshot(self, ask: Ask, units: Sequence[Unit]) -> Snapshot:
        """What is known of the given units on the day asked for."""
        if self.database is None:
            raise UsageError(_("Cần một cơ sở dữ liệu: chạy `ntm init`, hoặc dùng --snapshot FILE.json."))
        from ntm.store.snapshots import snapshot

        rows = [self.unit_row(unit, ask.day) for unit in units]
        provinces = {row.province_code for row in rows}
        criteria = self.sets(ask)(provinces.pop() if len(provinces) == 1 else None)
        library.require_scorable(criteria)
        return snapshot(
            self.database,
            criteria,
            ask.day,
            rows,
            ask.known_at,
            places_complete=self.territory.complete_on(ask.day),
        )

    def file_standing(self, ask: Ask) -> Standing:
        """Score the snapshot file, whole."""
        sets = self.sets(ask)
        return Standing(ask, sets, self._file_snapshot, score(self._file_snapshot, sets))

    @cached_property
    def _file_snapshot(self) -> Snapshot:
        from ntm.scoring.snapshot_json import read_file

        assert self.snapshot_file is not None  # noqa: S101 - asked for only where there is one
        return read_file(self.snapshot_file, lambda name, over: library.load(name, overlays=over))
