"""Alembic's scripts: `env.py` and one module per schema version. `kb.db.migrate` runs them."""
