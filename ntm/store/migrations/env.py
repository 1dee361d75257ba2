"""What Alembic runs: the steps, inside the transaction that ntm.store.database opened."""

from __future__ import annotations

from alembic import context

from ntm.store.tables import metadata

# SQLite too can roll back a CREATE TABLE: an upgrade that fails half-way leaves the database as it was.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
