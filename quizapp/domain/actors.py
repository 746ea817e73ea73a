"""Who acts in what the course tells: states and bodies, by the codes that the files use.

The Soviet Union and Russia are one actor, as are the authorities of north and south Korea before
1948 and the two states that followed them.
"""

from typing import Literal, get_args

Actor = Literal["russia", "china", "dprk", "rok", "us", "un", "japan", "ukraine"]

NAMES: dict[Actor, str] = {
    "russia": "Soviet Union, Russia",
    "china": "China",
    "dprk": "North Korea",
    "rok": "South Korea",
    "us": "United States",
    "un": "United Nations",
    "japan": "Japan",
    "ukraine": "Ukraine",
}
ACTORS: tuple[Actor, ...] = get_args(Actor)
