"""quizapp: read a lesson, drill its flashcards, take a scored quiz, see what is slipping.

A map of the house. Floors run from the street down to the cellar, imports go down only
(import-linter holds them to it), and a room has the same name on every floor.

    cli         the `quizapp` command
    jobs        what must not run inside a request
    app         create_app(): wiring, no routes
    web         routes, forms and JSON per room; web.shell is what all rooms share
    config      every setting, from the environment
    clock       the only reader of the time
    services    the writes, a module per room; the only place that commits
    queries     the reads, a module per room, each with a bounded number of statements
    models      tables, a file per aggregate
    content     reads questions/ into domain objects, with file:line:column in every error
    formats     foreign question formats: bytes in, domain objects out, and back
    domain      pure Python: items, grading, scheduling; no Flask, no database, no clock
    static      CSS, JavaScript modules, icons
    migrations  Alembic

The rooms: accounts, home, lessons, flashcards, quizzes, progress, authoring.
Below `web`, the time (`now`, aware UTC) and randomness arrive as arguments.
"""

__version__ = "0.1.0"
