# ruff: noqa: INP001 - a program beside its drawings, not a package
"""Draw the bitmap icons and the social card from their SVG sources.

Run from anywhere with Chromium installed: `python docs/brand/render.py`. The results go to
quizapp/static/icons/ and are committed, so nobody needs Chromium to serve the site.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ICONS = HERE.parents[1] / "quizapp" / "static" / "icons"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")

# source, result, width and height in pixels
PICTURES = (
    (HERE / "card.svg", "card.png", 1200, 630),
    (ICONS / "favicon.svg", "touch-180.png", 180, 180),
    (ICONS / "favicon.svg", "favicon-32.png", 32, 32),
)


def draw(browser: str, source: Path, target: Path, width: int, height: int) -> None:
    """Render one SVG to a PNG of exactly `width` × `height` pixels, corners transparent."""
    page = (
        "<!doctype html><style>html,body{margin:0;background:none}svg{display:block;"
        f"width:{width}px;height:{height}px}}</style>{source.read_text('utf-8')}"
    )
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder, "sheet.html")
        sheet.write_text(page, "utf-8")
        subprocess.run(  # noqa: S603 - a fixed command with our own file
            [
                browser,
                *FLAGS,
                f"--user-data-dir={folder}/profile",
                "--default-background-color=00000000",
                f"--window-size={width},{height}",
                f"--screenshot={target}",
                sheet.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )


def main() -> int:
    """Draw all pictures; 1 when there is no browser to draw them with."""
    browser = shutil.which("chromium") or shutil.which("chrome") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("Chromium is needed to draw the pictures.\n")
        return 1
    for source, name, width, height in PICTURES:
        draw(browser, source, ICONS / name, width, height)
        sys.stdout.write(f"{ICONS / name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
