"""QTI, the exchange format of the 1EdTech consortium: 1.2 (`v1`) and 2.0 to 3.0 (`v2`).

Start at `formats`. `documents` finds the files in a package, `reading` goes through them, `question`
is one question while it is read; `writing` goes the other way.
"""
