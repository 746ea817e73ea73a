"""Time zone names as browsers send them."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
)  # fmt: skip


@cache
def known_zones() -> frozenset[str]:
    """Every zone name that the machine's (or the package's) database knows."""
    return frozenset(available_timezones())


def zone_or_utc(name: str | None) -> str:
    """The name if it is a known zone, else UTC."""
    return name if name in known_zones() else "UTC"


@cache
def city_zones() -> tuple[SelectChoice, ...]:
    """Zones named after a city, by region and in order, each under its present name alone.

    The database also knows names that were given up (Asia/Calcutta), which its table of zones by
    country leaves out. A browser may still send one: `known_zones` has them all.
    """
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    found = []
    for zone in sorted({row[2] for row in rows} & known_zones()):
        region, _, place = zone.partition("/")
        if place and region in REGIONS:
            found.append(SelectChoice(zone, place.replace("_", " "), optgroup=region))
    return tuple(found)
