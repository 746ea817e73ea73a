"""The claim sorter: what kind of statement a claim is, and whether it holds."""

from collections.abc import Iterable, Sequence
from typing import get_args

from quizapp.domain.course import Claim, ClaimVerdict
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.domain.items.wording import escape_markdown

KINDS = {"fact": "Fact", "opinion": "Opinion", "forecast": "Forecast", "reported": "Report"}
VERDICTS: tuple[str, ...] = get_args(ClaimVerdict)
_BORDER = "It is on the border: {} is right too."


def sorter_items(prefix: str, claims: Iterable[Claim]) -> tuple[ItemBody, ...]:
    """One question for each claim, in the order of the claims.

    Both kinds are right where a claim is on the border. The tag is the verdict: a draw takes the
    tags in turn, so that no verdict has more than half.
    """
    return tuple(_item(prefix, claim) for claim in claims)


def _item(prefix: str, claim: Claim) -> ItemBody:
    kinds = list(dict.fromkeys((claim.kind, *claim.kind_alt)))
    return load_body(
        {
            "id": f"{prefix}:{claim.id}",
            "type": "cloze",
            "stem": f"{escape_markdown(claim.restated)}\\\nKind of statement: {{{{1}}}}\\\n"
            "Verdict for the time of writing: {{2}}",
            "blanks": {
                "1": {"answers": [KINDS[kind] for kind in kinds], "options": [*KINDS.values()]},
                "2": {"answers": [claim.verdict], "options": [*VERDICTS]},
            },
            "explanation": _explanation(claim, kinds),
            "bloom": "analyse",
            "claims": [claim.id],
            "facts": list(claim.facts),
            "sources": list(claim.sources),
            "status": "live",
            "points": 2,
            "tags": [claim.verdict],
        }
    )


def _explanation(claim: Claim, kinds: Sequence[str]) -> str:
    parts = [f"{KINDS[claim.kind]}; {claim.verdict}."]
    if kinds[1:]:
        parts.append(_BORDER.format(" or ".join(KINDS[kind].lower() for kind in kinds[1:])))
    if claim.correction:
        parts.append(escape_markdown(claim.correction))
    return " ".join(parts)
