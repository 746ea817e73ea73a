"""Moodle XML from entries. `file` writes it, `questions` makes one, `losses` says what is lost."""
