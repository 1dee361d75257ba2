"""When recognition is lost: the rules of withdrawal held against the criteria a commune no longer meets.

A criterion counts as no longer met only where its verdict is "not met". What is undetermined, or only basically
met, is open: it is told apart, and an outcome that hangs on it is "undecided", never a withdrawal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ntm.criteria.procedure import WithdrawalRule
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict

_OPEN = (Verdict.UNDETERMINED, Verdict.BASICALLY_MET)


class Outcome(StrEnum):
    """What the watch says of a recognised commune."""

    KEEPS = "keeps"
    UNDECIDED = "undecided"
    WITHDRAW = "withdraw"
    UNWATCHED = "unwatched"  # no set, or no data, to watch it by


@dataclass(frozen=True, slots=True)
class Watched:
    """A commune's criteria no longer met and still open, of how many, and what the rules say of it."""

    lost: tuple[str, ...]
    open: tuple[str, ...]
    of: int
    named: tuple[str, ...]  # of the lost, those the rules name
    open_named: tuple[str, ...]
    outcome: Outcome
    rule: WithdrawalRule | None = None  # the one that speaks: for certain, or at worst


def watched(card: Scorecard, row: int, rules: Sequence[WithdrawalRule], named: Sequence[str]) -> Watched:
    """The commune in that row of a scorecard, held against the rules; `named` are numbers of criteria."""
    verdicts = {
        criterion.number: Verdict(int(card.criteria.verdicts[at, row]))
        for at, criterion in enumerate(card.criteria_set.criteria)
    }
    lost = tuple(number for number, verdict in verdicts.items() if verdict is Verdict.NOT_MET)
    still_open = tuple(number for number, verdict in verdicts.items() if verdict in _OPEN)
    return judged(lost, still_open, len(verdicts), rules, named)


def judged(
    lost: Sequence[str], still_open: Sequence[str], of: int, rules: Sequence[WithdrawalRule], named: Sequence[str]
) -> Watched:  # fmt: skip
    """What the rules say where these criteria are lost and these are open, of so many."""
    lost_named = tuple(number for number in lost if number in named)
    open_named = tuple(number for number in still_open if number in named)
    certain = _speaking(rules, len(lost), of, bool(lost_named))
    outcomes = [
        _speaking(rules, count, of, with_named)
        for count, with_named in _possible(len(lost), bool(lost_named), len(still_open), len(open_named))
    ]
    worst = [rule for rule in outcomes if rule is not None]
    if_open = Outcome.UNDECIDED if worst else Outcome.KEEPS
    outcome = Outcome.WITHDRAW if len(worst) == len(outcomes) else if_open
    rule = certain or (worst[0] if worst else None)
    return Watched(tuple(lost), tuple(still_open), of, lost_named, open_named, outcome, rule)


def _possible(lost: int, named: bool, still_open: int, open_named: int) -> Iterator[tuple[int, bool]]:
    """Every count of lost criteria, with a named one among them or not, that the open ones leave possible."""
    for more in range(still_open + 1):
        if named or (more and open_named):
            yield lost + more, True
        if not named and more <= still_open - open_named:
            yield lost + more, False


def _speaking(rules: Sequence[WithdrawalRule], lost: int, of: int, named: bool) -> WithdrawalRule | None:
    return next((rule for rule in rules if rule.hits(lost, of, named)), None)
