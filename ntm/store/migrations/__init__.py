"""How the tables on disk come to be, step by step, run by `ntm init` through Alembic with no ini file."""
