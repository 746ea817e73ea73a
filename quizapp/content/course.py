"""Loads a course's folder: every file, every record, every reference, and all that is wrong."""

from collections.abc import Callable
from pathlib import Path

from quizapp.content.before import asking_before, check_before
from quizapp.content.digests import folder_digest
from quizapp.content.figures import Shelf, illustrated
from quizapp.content.lessons import LessonFile, read_lesson
from quizapp.content.loaded import LoadedCourse
from quizapp.content.positioned_yaml import Node, Plain, read_text
from quizapp.content.problems import ContentError, Place, Problem, has_errors, in_order
from quizapp.content.reading import Kind, Reading
from quizapp.content.references import check_references
from quizapp.domain.course import (
    Claim,
    Course,
    CourseHead,
    Fact,
    Misconception,
    QuestionSet,
    QuizPlan,
    Source,
)
from quizapp.domain.drills import drill_set
from quizapp.domain.figures.models import load_figure
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.domain.items.schema import SetHeader
from quizapp.domain.lesson import Lesson
from quizapp.domain.rules.bank import Bank

# The misconception of whoever knows the order of events and is a neighbour off.
NEAR_MISS = "M50"
# What only the files of lessons define.
_OF_LESSONS = ("lesson", "objective", "term")
# What must be unique across courses, because addresses are made of it.
_GLOBAL = ("lesson slug", "set", "quiz", "item")


def load_course(folder: Path, label: str | None = None) -> LoadedCourse:
    """Read and check one course. `label` names the folder in messages (default: its own path)."""
    reading = Reading(folder, label or folder.as_posix())
    head = _head(reading)
    sources = _records(reading, "sources", "source", Source.model_validate)
    misconceptions = _records(
        reading, "misconceptions", "misconception", Misconception.model_validate
    )
    facts = _records(reading, "facts", "fact", Fact.model_validate)
    claims = _records(reading, "claims", "claim", Claim.model_validate)
    shelf = _figures(reading).cite(sources, facts, claims)
    lessons = tuple(illustrated(one, shelf) for one in _lessons(reading, head))
    sets = tuple(
        made for path in sorted(folder.glob("items/*.yaml")) if (made := _set(reading, path))
    )
    lessons = tuple(asking_before(one, sets) for one in lessons)
    quizzes = _records(reading, "quizzes", "quiz", QuizPlan.model_validate, key="slug")
    if head is not None:
        _strangers(reading)
    _drills(reading, quizzes)
    reading.problems.extend((*shelf.problems(), *check_before(lessons, reading.index)))
    problems = in_order([*reading.problems, *check_references(reading.index)])
    course, order = None, {lesson.id: number for number, lesson in enumerate(lessons)}
    sets = tuple(sorted(sets, key=lambda one: order.get(one.lesson or "", len(order))))
    if head is not None and not has_errors(problems):
        ready = tuple(quiz for quiz in quizzes if quiz.lesson not in reading.index.planned)
        near_miss = NEAR_MISS if any(one.id == NEAR_MISS for one in misconceptions) else None
        drills = tuple(
            drill_set(plan, claims, facts, head.cutoff, near_miss) for plan in ready if plan.drill
        )
        course = Course(
            head, folder_digest(folder), lessons, sources, facts, claims, misconceptions,
            (*sets, *drills), ready,
        )  # fmt: skip
    bank = Bank(
        folder.name, head, sets, lessons, reading.bodies, claims, facts, sources, misconceptions,
        tuple(shelf.figures.values()),
    )  # fmt: skip
    return LoadedCourse(folder.name, course, problems, reading.index, bank)


def load_all(*roots: Path) -> tuple[LoadedCourse, ...]:
    """Load every folder under the roots that has a course.yaml; slugs are unique across them."""
    loaded = tuple(
        load_course(folder, f"{folder.parent.name}/{folder.name}")
        for folder in course_folders(*roots)
    )
    owners: dict[tuple[str, str], str] = {}
    for one in loaded:
        for key in (key for key in one.index.nodes if key[0] in _GLOBAL):
            owner = owners.setdefault(key, one.slug)
            if owner != one.slug:
                message = f"the {key[0]} {key[1]!r} is also in the course {owner!r}"
                one.problems += (Problem(one.index.nodes[key].place, message),)
                one.course = None
    return loaded


def course_folders(*roots: Path) -> list[Path]:
    """List the folders of courses, by name. A course in a later root replaces its namesake."""
    found = {path.parent.name: path.parent for root in roots for path in root.glob("*/course.yaml")}
    return [found[name] for name in sorted(found)]


def _head(reading: Reading) -> CourseHead | None:
    node = reading.root(reading.folder / "course.yaml")
    head = reading.take(CourseHead.model_validate, node) if node else None
    if node:
        reading.index.add("course", reading.folder.name, node)
    if head is None:
        reading.index.unread.update(_OF_LESSONS)
    if head and node:
        reading.index.planned.update(head.planned)
        for number, lesson in enumerate(head.planned):
            place = node.find(("planned", number))
            reading.index.add_planned(lesson, place)
        if head.slug != reading.folder.name:
            message = f"the slug is the folder's name, {reading.folder.name!r}"
            reading.problems.append(Problem(node.find(("slug",)), message))
    return head


