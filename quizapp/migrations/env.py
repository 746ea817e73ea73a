"""How Alembic reaches the database: always through a connection that is handed in."""

from alembic import context

from quizapp import models  # noqa: F401 (registers every table)
from quizapp.models.db import Base


def run() -> None:
    """Run the migrations on the connection in the configuration's attributes."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
