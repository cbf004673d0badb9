"""What one would write with a database and the obvious indexes, beside the directory: same data, same questions.

Datasette with an SQL query, FastAPI with SQLAlchemy on SQLite, Litestar with asyncpg on PostgreSQL with PostGIS. The
modules that serve run in an environment of their own (`requirements.txt`) and import nothing of the directory.
"""
