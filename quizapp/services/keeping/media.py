"""The files of pictures and sounds, as they lie in their folder."""

import re
from collections.abc import Iterator, Set
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")


def leftovers(folder: Path, digests: Set[str]) -> Iterator[Path]:
    """Files in the folder of media with none of these digests; what we did not put there stays."""
    if not folder.is_dir():
        return
    for shelf in sorted(folder.iterdir()):
        if not (shelf.is_dir() and re.fullmatch(r"[0-9a-f]{2}", shelf.name)):
            continue
        for path in sorted(shelf.iterdir()):
            if _DIGEST.fullmatch(path.name) and path.name not in digests:
                yield path
