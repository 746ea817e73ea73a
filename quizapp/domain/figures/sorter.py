"""Lays out the claims of a course as tiles, by kind, with a chart of their verdicts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, get_args

from quizapp.domain.course import Claim, ClaimKind, ClaimVerdict
from quizapp.domain.figures.charts import draw_chart
from quizapp.domain.figures.models import Chart, Column, SorterFigure

KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)
VERDICTS: tuple[ClaimVerdict, ...] = get_args(ClaimVerdict)


def draw_sorter(figure: SorterFigure, claims: Iterable[Claim]) -> dict[str, Any]:
    """Give the tiles kind by kind, each with all that is shown once it is sorted, and the counts."""
    every = sorted(claims, key=lambda claim: KINDS.index(claim.kind))
    return {
        "kind": figure.kind,
        "credit": "",
        "handful": figure.handful,
        "trays": list(KINDS),
        "tiles": [_tile(claim) for claim in every],
        "chart": draw_chart(_verdicts(every)) if every else None,
    }


def _tile(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.id,
        "text": claim.restated,
        "kinds": [claim.kind, *claim.kind_alt],
        "verdict": claim.verdict,
        "correction": claim.correction,
        "cites": list(claim.sources),
    }


def _verdicts(claims: Iterable[Claim]) -> Chart:
    counts: Counter[str] = Counter(claim.verdict for claim in claims)
    return Chart(
        title="The claims by verdict",
        unit="Claims",
        top=max(counts.values()),
        columns=tuple(
            Column(label=name, value=counts[name], text=f"Claims judged {name}.")
            for name in VERDICTS
        ),
    )
