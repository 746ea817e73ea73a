"""The README's table of settings is the one that the code reads."""

import re
from pathlib import Path

from quizapp.config import PREFIX, SETTINGS, Config

README = Path(__file__).resolve().parent.parent / "README.md"
ROW = re.compile(r"^\| `(QUIZAPP_[A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.*) \|$", re.MULTILINE)


def _default(name: str) -> str:
    value = getattr(Config(), name)
    return str(int(value)) if isinstance(value, bool) else str(value)


def test_every_setting_is_in_the_readme_with_its_default_and_meaning() -> None:
    written = ROW.findall(README.read_text())
    expected = [(PREFIX + n.upper(), _default(n), meaning) for n, meaning in SETTINGS.items()]
    assert written == expected
