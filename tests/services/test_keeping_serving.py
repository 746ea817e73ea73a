"""Backup and restore around a running server, as whoever runs it does them."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from tests.support.server import LiveServer


def test_with_a_running_server(fresh_server: Callable[..., LiveServer], tmp_path: Path) -> None:
    server = fresh_server()
    target = str(tmp_path / "one.zip")
    assert "read back and whole" in server.command("backup", target)
    with pytest.raises(CalledProcessError) as refused:
        server.command("restore", target)
    assert "stop it first" in refused.value.stderr
    server.stop()
    assert "Restored" in server.command("restore", target)
    server.start()
    assert server.is_ready()
