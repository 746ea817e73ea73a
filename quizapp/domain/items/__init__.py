"""Item types: one module per type, each a plug-in with its schema, its grading and its feedback.

Start at `registry.ITEM_TYPES`. `plugin` says what a type must offer, `body` what every item has.
Everything here is pure: the same arguments give the same result, and nothing is read or written.
"""
