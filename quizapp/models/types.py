"""Column types and small builders shared by every table."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Dialect, Integer, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite has no zones, so it is stored there without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; strip the zone where the database cannot hold it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Give every time back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
BigId = BigInteger().with_variant(Integer, "sqlite")

IntPk = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
Ref = Annotated[int, mapped_column(BigId)]
Code = Annotated[str, mapped_column(String(64))]
Slug = Annotated[str, mapped_column(String(120))]
Text = Annotated[str, mapped_column(String)]
Time = Annotated[datetime, mapped_column(UtcDateTime)]
Id = Annotated[UUID, mapped_column(Uuid)]
Json = Annotated[dict[str, Any], mapped_column(Document)]
JsonList = Annotated[list[Any], mapped_column(Document)]


def one_of(column: str, *values: str) -> CheckConstraint:
    """A named constraint that holds a text column to a list of words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)
