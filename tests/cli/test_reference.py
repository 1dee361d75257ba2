"""The CLI reference cannot rot: docs/cli.md is what the commands say of themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_reference_is_what_the_commands_say() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "tools.cli_reference", "--print"], cwd=ROOT, capture_output=True, check=True
    )
    said = made.stdout.decode()
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == said, (
        "run: python -m tools.cli_reference"
    )
