"""Where the folders that ship with the program are found: `criteria/`, `reports/` and the guide.

In a checkout they stand beside the package (the guide in `docs/`); in an installed wheel, inside it. One function
knows both.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def shipped_folder(name: str) -> Path:
    """The folder `name` ("criteria", "reports" or "guide") as shipped; raises FileNotFoundError when there is none."""
    for candidate in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name, _PACKAGE.parent / "docs" / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"ntm was installed without its folder {name!r}")
