"""Templates are compiled once for all starts, and pages do without the place where they are kept."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import bc_magic

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.web.shell.compiled import FOLDER, Kept
from tests.support.clock import FixedClock

pytestmark = pytest.mark.one_database
TEMPLATE = "shell/base.html"


def kept(config: Config) -> list[Path]:
    return sorted((config.home / FOLDER).iterdir())


def test_a_second_start_compiles_nothing_again(
    app: Flask, config: Config, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_app(config, clock).jinja_env.get_template(TEMPLATE)
    (file,) = kept(config)
    assert file.stat().st_size > 0
    again = create_app(config, clock)

    def compile_it(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(again.jinja_env, "compile", compile_it)
    again.jinja_env.get_template(TEMPLATE)


def test_what_is_kept_and_damaged_is_made_anew(
    app: Flask, config: Config, clock: FixedClock
) -> None:
    create_app(config, clock).jinja_env.get_template(TEMPLATE)
    (file,) = kept(config)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    create_app(config, clock).jinja_env.get_template(TEMPLATE)
    assert file.read_bytes() == whole


def test_of_a_file_that_ends_behind_its_mark_too(
    app: Flask, config: Config, clock: FixedClock
) -> None:
    create_app(config, clock).jinja_env.get_template(TEMPLATE)
    (file,) = kept(config)
    whole = file.read_bytes()
    file.write_bytes(bc_magic)
    create_app(config, clock).jinja_env.get_template(TEMPLATE)
    assert file.read_bytes() == whole


def test_code_is_not_read_where_others_may_write(
    app: Flask, config: Config, clock: FixedClock
) -> None:
    (config.home / FOLDER).chmod(0o777)
    assert not isinstance(create_app(config, clock).jinja_env.bytecode_cache, Kept)


def test_a_page_is_shown_where_nothing_can_be_kept(
    app: Flask, config: Config, clock: FixedClock
) -> None:
    (config.home / FOLDER).rmdir()
    (config.home / FOLDER).write_text("in the way")
    without = create_app(config, clock)
    assert without.test_client().get("/login").status_code == 200
