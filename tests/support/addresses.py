"""The rules of an app's addresses: bound and sorted for the first app, lent to those after it."""

from werkzeug.routing import Map, Rule, RuleFactory

Likeness = tuple[str, str, frozenset[str], bool]


class Addresses(Map):
    """A map that uses what an equal one has made, until a rule is added that the other lacks."""

    def __init__(self, made: "Addresses | None" = None) -> None:
        super().__init__()
        self._lent = made
        self._wanted: list[Rule] = []
        self._whole = False
        if made is not None:
            self._borrow(made)

    def _borrow(self, made: "Addresses") -> None:
        made.update()
        self._matcher = made._matcher
        self._rules_by_endpoint = made._rules_by_endpoint
        self._remap = False

    def add(self, rulefactory: RuleFactory) -> None:
        """Note a rule as long as it may be one of those lent; afterwards they become our own."""
        rules = list(rulefactory.get_rules(self))
        if self._lent is not None and not self._whole:
            self._wanted += rules
            return
        if self._lent is not None:
            self._own()
        self._wanted += rules
        for rule in rules:
            super().add(rule)

    def complete(self) -> None:
        """The app has all its rules: if they are not those lent, make them after all."""
        self._whole = True
        if self._lent is not None and self._likenesses() != self._lent._likenesses():
            self._own()

    def _likenesses(self) -> list[Likeness]:
        return [
            (rule.rule, rule.endpoint, frozenset(rule.methods or ()), bool(rule.defaults))
            for rule in self._wanted
        ]

    def _own(self) -> None:
        self._lent = None
        fresh = Map()
        self._matcher = fresh._matcher
        self._rules_by_endpoint = fresh._rules_by_endpoint
        for rule in self._wanted:
            super().add(rule)
