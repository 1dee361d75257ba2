"""The CLI reference cannot rot: docs/cli.md is what the commands say of themselves."""

from __future__ import annotations

from tools.cli_reference import PAGE, page


def test_the_reference_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/cli_reference.py"
