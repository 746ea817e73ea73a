"""Parameters that statements share by name: what is put together once is given them when it runs."""

from sqlalchemy import Uuid, bindparam

from quizapp.models.types import BigId

LEARNER = bindparam("learner", type_=BigId)
ATTEMPT = bindparam("attempt", type_=Uuid)
