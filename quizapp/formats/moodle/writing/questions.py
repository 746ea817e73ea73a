"""One item as a `<question>`."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.categorise import CategoriseBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.essay import EssayBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.numbers import number_text
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.options import Option, keys_of
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.sorting import fixed_positions
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.items.wording import joined
from quizapp.formats.format import Load
from quizapp.formats.html import html_of_line, plain_of
from quizapp.formats.moodle.writing.gaps import with_gaps
from quizapp.formats.moodle.writing.texts import Texts, add_text, clean, name_of, percent

_Number = tuple[Decimal, Decimal, float, str | None]  # value, tolerance, share, feedback


def question(body: ItemBody, own_id: str | None, load: Load) -> etree._Element:
    """The element of an item of a type that Moodle has."""
    kind, write = _TYPES[body.type]
    texts = Texts(load)
    made = etree.Element("question", type=kind)
    html = texts.html(body.stem)
    add_text(etree.SubElement(made, "name"), name_of(html))
    if isinstance(body, ClozeBody):
        html = with_gaps(body, texts)
    texts.add_html(made, "questiontext", html)
    texts.add(made, "generalfeedback", body.explanation, as_block=True)
    # Moodle adds up the gaps of a cloze instead.
    etree.SubElement(made, "defaultgrade").text = number_text(Decimal(str(body.points)))
    etree.SubElement(made, "penalty").text = "0"
    etree.SubElement(made, "hidden").text = "0"
    etree.SubElement(made, "idnumber").text = clean(own_id or "")
    write(made, body, texts)
    if body.tags:
        tags = etree.SubElement(made, "tags")
        for tag in body.tags:
            add_text(etree.SubElement(tags, "tag"), tag)
    return made


def _answer(
    made: etree._Element, text: str, share: float, feedback: str | None, texts: Texts
) -> etree._Element:
    """An answer that is plain text."""
    answer = etree.SubElement(made, "answer", fraction=percent(share), format="plain_text")
    add_text(answer, text)
    texts.add(answer, "feedback", feedback or "")
    return answer


def _choice(made: etree._Element, option: Option, share: float, texts: Texts) -> None:
    answer = texts.add(made, "answer", option.text)
    answer.set("fraction", percent(share))
    texts.add(answer, "feedback", option.feedback or "")


def _flags(made: etree._Element, body: ItemBody, *, single: bool) -> None:
    etree.SubElement(made, "single").text = "true" if single else "false"
    etree.SubElement(made, "shuffleanswers").text = "false" if body.fixed_order else "true"
    etree.SubElement(made, "answernumbering").text = "none"


def _ordered(body: SingleBody | MultiBody) -> list[Option]:
    """In the order in which they are shown, where that is fixed."""
    options = list(body.options)
    if not body.fixed_order:
        return options
    return [options[place] for place in fixed_positions([option.text for option in options])]


def _single(made: etree._Element, body: SingleBody, texts: Texts) -> None:
    _flags(made, body, single=True)
    for option in _ordered(body):
        _choice(made, option, 1.0 if option.key else option.credit or 0.0, texts)


def _multi(made: etree._Element, body: MultiBody, texts: Texts) -> None:
    """One up per right choice and one down per wrong one, unless there are credits."""
    _flags(made, body, single=False)
    share = 1 / len(keys_of(body.options))
    own = any(option.credit is not None for option in body.options)
    for option in _ordered(body):
        usual = share if option.key else -share
        _choice(made, option, (option.credit or 0.0) if own else usual, texts)


def _true_false(made: etree._Element, body: TrueFalseBody, texts: Texts) -> None:
    for value, text in ((True, "true"), (False, "false")):
        _answer(made, text, float(value == body.answer), None, texts)


def _short(made: etree._Element, body: ShortBody, texts: Texts) -> None:
    etree.SubElement(made, "usecase").text = "0"
    notes = {joined(answer): note for answer, note in body.notes.items()}
    shares = [*((answer, 1.0) for answer in body.answers), *body.partial.items()]
    for answer, share in [*shares, *((answer, 0.0) for answer in body.reject)]:
        _answer(made, answer.replace("*", "\\*"), share, notes.get(joined(answer)), texts)


def _numeric(made: etree._Element, body: NumericBody, texts: Texts) -> None:
    accepted: list[_Number] = [(body.answer, body.tolerance, 1.0, None)]
    accepted += [(one.answer, one.tolerance, one.credit, one.feedback) for one in body.also]
    wrong = [(one.value, Decimal(0), 0.0, one.feedback) for one in body.distractors]
    for value, tolerance, share, feedback in [*accepted, *wrong]:
        answer = _answer(made, number_text(value), share, feedback, texts)
        etree.SubElement(answer, "tolerance").text = number_text(tolerance)
    etree.SubElement(made, "unitgradingtype").text = "0"
    etree.SubElement(made, "showunits").text = "3"
    if body.unit:
        unit = etree.SubElement(etree.SubElement(made, "units"), "unit")
        etree.SubElement(unit, "multiplier").text = "1"
        etree.SubElement(unit, "unit_name").text = clean(body.unit)


def _pairs(made: etree._Element, pairs: list[tuple[str, str]], texts: Texts) -> None:
    """Entries on the right are plain words in Moodle; an empty left side is an entry to spare."""
    for place, (left, right) in enumerate(pairs, 1):
        holder = texts.add(made, "subquestion", left)
        words = plain_of(html_of_line(right)) or f"({place})"  # a picture without a description
        add_text(etree.SubElement(holder, "answer"), words)


def _matching(made: etree._Element, body: MatchingBody, texts: Texts) -> None:
    _flags(made, body, single=True)
    pairs = [(pair.left, pair.right) for pair in body.pairs]
    _pairs(made, [*pairs, *(("", entry.text) for entry in body.extra)], texts)


def _categorise(made: etree._Element, body: CategoriseBody, texts: Texts) -> None:
    """Each option has its group on the right."""
    _flags(made, body, single=True)
    filled = {option.group_id for option in body.options}
    spare = [group for key, group in body.group_texts.items() if key not in filled]
    pairs = [(option.text, body.group_texts[option.group_id]) for option in body.options]
    _pairs(made, [*pairs, *(("", group) for group in spare)], texts)


def _ordering(made: etree._Element, body: OrderingBody, texts: Texts) -> None:
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0",
                "gradingtype": "RELATIVE_ALL_PREVIOUS_AND_NEXT"}  # fmt: skip
    for name, value in settings.items():
        etree.SubElement(made, name).text = value
    for place, step in enumerate(body.order, 1):
        texts.add(made, "answer", step.text).set("fraction", f"{place}.0000000")


def _cloze(*_: Any) -> None:
    """The gaps are in the text."""


def _essay(made: etree._Element, body: EssayBody, texts: Texts) -> None:
    for name, value in (("responseformat", "editor"), ("responserequired", "1")):
        etree.SubElement(made, name).text = value
    etree.SubElement(made, "attachments").text = "0"
    texts.add(made, "graderinfo", body.sample, as_block=True)


_TYPES: dict[str, tuple[str, Callable[[etree._Element, Any, Texts], None]]] = {
    "single": ("multichoice", _single),
    "multi": ("multichoice", _multi),
    "true_false": ("truefalse", _true_false),
    "short": ("shortanswer", _short),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "categorise": ("matching", _categorise),
    "ordering": ("ordering", _ordering),
    "cloze": ("cloze", _cloze),
    "essay": ("essay", _essay),
    "text": ("description", _cloze),
}
WRITTEN = frozenset(_TYPES)
