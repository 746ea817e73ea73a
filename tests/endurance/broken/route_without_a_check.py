"""Teachers' pages ask only whether somebody is there."""

from quizapp.web.shell import identity

identity.teacher_required = identity.learner_required
