"""Classical item analysis: what the answers of many say about a question and about a quiz.

Everything is computed from shares of the points (0 to 1), so that questions of different weight and
takers who were asked different questions can be compared. Each figure has its formula and where it
comes from in `formulas.py`, which the pages show.
"""
