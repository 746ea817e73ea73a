"""The classes room: classes, assignments and the gradebook, for teachers and for students."""

from quizapp.web.classes import assigning, cells, desk, essays, gradebook, joining, people
from quizapp.web.classes.access import blueprint

__all__ = ["assigning", "blueprint", "cells", "desk", "essays", "gradebook", "joining", "people"]
