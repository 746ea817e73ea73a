"""What the settings say about keeping data, in the words of the services."""

from quizapp.config import Config
from quizapp.services.keeping.retention import Terms
from quizapp.services.keeping.rotation import Kept


def retention_terms(config: Config) -> Terms:
    """How long this installation keeps what."""
    return Terms(
        session_days=config.session_days,
        guest_days=config.guest_days,
        audit_days=config.audit_days,
        backups=Kept(config.backup_days, config.backup_weeks, config.backup_months),
    )
