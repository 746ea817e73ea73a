"""The commands `quizapp user …`: accounts without a browser."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

import click

from quizapp.cli_app import running_app
from quizapp.domain.names import name_problem, recovery_code
from quizapp.models.db import db
from quizapp.models.learners import ROLES
from quizapp.queries.accounts import LearnerView, account_by_name, accounts
from quizapp.services.passwords import NameTakenError, NewAccount
from quizapp.services.recovery import make_reset_code
from quizapp.services.roles import LastTeacherError, add_account, set_role
from quizapp.services.schema import migrate

ROLE = click.Choice(ROLES)


@click.group()
def user() -> None:
    """Add accounts, change their roles, let someone in who has lost the password."""


@user.command()
@click.argument("name")
@click.option("--role", type=ROLE, default="student", show_default=True)
def add(name: str, role: str) -> None:
    """Add an account; prints a code with which its owner chooses a password."""
    if problem := name_problem(name):
        raise click.ClickException(problem)
    with _database() as now:
        # Nobody knows this password: the code is the way in.
        new = NewAccount(name, secrets.token_urlsafe(32), _fresh_code())
        try:
            learner_id = add_account(new, uuid4(), role, now)
        except NameTakenError:
            raise click.ClickException(f"the name {name!r} is taken") from None
        click.echo(f"Added {name} as {role}.")
        _print_code(learner_id, now)


@user.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True)
def promote(name: str, role: str) -> None:
    """Give an account a role (also a lower one)."""
    with _database() as now:
        learner = _account(name)
        try:
            set_role(learner.id, role, None, now)
        except LastTeacherError:
            raise click.ClickException(f"{learner.name} is the last who can teach") from None
        click.echo(f"{learner.name} is now {role}.")


@user.command()
@click.argument("name")
def reset(name: str) -> None:
    """Print a code with which the owner of an account chooses a new password."""
    with _database() as now:
        _print_code(_account(name).id, now)


@user.command("list")
def list_accounts() -> None:
    """List every account: role, since when, name."""
    with _database():
        for one in accounts(db.session()):
            click.echo(f"{one.role:8} {one.created_at:%Y-%m-%d}  {one.name}")


@contextmanager
def _database() -> Iterator[datetime]:
    """A migrated database for a command, and the time; bad settings end the command."""
    with running_app() as app:
        migrate()
        yield app.extensions["quizapp_clock"].now()


def _account(name: str) -> LearnerView:
    learner = account_by_name(db.session(), name)
    if learner is None:
        raise click.ClickException(f"there is no account named {name!r}")
    return learner


def _fresh_code() -> str:
    return recovery_code(secrets.token_bytes(20))


def _print_code(learner_id: int, now: datetime) -> None:
    code = _fresh_code()
    make_reset_code(learner_id, code, None, now)
    click.echo(f"Code (works once, within a week, at /login/recover): {code}")
