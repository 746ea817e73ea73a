"""A number that is counted with those of other processes, as long as there is room for it."""

import os
from collections.abc import Callable
from typing import Any, ClassVar

from prometheus_client import values


def together_or_alone(place: Callable[[], str]) -> type[Any]:
    """The library's numbers in the files of a place; without room each process counts for itself.

    A fork takes its place when it first counts, in the middle of an answer to somebody, and no
    answer may fail for a figure. A process that found no room once does not try again.
    """
    library = values.MultiProcessValue(place)  # type: ignore[no-untyped-call]  # the library has no types here
    return type("Value", (_Value,), {"library": library, "alone": set[int]()})


class _Value:
    """A number in the shared file, and one that only this process knows."""

    _multiprocess = True
    library: ClassVar[Any]
    # The processes that count for themselves: forks copy what the leading process knows.
    alone: ClassVar[set[int]]

    def __init__(self, *labels: Any, **options: Any) -> None:
        self._own = values.MutexValue(*labels, **options)  # type: ignore[no-untyped-call]  # as above
        self._shared = None
        if os.getpid() not in self.alone:
            try:
                self._shared = self.library(*labels, **options)
            except OSError:
                self.alone.add(os.getpid())

    def inc(self, amount: float) -> None:
        self._do("inc", amount)

    def set(self, value: float, timestamp: float | None = None) -> None:
        self._do("set", value, timestamp)

    def get(self) -> float:
        return float(self._do("get"))

    def set_exemplar(self, exemplar: Any) -> None:
        """Nothing: figures of several processes have none."""

    def get_exemplar(self) -> None:
        """None: figures of several processes have none."""

    def _do(self, what: str, *arguments: Any) -> Any:
        if self._shared is not None and os.getpid() not in self.alone:
            try:
                return getattr(self._shared, what)(*arguments)
            except OSError:
                self.alone.add(os.getpid())
        return getattr(self._own, what)(*arguments)
