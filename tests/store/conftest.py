"""An empty database for each test, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import psycopg
import pytest

from ntm.store.database import Database, open_database
from ntm.store.tables import ORIGIN, unit
from tools.with_postgresql import VARIABLE, postgresql

XUAN_DUONG = "06607"
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server's URL: the one the test command started, else one of our own."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ntm.db'}"
        return
    server = str(request.getfixturevalue("server"))
    name = f"ntm_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def url(empty_url: str) -> str:
    """The URL of a database with its tables and one unit of unknown beginning, Xuân Dương."""
    with open_database(empty_url, create=True) as database:
        add_units(database, (XUAN_DUONG, ORIGIN))
    return empty_url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """That database, open."""
    with open_database(url) as opened:
        yield opened


def add_units(database: Database, *keys: tuple[str, date]) -> None:
    """Units known by their keys alone, so that something can be stated of them."""
    with database.writing() as connection:
        connection.execute(unit.insert(), [{"code": code, "valid_from": first} for code, first in keys])
