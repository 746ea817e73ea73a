"""Where the files that ship with the package are: in the wheel or in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Folder `templates` or `questions`: inside an installed wheel, else beside the package."""
    bundled = PACKAGE / "_data" / name
    return bundled if bundled.is_dir() else PACKAGE.parent / name
