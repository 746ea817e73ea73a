"""Forms of the lessons room."""

from wtforms import Form, SelectField

from quizapp.queries.lessons.claims import KINDS, VERDICTS


class ClaimFilter(Form):
    """Which claims to list; sent as a plain query string."""

    kind = SelectField(
        "Kind", choices=[("", "All kinds"), *((k, k.capitalize()) for k in KINDS)], default=""
    )
    verdict = SelectField(
        "Verdict",
        choices=[("", "All verdicts"), *((v, v.capitalize()) for v in VERDICTS)],
        default="",
    )
