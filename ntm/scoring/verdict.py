"""The five verdicts, what a verdict rests on, and the bodies that declare.

The numbers are chosen so that joining is taking the greatest: any not met → not met; else any undetermined;
else any basically met; else met if any is met; all not applicable → not applicable.
"""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """The verdict on a measure, an indicator or a criterion."""

    NOT_APPLICABLE = 0
    MET = 1
    BASICALLY_MET = 2
    UNDETERMINED = 3
    NOT_MET = 4

    @property
    def word(self) -> str:
        """The word of the JSON contracts: `met`, `not_met` …"""
        return self.name.lower()


class Basis(IntEnum):
    """What a verdict rests on."""

    COMPUTED = 0
    DECLARED = 1
    SUPPOSED = 2  # in a what-if only

    @property
    def word(self) -> str:
        """The word of the JSON contracts."""
        return self.name.lower()


class Body(IntEnum):
    """Who states or declares; a higher body has the greater number."""

    COMMUNE = 1
    DISTRICT = 2
    PROVINCE = 3

    @property
    def word(self) -> str:
        """The word of the JSON contracts and of `--by`."""
        return self.name.lower()
