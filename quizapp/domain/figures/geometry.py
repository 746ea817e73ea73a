"""From longitude and latitude to the units of an SVG."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.domain.figures.land import Point

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """Plate carrée with the box's middle latitude true to scale; the box is `width` units wide.

    Good for a country: at 38° north the scale varies by some 7 percent over ten degrees.
    """

    box: Box
    width: float

    @property
    def _scale(self) -> float:
        """Units for a degree of latitude."""
        return self.width / ((self.box[2] - self.box[0]) * self._squeeze)

    @property
    def _squeeze(self) -> float:
        """How much shorter a degree of longitude is than one of latitude."""
        return math.cos(math.radians((self.box[1] + self.box[3]) / 2))

    @property
    def height(self) -> float:
        """Height of the box in units."""
        return round((self.box[3] - self.box[1]) * self._scale, 1)

    def __call__(self, point: Point) -> tuple[float, float]:
        """Give x (to the right) and y (downwards) of a place, to a tenth of a unit."""
        x = (point[0] - self.box[0]) * self._squeeze * self._scale
        y = (self.box[3] - point[1]) * self._scale
        return round(x, 1), round(y, 1)

    def path(self, points: Iterable[Point], close: bool = False) -> str:
        """Path data through the points."""
        steps = " ".join(f"{x:g},{y:g}" for x, y in map(self, points))
        return f"M{steps}Z" if close else f"M{steps}"

    def shapes(self, polygons: Iterable[Sequence[Point]]) -> str:
        """Path data of several closed shapes."""
        return "".join(self.path(polygon, close=True) for polygon in polygons)


def within(box: Box, point: Point) -> bool:
    """Tell whether a place lies in the box, its edge included."""
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north


def northern_part(box: Box, divide: Sequence[Point]) -> list[Point]:
    """Cut the box along a line drawn from west to east; gives the part to the north of it.

    The line's first end is led straight to the western or southern edge, whichever is nearer,
    and its last to the eastern or northern one.
    """
    west, south, east, north = box
    first, last = divide[0], divide[-1]
    start = (west, first[1])
    corners = [(west, north)]
    if first[1] - south < first[0] - west:
        start, corners = (first[0], south), [(west, north), (west, south)]
    end, turn = (east, last[1]), [(east, north)]
    if north - last[1] < east - last[0]:
        end, turn = (last[0], north), []
    return [start, *divide, end, *turn, *corners]