def _records(
    reading: Reading, name: str, kind: str, make: Callable[[Plain], Kind], key: str = "id"
) -> tuple[Kind, ...]:
    """Read NAME.yaml: one list of records under the key NAME."""
    root = reading.root(reading.folder / f"{name}.yaml", kind)
    if root is None:
        return ()
    made: list[Kind] = []
    for node in _listed(reading, root, name, kind):
        record = reading.take(make, node)
        if record is None:
            reading.index.add_broken(kind, node.child(key))
            continue
        made.append(record)
        reading.index.add(kind, str(getattr(record, key)), node)
    for extra in root.keys.keys() - {name}:
        reading.problems.append(Problem(root.keys[extra], f"the field {extra!r} is unknown"))
    return tuple(made)


def _listed(reading: Reading, root: Node, name: str, kind: str) -> list[Node]:
    node = root.entries.get(name)
    if node is None or node.kind != "list":
        place = node.place if node else root.place
        reading.lost([Problem(place, f"the field {name!r} must be a list")], kind)
        return []
    return node.items


def _figures(reading: Reading) -> Shelf:
    """Read figures/NAME.yaml: each holds one figure, or the outline of a land."""
    shelf = Shelf()
    for path in sorted(reading.folder.glob("figures/*.yaml")):
        root = reading.root(path, "figure", "outline")
        made = reading.take(load_figure, root) if root else None
        if root and made:
            reading.index.add(shelf.add(made, root), made.id, root)
        else:
            reading.index.unread.update(("figure", "outline"))
    return shelf


def _lessons(reading: Reading, head: CourseHead | None) -> tuple[Lesson, ...]:
    """Read the lessons in the order of course.yaml."""
    made: list[Lesson] = []
    for name in head.lessons if head else ():
        file = _lesson(reading, name)
        if file is None:
            continue
        reading.problems.extend(file.problems)
        _index_lesson(reading, file)
        if file.lesson:
            made.append(file.lesson)
    reading.index.planned -= {lesson.id for lesson in made}
    return tuple(made)


def _lesson(reading: Reading, name: str) -> LessonFile | None:
    path, label = reading.folder / "lessons" / name, f"{reading.label}/lessons/{name}"
    reading.seen.add(path)
    if Path(name).name != name:
        reading.problems.append(Problem(Place(label), "a lesson is named without a folder"))
        return None
    if not path.exists():
        message = "the course lists this lesson, but it is not written"
        reading.problems.append(Problem(Place(label), message, "warning"))
        return None
    try:
        return read_lesson(read_text(path, label), label)
    except ContentError as error:
        reading.lost(error.problems, *_OF_LESSONS)
        return None


def _index_lesson(reading: Reading, file: LessonFile) -> None:
    index = reading.index
    index.written.extend(file.references)
    if file.lesson is None or file.node is None:
        index.unread.update(_OF_LESSONS)
        return
    head = file.lesson.head
    index.add("lesson", head.id, file.node)
    index.add("lesson slug", head.slug, file.node)
    index.bodies[head.id] = Place(file.file, file.first_line)
    reading.bodies[head.id] = file.body
    if head.figure:
        index.refer("figure", head.figure.id, file.node.find(("figure", "id")))
    for number, objective in enumerate(head.objectives):
        index.add("objective", objective.id, file.node.entries["objectives"].items[number])
        index.objectives[objective.id] = head.id
    for number, term in enumerate(head.terms):
        index.add("term", term.id, file.node.entries["terms"].items[number])


def _set(reading: Reading, path: Path) -> QuestionSet | None:
    """Read items/NAME.yaml: lesson, set and items."""
    root = reading.root(path, "set", "item")
    if root is None:
        return None
    for extra in root.keys.keys() - {"lesson", "set", "items"}:
        reading.problems.append(Problem(root.keys[extra], f"the field {extra!r} is unknown"))
    lesson = root.entries["lesson"].scalar if "lesson" in root.entries else None
    bodies = [_item(reading, node, lesson) for node in _listed(reading, root, "items", "item")]
    if "set" not in root.entries:
        reading.lost([Problem(root.place, "the field 'set' is missing")], "set")
        return None
    node = root.entries["set"]
    head = reading.take(SetHeader.model_validate, node)
    if head is None:
        reading.index.add_broken("set", node.child("slug"))
        return None
    reading.index.add("set", head.slug, node)
    if lesson is not None:
        reading.index.refer("lesson", str(lesson), root.entries["lesson"].place)
    return QuestionSet(
        head, str(lesson) if lesson else None, tuple(body for body in bodies if body)
    )


def _item(reading: Reading, node: Node, lesson: object) -> ItemBody | None:
    body = reading.take(load_body, node)
    if body is None:
        reading.index.add_broken("item", node.child("id"))
        return None
    reading.index.add("item", body.id, node)
    reading.index.item_types[body.id] = body.type
    reading.index.item_lessons[body.id] = str(lesson) if lesson else None
    return body


def _drills(reading: Reading, quizzes: tuple[QuizPlan, ...]) -> None:
    """A drill's set is made under the slug of its quiz: no file may have that one."""
    for plan in quizzes:
        if plan.drill and ("set", plan.slug) in reading.index.nodes:
            place = reading.index.nodes["quiz", plan.slug].place
            message = f"the slug {plan.slug!r} is that of a set: a drill needs one of its own"
            reading.problems.append(Problem(place, message))


def _strangers(reading: Reading) -> None:
    """Warn of files that nothing reads: most often a name mistyped."""
    for path in sorted(reading.folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".md") and path not in reading.seen:
            place = Place(reading.name(path))
            reading.problems.append(Problem(place, "nothing reads this file", "warning"))
