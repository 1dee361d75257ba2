"""The command `ntm`: which module holds which command, and how errors leave the process.

Commands are imported only when they are called, so that `ntm --help` is instant.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from ntm import __version__
from ntm.errors import NtmError

COMMANDS: dict[str, tuple[str, str, str]] = {
    # name: (module, attribute, one line of help)
    "demo": ("ntm.cli.demo", "demo", "Run the whole path on Lộc Bình and Lạng Sơn, illustrative values."),
    "init": ("ntm.cli.database", "init", "Make or upgrade the database."),
    "backup": ("ntm.cli.database", "backup", "Write everything into one file that can be restored anywhere."),
    "restore": ("ntm.cli.database", "restore", "Make a new database from a backup."),
    "doctor": ("ntm.cli.database", "doctor", "Say what is installed and whether it is sound."),
    "criteria": ("ntm.cli.criteria", "criteria", "Criteria sets: list, show, check, coverage, diff."),
    "places": ("ntm.cli.places", "places", "Units through time: import, list, show, history, merge-status."),
    "status": ("ntm.cli.status", "status", "Enter, import, show and withdraw status."),
    "score": ("ntm.cli.score", "score", "Score a commune: criteria met, not met, undetermined."),
    "explain": ("ntm.cli.score", "explain", "Explain a verdict: value, requirement, gap, law."),
    "average": ("ntm.cli.average", "average", "Average criteria per commune beside its reference."),
    "what-if": (
        "ntm.cli.what_if",
        "what_if",
        "Score as if: values, requirements, places, law; scenarios compared.",
    ),
    "forecast": (
        "ntm.cli.forecast",
        "forecast",
        "When each gap closes at the present pace; later standings.",
    ),
    "plan": ("ntm.cli.plan", "plan", "The shortest plan to the standard, an average or a number."),
    "serve": ("ntm.cli.serve", "serve", "Serve the office's pages."),
    "period": ("ntm.cli.period", "period", "Reporting periods: open, list."),
    "user": ("ntm.cli.user", "user", "People of the office: add, grant, end, reset, disable, list."),
    "tasks": ("ntm.cli.tasks", "tasks", "A person, a day and money for every gap."),
    "dossier": ("ntm.cli.dossier", "dossier", "What recognition needs; titles held; the withdrawal watch."),
    "report": ("ntm.cli.report", "report", "Print official papers as PDF or .docx."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(importlib.import_module(entry[0]), entry[1])
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is the only source
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[2]) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ntm")
@click.option(
    "--database", metavar="URL", envvar="NTM_DATABASE", help="Database URL; default: sqlite file ./ntm.db."
)
@click.pass_context
def cli(ctx: click.Context, database: str | None) -> None:
    """How far each commune stands from the new-countryside standard, and what closes the gap."""
    ctx.obj = {"database": database}


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with the exit codes 0, 1, 2 or 3 (docs/cli.md)."""
    try:
        outcome: Any = cli.main(args=arguments, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except NtmError as error:
        click.echo(f"{error}", err=True)
        for problem in error.problems:
            if problem.text == str(error):
                continue  # it is the whole error, told already
            click.echo(f"  {problem.sentence()}", err=True)
        sys.exit(error.exit_code)
    sys.exit(outcome if isinstance(outcome, int) else 0)
