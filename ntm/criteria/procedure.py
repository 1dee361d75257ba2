"""How recognition goes and when it is lost, as data: who verifies, the summary table's heads, titles, withdrawal.

Read from the part `procedure` of a set of purpose "dossier" (criteria/ho-so-2022.yaml); what a dossier must hold
is that set's own indicators. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from ntm.criteria.fields import Fields
from ntm.criteria.model import Mark
from ntm.vietnamese.messages import _

BODIES = ("commune", "district", "province")


@dataclass(frozen=True, slots=True)
class Verifier:
    """Which body does an act (`tham-tra`, `tham-dinh`) from a day to a day; `body` None: not known."""

    act: str
    body: str | None
    valid_from: date
    valid_to: date | None
    checked: Mark

    def holds(self, day: date) -> bool:
        """Whether it speaks of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Title:
    """A title a commune can hold: the attribute that says so, and the purpose of the set it is watched by."""

    id: str
    name: str
    purpose: str | None  # None: the program has no set for it


@dataclass(frozen=True, slots=True)
class WithdrawalRule:
    """At what share of criteria no longer met (per cent, `under` exclusive) recognition is withdrawn."""

    at_least: int
    under: int | None
    with_named: bool
    checked: Mark

    def hits(self, lost: int, of: int, named: bool) -> bool:
        """Whether it speaks where `lost` of `of` criteria are no longer met, a named one among them or not."""
        if self.with_named and not named:
            return False
        return lost * 100 >= self.at_least * of and (self.under is None or lost * 100 < self.under * of)


@dataclass(frozen=True, slots=True)
class Named:
    """The criteria of a set that the withdrawal rules name, by number."""

    set_id: str
    numbers: tuple[str, ...]
    checked: Mark


@dataclass(frozen=True, slots=True)
class Procedure:
    """Everything of recognition that is no requirement on one thing."""

    before_submission: tuple[str, ...]
    summary_heads: tuple[str, ...]
    summary_checked: Mark
    verifiers: tuple[Verifier, ...]
    titles: tuple[Title, ...]
    rules: tuple[WithdrawalRule, ...]
    named: tuple[Named, ...]

    def verifier(self, act: str, day: date) -> Verifier | None:
        """Who does an act on a day; None where the data do not speak of that day."""
        return next((one for one in self.verifiers if one.act == act and one.holds(day)), None)

    def title(self, title_id: str) -> Title | None:
        """The title of that id."""
        return next((one for one in self.titles if one.id == title_id), None)

    @property
    def named_by_set(self) -> Mapping[str, Named]:
        """The named criteria by the id of their set."""
        return {one.set_id: one for one in self.named}


def read_procedure(fields: Fields, numbers: Collection[str]) -> Procedure | None:
    """The part `procedure` of a set, None where it has none; `numbers` are the set's own criteria."""
    if fields.node("procedure") is None:
        return None
    part = fields.section(
        "procedure", ["before_submission", "summary_columns", "verifiers", "titles", "withdrawal", "note"]
    )
    columns = part.section("summary_columns", ["checked", "heads"])
    withdrawal = part.section("withdrawal", ["rules", "named", "note"])
    before = tuple(part.texts("before_submission"))
    for number in before:
        if number not in numbers:
            part.fault(
                part.line_of("before_submission"),
                _("không có tiêu chí “{number}” trong bộ.").format(number=number),
                _("Dùng một trong: {names}.").format(names=", ".join(numbers)),
            )
    heads = tuple(columns.texts("heads"))
    if len(heads) != 6:
        columns.fault(
            columns.line, _("biểu tổng hợp phải có 6 cột."), _("Ghi đủ 6 tên cột ở heads, theo thứ tự.")
        )
    return Procedure(
        before_submission=before,
        summary_heads=heads,
        summary_checked=columns.word("checked", Mark, Mark.MISSING, required=True),
        verifiers=tuple(
            _verifier(Fields(part.file, node, part.faults, ["act", "from", "to", "body", "checked"]))
            for node in part.maps("verifiers")
        ),
        titles=tuple(
            Title(one.text("id"), one.text("name"), one.optional("purpose"))
            for one in (
                Fields(part.file, node, part.faults, ["id", "name", "purpose"])
                for node in part.maps("titles")
            )
        ),
        rules=tuple(
            _rule(Fields(part.file, node, part.faults, ["from", "under", "with_named", "checked"]))
            for node in withdrawal.maps("rules")
        ),
        named=tuple(
            Named(
                one.text("set"), tuple(one.texts("criteria")), one.word("checked", Mark, Mark.MISSING, required=True)
            )
            for one in (
                Fields(part.file, node, part.faults, ["set", "criteria", "checked"])
                for node in withdrawal.maps("named")
            )
        ),
    )  # fmt: skip


def _verifier(fields: Fields) -> Verifier:
    body = fields.optional("body")
    if body is not None and body not in BODIES:
        fields.fault(
            fields.line_of("body"),
            _("“{text}” không phải là cấp nào.").format(text=body),
            _("Dùng một trong: {names}.").format(names=", ".join(BODIES)),
        )
    return Verifier(
        fields.text("act"), body, fields.day("from") or date.min, fields.day("to"),
        fields.word("checked", Mark, Mark.MISSING, required=True),
    )  # fmt: skip


def _rule(fields: Fields) -> WithdrawalRule:
    under = None if fields.node("under") is None else fields.number("under")
    rule = WithdrawalRule(
        fields.number("from"), under, fields.flag("with_named", False),
        fields.word("checked", Mark, Mark.MISSING, required=True),
    )  # fmt: skip
    if not 0 < rule.at_least <= 100 or (under is not None and not rule.at_least < under <= 100):
        fields.fault(fields.line, _("tỷ lệ thu hồi không hợp lệ."), _("Ghi 0 < from < under, không quá 100."))
    return rule
