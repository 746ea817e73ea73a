"""The people of the tests. Each is made when a test first asks for it.

mina      a student with an account        jun      another student, a stranger to mina
guest     a student without an account     ms_park  a teacher
mr_cho    another teacher                  admin    an administrator
"""

from uuid import UUID, uuid5

from flask import Flask

from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView, learner_by_id
from quizapp.services.accounts import create_guest, open_session
from quizapp.services.passwords import NewAccount
from quizapp.services.roles import add_account
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

FAMILY = UUID("5b1e8a4e-0f0a-4a53-9c39-6a6f3f0d2c11")
PASSWORD = "correct horse battery staple"
ROLES = {"ms_park": "teacher", "mr_cho": "teacher", "admin": "admin"}


class Person:
    """A learner with a browser of her own."""

    password = PASSWORD
    recovery = "k7m2q-9xatr-bw6de-hjn4p"

    def __init__(self, app: Flask, clock: FixedClock, name: str, zone: str = "UTC") -> None:
        self.app = app
        self.clock = clock
        self.name = name
        self.public_id = uuid5(FAMILY, name)
        with app.app_context():
            if name == "guest":
                token = "the token with which the guest began"
                self.id = create_guest(self.public_id, token, zone, clock.now())
            else:
                new = NewAccount(name, self.password, self.recovery)
                role = ROLES.get(name, "student")
                self.id = add_account(new, self.public_id, role, clock.now(), timezone=zone)
        # Signed in before the test begins, so that it counts no statement of ours.
        self.client = self.another_browser("usual")

    @property
    def view(self) -> LearnerView:
        """The learner as services and queries want her, read now."""
        with self.app.app_context():
            found = learner_by_id(db.session(), self.id)
        assert found is not None
        return found

    def another_browser(self, label: str = "another") -> Visitor:
        """A second device, signed in."""
        token = f"{label} token of {self.name}"
        with self.app.app_context():
            open_session(self.id, token, self.clock.now())
        browser = self.app.test_client()
        assert isinstance(browser, Visitor)
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie.permanent = True
        return browser
