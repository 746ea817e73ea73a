"""Public ids of options: they say nothing about the key and differ from attempt to attempt."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from quizapp.domain.items.wording import squash


@dataclass(frozen=True, slots=True)
class OptionMask:
    """The ids of one position of one attempt, made from the attempt's secret."""

    secret: bytes
    position: int

    def out(self, internal: str) -> str:
        """The public id: 12 hex digits of HMAC-SHA256 over the position and the internal id."""
        message = f"{self.position}|{internal}".encode()
        return hmac.digest(self.secret, message, "sha256").hex()[:12]

    def back(self, public: str, among: Iterable[str]) -> str:
        """The internal id, of those in `among`, that has this public id; else `KeyError`."""
        return self.table(among)[public]

    def table(self, internals: Iterable[str]) -> dict[str, str]:
        """Internal ids by public id."""
        return {self.out(internal): internal for internal in internals}

    def order(self, internals: Iterable[str]) -> list[str]:
        """The ids as shown: sorted by public id, so the stored order cannot show through."""
        return sorted(internals, key=self.out)


def internal_id(text: str, authored: str | None = None, role: str = "") -> str:
    """The id of an option: the author's, else from its text, so that it never tells the key.

    `role` keeps apart two lists of one item whose texts may be equal (left and right).
    """
    return authored or sha256(f"{role}{squash(text)}".encode()).hexdigest()[:8]
