"""A district's or province's average beside its reference: found, computed or published, and never mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ntm.errors import DataError
from ntm.scoring.average_words import unit_title
from ntm.scoring.averages import Average, Comparison, Reference, criteria_needed
from ntm.scoring.published import choose, published_for
from ntm.scoring.verdict import Body
from ntm.scoring.wording import body_word
from ntm.service import groups
from ntm.service.groups import COUNTRY, Group, Pair
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number


def compare(
    workspace: Workspace,
    ask: Ask,
    text: str,
    *,
    against: str | None = None,
    where: Sequence[Pair] = (),
    allow_mismatch: bool = False,
) -> tuple[Comparison, Standing]:
    """A district's or province's average beside its reference (default: its parent).

    `where` keeps the communes that have all these attributes; the reference is then still the whole parent,
    which contains them. The standing is that of all communes of subject and reference. Raises DataError and
    UsageError as units and sets do.
    """
    subject, larger, standing = (
        _in_file(workspace, ask, text, against)
        if workspace.snapshot_file is not None
        else _in_register(workspace, ask, text, against)
    )
    subject = subject.where(standing.snapshot, where)
    mine = subject.average(standing.scorecard)
    reference, reason = _reference(workspace, standing, larger, allow_mismatch)
    needed = criteria_needed(mine, reference)
    warnings = [
        *([reason] if reason else []),
        *_warnings(standing, subject, mine, larger, reference, needed),
    ]
    found = Comparison(ask.day, ask.set_id, subject.label, mine, reference, needed, tuple(warnings))
    return found, standing


def _in_register(
    workspace: Workspace, ask: Ask, text: str, against: str | None
) -> tuple[Group, Group | None, Standing]:
    unit = groups.district_or_province(workspace, text, ask.day)
    if against is None:
        other = workspace.territory.parent(unit, ask.day)
    elif groups.means_country(against):
        other = None
    else:
        other = groups.district_or_province(workspace, against, ask.day)
    units = groups.scored_units(workspace, ask, [unit, other])
    if not units:
        raise DataError(
            _("{unit} không có xã nào ngày {day}.").format(unit=unit.title, day=format_day(ask.day))
        )
    standing = workspace.standing(ask, units)
    larger = groups.registered(workspace, standing, other) if other is not None else None
    return groups.registered(workspace, standing, unit), larger, standing


def _in_file(
    workspace: Workspace, ask: Ask, text: str, against: str | None
) -> tuple[Group, Group | None, Standing]:
    standing = workspace.file_standing(ask)
    subject = groups.in_file(workspace, standing, text)
    if against is None:
        return subject, groups.above_in_file(workspace, standing, subject), standing
    larger = None if groups.means_country(against) else groups.in_file(workspace, standing, against)
    return subject, larger, standing


def _reference(
    workspace: Workspace, standing: Standing, group: Group | None, allow_mismatch: bool
) -> tuple[Reference | None, str]:
    """The reference, and what must be said of how it came about."""
    day, silent, communes = standing.ask.day, "", None
    label = group.label if group is not None else COUNTRY
    if group is not None:
        whole = group.average(standing.scorecard)
        if whole.value is not None and not whole.partial:
            source = _("tính từ số liệu của {count}/{count} xã").format(count=whole.communes)
            return Reference(label, "computed", whole.value, source, day, whole), ""
        communes = whole.communes
        silent = _("{name}: mới có {reporting}/{communes} xã báo cáo nên không tính bình quân để so.").format(
            name=unit_title(label), reporting=whole.reporting, communes=whole.communes
        )
    scope = group.scope if group is not None else "country"
    choice = choose(
        published_for(scope, label["code"], day),
        str(label["name"]),
        standing.ask.set_id,
        groups.boundaries(workspace.territory, group, day, communes),
        allow_mismatch,
    )
    if choice.figure is None:
        return None, f"{silent} {choice.reason}".strip()
    figure = choice.figure
    return (
        Reference(
            label,
            "published",
            figure.exact,
            figure.source,
            figure.period_end,
            published=figure,
            mismatch=choice.unlike,
        ),
        silent,
    )


def _warnings(
    standing: Standing,
    subject: Group,
    mine: Average,
    larger: Group | None,
    reference: Reference | None,
    needed: int | None,
) -> Iterator[str]:
    if reference is not None:
        yield from _of_reference(reference)
    if reference is not None and mine.value is not None and not mine.partial and needed is None:
        yield _("Dù mọi xã của {name} đạt hết tiêu chí, bình quân vẫn chưa bằng mốc so sánh.").format(
            name=unit_title(subject.label)
        )
    if not standing.snapshot.places_complete:
        yield _("Danh sách xã chưa đầy đủ vào ngày này: mẫu số của bình quân có thể sai.")
    if mine.partial:
        yield _("{name}: mới có {reporting}/{communes} xã báo cáo.").format(
            name=unit_title(subject.label), reporting=mine.reporting, communes=mine.communes
        )
    computed = larger if reference is not None and reference.basis == "computed" else None
    for group in (subject, computed):
        if group is not None:
            yield from _of_group(standing, group)
    columns = standing.scorecard.table.columns
    if standing.snapshot.illustrative or any(column.illustrative for column in columns):
        yield _("Có số liệu minh họa: không dùng để đánh giá xã có thật.")


def _of_reference(reference: Reference) -> Iterator[str]:
    figure = reference.published
    if figure is None:
        return
    if reference.mismatch:
        yield _("Mốc so sánh KHÔNG cùng cách tính: {differs}.").format(differs="; ".join(reference.mismatch))
    yield _("Mốc so sánh là số công bố, có thể đã bị cắt bớt chứ không làm tròn; giữ nguyên như đã in.")
    if figure.doubt or figure.note:
        yield _("Về số công bố: {note}.").format(
            note="; ".join(part for part in (figure.doubt, figure.note) if part)
        )


def _of_group(standing: Standing, group: Group) -> Iterator[str]:
    """How many of the criteria met are declared, and by which body; what is basically met and not counted."""
    card = standing.scorecard
    rows = [row for row in group.rows if card.counted[row] and card.reporting[row]]
    for body in Body:
        count = int(card.declared_by(body)[rows].sum())
        if count:
            yield _("{name}: {count} trong {met} tiêu chí đạt là theo kết luận của {body}.").format(
                name=unit_title(group.label),
                count=format_number(Decimal(count)),
                met=format_number(Decimal(int(card.met[rows].sum()))),
                body=body_word(body),
            )
    basically = int(card.basically_met[rows].sum())
    if basically:
        yield _("{name}: {count} tiêu chí cơ bản đạt không được tính là đạt.").format(
            name=unit_title(group.label), count=basically
        )
