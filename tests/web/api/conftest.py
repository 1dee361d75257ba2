"""The API on the demonstration's office, with a token for every person who has a role in force."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntm.store.database import open_database
from tests.web.api.programs import ApiUnderTest


@pytest.fixture(scope="module")
def api(staffed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiUnderTest]:
    """One API for a module's tests that change nothing they look at."""
    path = tmp_path_factory.mktemp("api") / "ntm.db"
    shutil.copyfile(staffed, path)
    with open_database(str(path), pooled=True) as database, ApiUnderTest(database) as made:
        yield made


@pytest.fixture
def own_api(staffed: Path, tmp_path: Path) -> Iterator[ApiUnderTest]:
    """An API of the test's own, to write to."""
    path = tmp_path / "ntm.db"
    shutil.copyfile(staffed, path)
    with open_database(str(path), pooled=True) as database, ApiUnderTest(database) as made:
        yield made
