"""Answers counted by day from an index alone

Revision: 0014, after: 0013
"""

from alembic import op

BEFORE, AFTER = "ix_reviews_learner_id_study_day", "ix_reviews_learner_id_study_day_kind"

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The new index comes first: what is served meanwhile is never without one."""
    op.create_index(AFTER, "reviews", ["learner_id", "study_day", "kind"])
    op.drop_index(BEFORE, "reviews")


def downgrade() -> None:
    op.create_index(BEFORE, "reviews", ["learner_id", "study_day"])
    op.drop_index(AFTER, "reviews")
