"""What the tests of all routes share: something behind every placeholder of the access table."""

import pytest
from sqlalchemy.orm import Session

from tests.support.cast import Person
from tests.web.asking import make_things


@pytest.fixture
def things(mina: Person, ms_park: Person, session: Session) -> dict[str, str]:
    """Everything that the table names in braces."""
    return make_things(mina, ms_park, session)
