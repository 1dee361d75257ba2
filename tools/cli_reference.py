"""docs/cli.md from the commands' own --help: `python -m tools.cli_reference` writes it, a test holds it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ntm.cli.main import cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
_INTRODUCTION = """\
# Command line

Made from `ntm … --help` by `tools/cli_reference.py`; a test fails when the two differ.

Exit codes: 0 done; 1 a check, verification or goal failed; 2 wrong use; 3 bad data or a set that cannot be scored.
The day is `--on`, else `NTM_ON`, else today in Asia/Ho_Chi_Minh. The language of what is printed about communes
is Vietnamese unless `NTM_LANG`, else the locale, begins with `en`.
"""


def page() -> str:
    """The whole page as text."""
    return _INTRODUCTION + "".join(_sections(cli, ["ntm"], None))


def _sections(command: click.Command, path: list[str], parent: click.Context | None) -> Iterator[str]:
    context = click.Context(
        command, info_name=path[-1], parent=parent, max_content_width=100, terminal_width=100
    )
    yield f"\n## `{' '.join(path)}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _sections(child, [*path, name], context)


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="utf-8")
