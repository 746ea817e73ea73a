"""Settings come from the environment; the secret key is made once, whoever races."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from quizapp.config import SETTINGS, Config, ConfigError, load_config, secret_key
from tests.support.databases import clean_environment


def test_defaults_need_no_environment() -> None:
    assert load_config({}) == Config()


def test_every_field_has_a_meaning() -> None:
    assert set(SETTINGS) == set(Config.__dataclass_fields__)


def test_values_are_parsed_by_their_kind(tmp_path: Path) -> None:
    config = load_config(
        {"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_HTTPS": "yes", "QUIZAPP_WORKERS": "4"}
    )
    assert (config.home, config.https, config.workers) == (tmp_path, True, 4)


def test_the_plain_port_works_and_ours_wins() -> None:
    assert load_config({"PORT": "9000"}).port == 9000
    assert load_config({"PORT": "9000", "QUIZAPP_PORT": "9001"}).port == 9001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_HTTPS", "1"),
        ("QUIZAPP_PROXIES", "1"),
        ("QUIZAPP_HOST", "192.0.2.1"),
    ],
)
def test_times_are_never_told_where_others_can_ask(name: str, value: str) -> None:
    assert load_config({"QUIZAPP_SERVER_TIMING": "1"}).server_timing
    with pytest.raises(ConfigError, match="QUIZAPP_SERVER_TIMING"):
        load_config({"QUIZAPP_SERVER_TIMING": "1", name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_METRICS_TOKEN", "too short"),
        ("QUIZAPP_WORKERS", "many"),
        ("QUIZAPP_WORKERS", "0"),
        ("QUIZAPP_HTTPS", "perhaps"),
        ("QUIZAPP_LOG_LEVEL", "LOUD"),
        ("QUIZAPP_LOG_FORMAT", "xml"),
        ("QUIZAPP_PORT", "70000"),
        ("QUIZAPP_DATABASE_URL", "quizapp.db"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=r"\w+"):
        load_config({name: value})


def test_postgresql_is_reached_by_psycopg() -> None:
    config = Config(database_url="postgresql://someone@example.org/db")
    assert config.sqlalchemy_url == "postgresql+psycopg://someone@example.org/db"


def test_the_key_is_random_private_and_kept(tmp_path: Path) -> None:
    config = Config(home=tmp_path / "home")
    key = secret_key(config)
    file = config.home / "secret_key"
    assert len(bytes.fromhex(key)) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret_key(config) == key
    assert secret_key(Config(home=tmp_path / "other")) != key


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    config, barrier = Config(home=tmp_path), Barrier(8)

    def start(_: int) -> str:
        barrier.wait()
        return secret_key(config)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(start, range(8)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


FIRST_REQUEST = """
import sys
from quizapp.app import create_app
from quizapp.config import secret_key
print("ready", flush=True)
sys.stdin.readline()
app = create_app()
answer = app.test_client().get("/healthz")
print(answer.status_code, secret_key(app.extensions["quizapp_config"]), app.debug)
"""


def test_eight_workers_that_race_on_an_empty_home_agree(tmp_path: Path) -> None:
    """The first run in processes, not threads: all serve, with one key, and none in debug mode."""
    home = tmp_path / "home"
    environment = clean_environment(QUIZAPP_HOME=str(home), QUIZAPP_LOG_LEVEL="ERROR")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST_REQUEST],
            env={**environment, "FLASK_DEBUG": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:  # all are let go before any is waited for
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate()[0] for worker in workers]
    assert set(said) == {f"200 {(home / 'secret_key').read_text()} False\n"}
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not list(home.glob(".secret_key.*"))


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="32 characters"):
        secret_key(Config(home=tmp_path, secret_key="short"))
