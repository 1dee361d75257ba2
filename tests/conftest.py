"""What every test starts from: Vietnamese, no day and no criteria folder from the surroundings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntm.service.demonstration.demo import Demonstration, make
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTM_LANG", "vi")
    for name in ("NTM_ON", "NTM_CRITERIA", "NTM_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ntm(capsys: pytest.CaptureFixture[str]) -> Ntm:
    """The command `ntm`."""
    return Ntm(capsys)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The demonstration, made once; tests that write work on a copy (`demo_here`, `demo_copy`)."""
    made = make(tmp_path_factory.mktemp("demonstration"))
    made.database.chmod(0o444)
    return made


@pytest.fixture(scope="module")
def demo_copy(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's database, a module's own copy to write to."""
    return _copied(demonstration, tmp_path_factory.mktemp("copy"))


@pytest.fixture
def demo_here(demonstration: Demonstration, here: Path) -> Path:
    """The demonstration's database as ./ntm.db of an otherwise empty folder."""
    return _copied(demonstration, here)


@pytest.fixture
def demo_workspace(demonstration: Demonstration, tmp_path: Path) -> Iterator[Workspace]:
    """The demonstration, opened."""
    with open_database(str(_copied(demonstration, tmp_path))) as database:
        yield Workspace(database)


def _copied(made: Demonstration, folder: Path) -> Path:
    path = folder / "ntm.db"
    shutil.copyfile(made.database, path)
    return path
