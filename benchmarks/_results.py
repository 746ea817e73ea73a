"""The results of all programs as a page: first what was met and missed, then every figure."""

from collections.abc import Iterator, Sequence
from typing import Any

VERDICTS = {True: "met", False: "**missed**"}


def as_markdown(results: Sequence[dict[str, Any]]) -> str:
    """The page. Verdicts are those that the programs have computed from the medians."""
    lines = [
        "# Results",
        "",
        "Written by `make bench`. Medians over at least five rounds, with the lowest and the",
        "highest; imports and the thousand students are one round. A verdict is computed from the",
        "median. Absolute times depend on the machine and its load; ratios were taken in one run.",
        "Below each program, “loop” is how long ten million turns of an empty loop in Python took",
        "there and then: a quick machine needs 0.15 s.",
        "",
        *_summary(results),
    ]
    for one in results:
        lines += ["", *_section(one)]
    return "\n".join(lines) + "\n"


def _summary(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Every target with its figure, and every program that failed."""
    judged = [figure for one in results for figure in one["figures"].values() if "met" in figure]
    met = sum(figure["met"] for figure in judged)
    failed = sum(bool(one["failed"]) for one in results)
    yield f"{met} of {len(judged)} targets met; {failed} of {len(results)} programs failed."
    yield ""
    yield "| program | figure | target | median | |"
    yield "|---|---|--:|--:|---|"
    for one in results:
        for name, figure in one["figures"].items():
            if "met" in figure:
                value = f"{figure['median']:,} {figure['unit']}"
                verdict = VERDICTS[figure["met"]]
                yield f"| {one['benchmark']} | {name} | {figure['target']} | {value} | {verdict} |"
        if one["failed"]:
            yield f"| {one['benchmark']} | {_first_of(one)} | | | **failed** |"


def _section(one: dict[str, Any]) -> Iterator[str]:
    """One program."""
    yield f"## {one['benchmark']}"
    if "goal" in one:
        yield from ("", f"Goal: {one['goal']}.")
    if one["failed"]:
        yield from ("", "It failed; what stands below was found before:" if one["figures"]
                    else "It failed:", "")  # fmt: skip
        yield from (f"    {line}" for line in one["failed"])
    if one["figures"]:
        yield from ("", "| figure | median | low | high | unit | target | |")
        yield "|---|--:|--:|--:|---|--:|---|"
        for name, figure in one["figures"].items():
            numbers = " | ".join(f"{figure[key]:,}" for key in ("median", "low", "high"))
            verdict = VERDICTS[figure["met"]] if "met" in figure else ""
            target = figure.get("target", "")
            yield f"| {name} | {numbers} | {figure['unit']} | {target} | {verdict} |"
    machine = one["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in one.get("versions", {}).items())
    yield ""
    yield (
        f"{one['at']} · {one['seconds']} s · {machine['cores']} cores ({machine['processor']}), "
        f"{machine['memory_gb']} GB, {machine['system']}, load {machine['load_1_min']}, "
        f"loop {machine['loop_s']} s"
        f"{f' · {packages}' if packages else ''}"
    )


def _first_of(one: dict[str, Any]) -> str:
    """The reason of a failure in one line: of a traceback the last."""
    return str(one["failed"][-1]).strip().replace("|", "\\|")[:120]
