"""Storage: SQLAlchemy over SQLite or PostgreSQL. `repository` is the only door for readers."""
