"""The drawn shapes of charts."""

import re
from datetime import date, timedelta

from quizapp.queries.progress import DayCount
from quizapp.web.shell.charts import heat_map

FIRST = date(2026, 1, 1)  # a Thursday


def counted(*counts: int) -> list[DayCount]:
    return [DayCount(FIRST + timedelta(days=n), count) for n, count in enumerate(counts)]


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h", path)]


def test_a_square_for_each_day_that_grows_with_the_count() -> None:
    drawn = heat_map(counted(0, 1, 5, 6, 15, 16, 40, 41, 900))
    found = {name: len(corners(path)) for name, path in drawn.squares}
    # The largest square covers the one that stands for the day.
    assert found == {"cell": 7, "l1": 2, "l2": 2, "l3": 2, "l4": 2}


def test_days_run_down_and_weeks_across() -> None:
    drawn = heat_map(counted(*[0] * 40))
    assert [name for name, _ in drawn.squares] == ["cell"]
    places = corners(drawn.squares[0][1])
    assert len(set(places)) == 40
    thursday, monday = places[0], places[4]
    assert thursday == (39.0, 73.0)
    assert monday == (56.0, 22.0)
    assert list(drawn.today) == [places[-1][0] - 4, places[-1][1] - 1]
    assert drawn.width > places[-1][0]


def test_a_month_is_named_above_its_first_day_unless_there_is_no_room() -> None:
    assert [name for _, name in heat_map(counted(*[0] * 40)).months] == ["Jan", "Feb"]
    assert [name for _, name in heat_map(counted(*[0] * 32)).months] == ["Jan"]
