"""Answers that are typed: short text, numbers, gaps."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import DecimalField, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.validators import Optional as Empty

from quizapp.web.authoring.item_forms.base import MOST_ROWS, ItemForm, Row, lines, show_rows

TOO_LONG = Length(max=10_000, message="This is too long.")
_GAP = re.compile(r"\{\{([1-9][0-9]?)\}\}")


class ShortForm(ItemForm):
    """A word or a name."""

    type_name = "short"
    own = (*ItemForm.own, "answers", "reject")

    answers = TextAreaField("Accepted answers", [TOO_LONG])
    reject = TextAreaField("Wrong answers that come close", [TOO_LONG])

    def fill_own(self, content: Mapping[str, Any]) -> None:
        self.answers.data = "\n".join(content.get("answers", ()))
        self.reject.data = "\n".join(content.get("reject", ()))

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 (all is shown)
        return {"answers": lines(self.answers.data), "reject": lines(self.reject.data)}


class WrongNumberRow(Row):
    """A wrong number that is to be expected."""

    value = DecimalField("Wrong number", [Empty()], places=None)
    feedback = StringField("Feedback", [Length(max=2_000, message="This is too long.")])


class NumericForm(ItemForm):
    """A number, with its unit and tolerance."""

    type_name = "numeric"
    own = (*ItemForm.own, "answer", "unit", "tolerance", "distractors")
    lists = ("distractors",)

    answer = DecimalField("Answer", [Empty()], places=None)
    unit = StringField("Unit", [Length(max=100, message="This is too long.")])
    tolerance = DecimalField("Tolerance", [Empty()], places=None)
    distractors = FieldList(
        FormField(WrongNumberRow), "Wrong numbers to be expected", min_entries=0, max_entries=20
    )

    def fill_own(self, content: Mapping[str, Any]) -> None:
        self.answer.data = content.get("answer")
        self.unit.data = content.get("unit") or ""
        self.tolerance.data = content.get("tolerance", 0)
        show_rows(self.distractors, content.get("distractors", ()), 0)

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        wrong = []
        for row in self.taken(self.distractors, lambda row: row.value.data is not None):
            value = {**row.old(old.get("distractors", ())), "value": row.value.data}
            value["feedback"] = (row.feedback.data or "").strip() or None
            wrong.append(value)
        found: dict[str, Any] = {"tolerance": self.tolerance.data or 0, "distractors": wrong}
        found["unit"] = (self.unit.data or "").strip() or None
        return found if self.answer.data is None else {**found, "answer": self.answer.data}


class GapRow(Row):
    """What belongs into one gap, and what to choose from where it is not typed."""

    name = HiddenField()
    answers = StringField("Answers", [TOO_LONG])
    options = StringField("Choose from", [TOO_LONG])

    def number(self, place: int) -> str:  # noqa: ARG002 (gaps go by name)
        """The name of the gap in the text."""
        return self.name.data or ""


class ClozeForm(ItemForm):
    """A text with gaps {{1}}, {{2}} …; a gap may be given as [[answer|variant]] too."""

    type_name = "cloze"
    asks = "Text"
    own = (*ItemForm.own, "blanks")

    blanks = FieldList(FormField(GapRow), "Gaps", min_entries=0, max_entries=MOST_ROWS)

    def fill_own(self, content: Mapping[str, Any]) -> None:
        rows = [
            {
                "name": name,
                "answers": " | ".join(blank.get("answers", ())),
                "options": " | ".join(blank.get("options") or ()),
            }
            for name, blank in content.get("blanks", {}).items()
        ]
        show_rows(self.blanks, rows, 0)

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        self._take_written_gaps()
        blanks: dict[str, Any] = {}
        before = old.get("blanks", {})
        wanted = _GAP.findall(self.stem.data or "")
        for entry in self.blanks.entries:
            row: GapRow = entry.form
            name = row.name.data or ""
            if name not in wanted:
                continue
            kept = {
                k: v for k, v in before.get(name, {}).items() if k not in ("answers", "options")
            }
            blanks[name] = {**kept, "answers": _bars(row.answers.data)}
            if options := _bars(row.options.data):
                blanks[name]["options"] = options
        return {"stem": self.stem.data or "", "blanks": blanks}

    def show_gaps(self) -> None:
        """A row for each gap in the text, in its order; rows whose gap is gone go too."""
        self._take_written_gaps()
        typed = {entry.form.name.data: entry.form.data for entry in self.blanks.entries}
        wanted = dict.fromkeys(_GAP.findall(self.stem.data or ""))
        show_rows(self.blanks, [{**typed.get(name, {}), "name": name} for name in wanted], 0)

    def place(self, loc: tuple[int | str, ...]) -> Any:
        """Gaps go by name."""
        if loc == ("blanks",):
            return self.stem  # where a gap is written
        if loc[:1] != ("blanks",):
            return super().place(loc)
        rows = [one.form for one in self.blanks.entries if one.form.name.data == loc[1]]
        return rows[0].cell(loc[2:3]) if rows else self.stem

    def _take_written_gaps(self) -> None:
        """Turn [[answer|variant]] in the text into a numbered gap with its row."""
        text = self.stem.data or ""
        used = {int(name) for name in _GAP.findall(text)}

        def numbered(match: re.Match[str]) -> str:
            number = next(n for n in range(1, 100) if n not in used)
            used.add(number)
            self.blanks.append_entry({"name": str(number), "answers": " | ".join(_bars(match[1]))})
            return f"{{{{{number}}}}}"

        if len(used) + text.count("[[") < MOST_ROWS:
            self.stem.data = re.sub(r"\[\[([^\[\]]+)\]\]", numbered, text)


def _bars(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split("|") if part.strip()]
