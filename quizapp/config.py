"""Every setting of the app, read from the environment, with its default and its meaning.

The table in README.md is held against `SETTINGS` by a test.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "QUIZAPP_"


class ConfigError(ValueError):
    """A setting that cannot be used; the message names it and says what is allowed."""


@dataclass(frozen=True)
class Config:
    """All settings, already parsed. Sizes in bytes, times as the field says."""

    home: Path = Path("instance")
    files: str = ""
    database_url: str = ""
    replica_url: str = ""
    secret_key: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    workers: int = 2
    threads: int = 4
    https: bool = False
    proxies: int = 0
    session_days: int = 90
    form_hours: int = 24
    max_body: int = 2 * 1024 * 1024
    max_upload: int = 256 * 1024 * 1024
    questions: str = ""
    log_level: str = "INFO"
    log_format: str = "text"
    mail_url: str = ""
    mail_from: str = ""
    guests_per_hour: int = 600
    backup_days: int = 7
    backup_weeks: int = 4
    backup_months: int = 6
    guest_days: int = 365
    audit_days: int = 730
    metrics_token: str = ""
    server_timing: bool = False

    @property
    def _files(self) -> Path:
        return Path(self.files) if self.files else self.home

    @property
    def media_folder(self) -> Path:
        """Where pictures and sounds of question sets lie."""
        return self._files / "media"

    @property
    def imports_folder(self) -> Path:
        """Where files lie while they are imported."""
        return self._files / "imports"

    @property
    def queue_file(self) -> Path:
        """Where the jobs lie that wait for the worker."""
        return self.home / "jobs.sqlite3"

    @property
    def backups_folder(self) -> Path:
        """Where backups lie that are made every day, and before a restore."""
        return self._files / "backups"

    @property
    def sqlite_path(self) -> Path:
        """The embedded database's file (used when no database URL is set)."""
        return self.home / "quizapp.sqlite3"

    @property
    def sqlalchemy_url(self) -> str:
        """The database as SQLAlchemy names it; plain postgresql:// means psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.sqlite_path}"
        return _with_driver(self.database_url)

    @property
    def sqlalchemy_replica_url(self) -> str:
        """The replica as SQLAlchemy names it; empty where there is none."""
        return _with_driver(self.replica_url) if self.replica_url else ""


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    return f"{scheme}{separator}{rest}"


SETTINGS: dict[str, str] = {
    "home": "Folder for the database, the secret key, media and backups",
    "files": "Folder for media, imports and backups that several nodes share; empty: the home folder",
    "database_url": "postgresql://… to use PostgreSQL; empty: SQLite in the home folder",
    "replica_url": "postgresql://… of a replica for reads that may be a little late; empty: none",
    "secret_key": "Signs cookies; empty: made on first run and kept in the home folder (mode 0600)",
    "host": "Address to listen on",
    "port": "Port to listen on (plain PORT works too)",
    "base_url": "Public address, for links that are printed or mailed",
    "workers": "Web worker processes",
    "threads": "Threads of each worker",
    "https": "1 behind TLS: cookies become Secure and __Host-, HSTS is sent",
    "proxies": "Number of trusted proxies in front (X-Forwarded-*)",
    "session_days": "Days until an unused browser session ends",
    "form_hours": "Hours until a form or page token expires",
    "max_body": "Largest request body in bytes",
    "max_upload": "Largest file that a teacher can import, in bytes",
    "questions": "Folder with more courses, beside the built-in questions/",
    "log_level": "DEBUG, INFO, WARNING or ERROR",
    "log_format": "text or json",
    "mail_url": "smtp://user:password@host:port (smtps:// for TLS); empty: no e-mail is sent",
    "mail_from": "Sender address of mails",
    "guests_per_hour": "New guests an hour from one network address",
    "backup_days": "Days of which the newest backup is kept (with weeks and months 0: none is made)",
    "backup_weeks": "Weeks of which the newest backup is kept",
    "backup_months": "Months of which the newest backup is kept",
    "guest_days": "Days until a guest who does not come back is removed",
    "audit_days": "Days that the record of changes to accounts and classes is kept",
    "metrics_token": "Lets whoever sends it as a bearer token read /metrics; empty: this machine alone",
    "server_timing": "1 while working on the app, on this machine alone: each answer tells what it took",
}


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; raises ConfigError that names the variable and what is wrong."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for name in SETTINGS:
        raw = source.get(PREFIX + name.upper())
        if raw is None and name == "port":
            raw = source.get("PORT")
        if raw is not None and raw != "":
            values[name] = _parse(name, raw)
    return _checked(Config(**values))


def _parse(name: str, raw: str) -> Any:
    kind = Config.__dataclass_fields__[name].type
    if kind is bool:
        if raw.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise ConfigError(f"{PREFIX}{name.upper()} must be 0 or 1, not {raw!r}")
        return raw.lower() in ("1", "true", "yes")
    if kind is int:
        if not raw.isdigit():
            raise ConfigError(f"{PREFIX}{name.upper()} must be a whole number, not {raw!r}")
        return int(raw)
    return Path(raw) if kind is Path else raw


def _checked(config: Config) -> Config:
    if config.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError("QUIZAPP_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    if config.log_format not in ("text", "json"):
        raise ConfigError("QUIZAPP_LOG_FORMAT must be text or json")
    if not 1 <= config.port <= 65535:
        raise ConfigError("QUIZAPP_PORT must be between 1 and 65535")
    if min(config.workers, config.threads, config.session_days, config.form_hours) < 1:
        raise ConfigError("workers, threads, session days and form hours must be 1 or more")
    if config.guest_days < config.session_days:
        raise ConfigError("QUIZAPP_GUEST_DAYS must not be less than QUIZAPP_SESSION_DAYS")
    if config.audit_days < 1:
        raise ConfigError("QUIZAPP_AUDIT_DAYS must be 1 or more")
    if 0 < len(config.metrics_token) < 16:
        raise ConfigError("QUIZAPP_METRICS_TOKEN must have at least 16 characters")
    _check_addresses(config)
    return config


def _check_addresses(config: Config) -> None:
    """What the settings say of where things are and who can reach them."""
    if config.server_timing and not _is_for_development(config):
        raise ConfigError(
            "QUIZAPP_SERVER_TIMING is for working on the app: not with QUIZAPP_HTTPS, QUIZAPP_PROXIES "
            "or a QUIZAPP_HOST that others can reach"
        )
    for name in ("database_url", "replica_url"):
        url = getattr(config, name)
        if url and "://" not in url:
            raise ConfigError(f"QUIZAPP_{name.upper()} must look like postgresql://user@host/name")
    if config.replica_url and not config.database_url:
        raise ConfigError("QUIZAPP_REPLICA_URL is the replica of QUIZAPP_DATABASE_URL: set both")


def _is_for_development(config: Config) -> bool:
    """Whether nobody but this machine can reach the server."""
    alone = config.host in ("127.0.0.1", "::1", "localhost")
    return alone and not config.https and config.proxies == 0


def prepare_home(config: Config) -> None:
    """Make the home folder, readable by its owner alone where it is new."""
    config.home.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret_key(config: Config) -> str:
    """The configured key, else the one in the home folder, made there on first need.

    Safe when several processes start at once: the key is written to a file of its own and linked
    into place, and whoever comes second reads the first one's.
    """
    if config.secret_key:
        if len(config.secret_key) < 32:
            raise ConfigError("QUIZAPP_SECRET_KEY must have at least 32 characters")
        return config.secret_key
    path = config.home / "secret_key"
    if not path.exists():
        _write_key_once(path)
    return path.read_text("ascii").strip()


def _write_key_once(path: Path) -> None:
    prepare_home(Config(home=path.parent))
    draft = path.with_name(f".secret_key.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key counts
    finally:
        draft.unlink()
