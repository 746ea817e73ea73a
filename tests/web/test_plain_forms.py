"""The words of forms: those of this house, never those of the library."""

import inspect
import re

import pytest
import wtforms
from flask_wtf import FlaskForm
from wtforms import fields, validators

from quizapp.web.rooms import blueprints
from quizapp.web.shell.plain_forms import PlainForm, PlainRow, _PlainWords

SOURCES = [validators, fields.choices, fields.core, fields.datetime, fields.numeric]
TOLD = re.compile(r"(?:gettext\(\s*|gettext\([^()]*,\s*)\"([^\"]+)\"")
UNSEEN = {  # of fields and validators that no form here has, or that tell programmers of a mistake
    "Choices cannot be None.", "Invalid Mac address.", "Invalid IP address.",
    "Invalid field name '%s'.", "Date must be between %(min)s and %(max)s.",
    "Date must be at least %(min)s.", "Date must be at most %(max)s.",
    "This field cannot be edited.", "This field is disabled and cannot have a value.",
}  # fmt: skip


def all_forms(base: type) -> list[type]:
    below: list[type] = base.__subclasses__()
    return [one for sub in below for one in (sub, *all_forms(sub))]


def test_every_form_of_a_page_takes_the_words_of_this_house() -> None:
    assert blueprints()  # they have been imported, and with them their forms
    ours = [one for one in all_forms(FlaskForm) if one.__module__.startswith("quizapp.")]
    assert len(ours) > 30
    assert [one for one in ours if not issubclass(one, PlainForm)] == []
    rows = [one for one in all_forms(wtforms.Form) if one.__module__.startswith("quizapp.")]
    assert [one for one in rows if not issubclass(one, PlainForm | PlainRow)] == []


def test_no_sentence_of_the_library_is_left() -> None:
    said = {words for source in SOURCES for words in TOLD.findall(inspect.getsource(source))}
    assert len(said) > 20
    plain = _PlainWords()
    assert {words for words in said if plain.gettext(words) == words} <= UNSEEN


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "Keep it to %(max)d character."), (2, "Keep it to %(max)d characters.")],
)
def test_numbers_agree(number: int, words: str) -> None:
    one = "Field cannot be longer than %(max)d character."
    many = "Field cannot be longer than %(max)d characters."
    assert _PlainWords().ngettext(one, many, number) == words
