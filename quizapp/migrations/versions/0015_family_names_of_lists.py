"""Family names from lists, so that a class is sorted by them

Revision: 0015, after: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("family", sa.String(length=80), nullable=True))


def downgrade() -> None:
    op.drop_column("enrolments", "family")
