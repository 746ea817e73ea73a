"""Moodle: the XML of its question bank, and texts with embedded answers (Cloze).

Start at `reading` and `cloze_text`. `question` is what the readers of the types get.
"""
