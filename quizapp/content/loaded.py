"""What reading a course's folder gives."""

from dataclasses import dataclass

from quizapp.content.problems import Place, Problem
from quizapp.content.references import Index
from quizapp.domain.course import Course
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Where


@dataclass(slots=True)
class LoadedCourse:
    """What a folder gave: `course` is None when anything is an error.

    `index` holds the place of every record; `bank` what is valid in itself.
    """

    slug: str
    course: Course | None
    problems: tuple[Problem, ...]
    index: Index
    bank: Bank

    def place(self, where: Where) -> Place:
        """Find where a record, or a field of it, stands in the files."""
        match where.path:
            case ("body", int(line)):
                start = self.index.bodies[where.id]
                return Place(start.file, start.line + line)
        return self.index.nodes[where.kind, where.id].find(where.path)
