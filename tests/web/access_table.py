"""Who may go where: every route of the app, in one table.

A new route is a line here, and one in statement_budgets.py. `who` is one of the rules of tests/web/test_access.py:

    open      everybody                          learner   whoever has started, guests too
    account   learners with a name               teacher   teachers and admins; others: 404
    owner     mina, whose attempt or card it is; others: 404
    class     ms_park, whose class it is, and admins; other teachers and everybody else: 404
    set       ms_park, whose set it is; everybody else: 404
    unknown   404 for whoever has started: nobody has such a thing
    nobody    404 for everybody with these values (a link that is not valid, a setting that is off)

`path` and the texts of `body` may name things of mina's: {attempt} (open), {done} (submitted),
{review}, {card}; {item} is of the built-in course; of ms_park's: {ruling} (on {item}), {group} (a class that mina is in),
{code}, {student} (mina), {teacher} (ms_park), {assignment} (a quiz for that class), {essay} (an attempt of mina's at it), {set} (a set of one question q1), {draft}, {import},
{medium}. `body` is sent as JSON below /api and as a form elsewhere; it should be good enough to reach the answer
`ok` (any of these statuses), because a request that is refused as malformed proves nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.support.cast import PASSWORD

SLUG = "1945-a-line-on-a-map"
UUID = "00000000-0000-4000-8000-000000000001"
NOW = "2026-11-23T10:00:00+00:00"


@dataclass(frozen=True)
class Row:
    """One route, who may use it, and a request that shows it."""

    who: str
    path: str
    ok: tuple[int, ...] = (200,)
    body: dict[str, Any] = field(default_factory=dict)


POSTED = (303,)

TABLE: dict[str, Row] = {
    # home
    "GET /": Row("open", "/"),
    "POST /start": Row("open", "/start", POSTED),
    "GET /about": Row("open", "/about"),
    "GET /privacy": Row("open", "/privacy"),
    "GET /teachers": Row("open", "/teachers"),
    # shell
    "GET /healthz": Row("open", "/healthz"),
    # Whoever asks from this machine, as these tests do; strangers: tests/web/test_metrics.py.
    "GET /metrics": Row("open", "/metrics"),
    "GET /readyz": Row("open", "/readyz"),
    "GET /api/v1/openapi.json": Row("open", "/api/v1/openapi.json"),
    "GET /api/v1/session": Row("open", "/api/v1/session"),
    # accounts
    "GET /signup": Row("open", "/signup", (200, 303)),
    "POST /signup": Row("open", "/signup", (303, 422)),
    "GET /login": Row("open", "/login", (200, 303)),
    "POST /login": Row("open", "/login", (422,)),
    "GET /login/recover": Row("open", "/login/recover"),
    "POST /login/recover": Row("open", "/login/recover", (422,)),
    "GET /login/forgot": Row("nobody", "/login/forgot"),
    "POST /login/forgot": Row("nobody", "/login/forgot"),
    "POST /logout": Row("open", "/logout", POSTED),
    "GET /account": Row("learner", "/account"),
    "POST /account/settings": Row("learner", "/account/settings", (422,)),
    "POST /account/email": Row(
        "account", "/account/email", POSTED, {"email": "", "email_password": PASSWORD}
    ),
    "POST /account/password": Row("account", "/account/password", (422,)),
    "POST /account/recovery-code": Row("account", "/account/recovery-code", (422,)),
    "POST /account/sessions": Row("learner", "/account/sessions", POSTED),
    "GET /account/export": Row("learner", "/account/export"),
    "POST /account/delete": Row("learner", "/account/delete", (422,)),
    "GET /api/v1/me/export": Row("learner", "/api/v1/me/export"),
    "PUT /api/v1/me/zone": Row("learner", "/api/v1/me/zone", body={"timezone": "Asia/Seoul"}),
    # authoring
    "GET /sets": Row("open", "/sets"),
    "GET /teach": Row("teacher", "/teach"),
    "POST /teach/reset": Row("teacher", "/teach/reset", (200, 422), {"name": "mina"}),
    "GET /teach/setup": Row("nobody", "/teach/setup?token=x"),
    "POST /teach/setup": Row("nobody", "/teach/setup", body={"token": "x"}),
    "GET /teach/sets/new": Row("teacher", "/teach/sets/new"),
    "POST /teach/sets/new": Row(
        "teacher",
        "/teach/sets/new",
        POSTED,
        {"key": UUID, "title": "Capitals", "language": "en", "visibility": "private"},
    ),
    "GET /teach/sets/<slug>": Row("set", "/teach/sets/{set}"),
    "GET /teach/sets/<slug>/settings": Row("set", "/teach/sets/{set}/settings"),
    "POST /teach/sets/<slug>/settings": Row(
        "set",
        "/teach/sets/{set}/settings",
        POSTED,
        {"key": UUID, "title": "Capitals", "language": "en", "visibility": "private"},
    ),
    "POST /teach/sets/<slug>/remove": Row("set", "/teach/sets/{set}/remove", POSTED),
    "POST /teach/sets/<slug>/bring-back": Row("set", "/teach/sets/{set}/bring-back", POSTED),
    "POST /teach/sets/<slug>/editors": Row(
        "set", "/teach/sets/{set}/editors", (303, 422), {"name": "mr_cho_or_nobody"}
    ),
    "POST /teach/sets/<slug>/editors/<int:learner>/remove": Row(
        "set", "/teach/sets/{set}/editors/1/remove", POSTED
    ),
    "GET /teach/sets/<slug>/items/new": Row("set", "/teach/sets/{set}/items/new?type=short"),
    "POST /teach/sets/<slug>/items/new": Row(
        "set",
        "/teach/sets/{set}/items/new?type=short",
        POSTED,
        {"key": UUID, "seen": "0", "stem": "Who led it?", "answers": "Kim"},
    ),
    "GET /teach/sets/<slug>/items/<code>": Row("set", "/teach/sets/{set}/items/q1"),
    "POST /teach/sets/<slug>/items/<code>": Row(
        "set",
        "/teach/sets/{set}/items/q1",
        POSTED,
        {"key": UUID, "seen": "1", "stem": "Who led it?", "answers": "Kim"},
    ),
    "GET /teach/sets/<slug>/items/<code>/history": Row("set", "/teach/sets/{set}/items/q1/history"),
    "POST /teach/sets/<slug>/items/<code>/restore": Row(
        "set", "/teach/sets/{set}/items/q1/restore", POSTED, {"number": "1"}
    ),
    "POST /teach/sets/<slug>/items/<code>/move": Row(
        "set", "/teach/sets/{set}/items/q1/move", POSTED, {"by": "up"}
    ),
    "POST /teach/sets/<slug>/items/<code>/copy": Row(
        "set", "/teach/sets/{set}/items/q1/copy", POSTED, {"key": UUID}
    ),
    "POST /teach/sets/<slug>/items/<code>/remove": Row(
        "set", "/teach/sets/{set}/items/q1/remove", POSTED
    ),
    "POST /teach/sets/<slug>/items/<code>/bring-back": Row(
        "set", "/teach/sets/{set}/items/q1/bring-back", POSTED
    ),
    "POST /teach/sets/<slug>/preview": Row(
        "set", "/teach/sets/{set}/preview?type=short", body={"stem": "Who?"}
    ),
    "POST /teach/sets/<slug>/draft": Row(
        "set", "/teach/sets/{set}/draft?type=short&seq=1", body={"key": UUID, "stem": "Who?"}
    ),
    "POST /teach/sets/<slug>/drafts/<uuid:key>/drop": Row(
        "set", "/teach/sets/{set}/drafts/{draft}/drop", POSTED
    ),
    "GET /teach/sets/<slug>/paste": Row("set", "/teach/sets/{set}/paste"),
    "POST /teach/sets/<slug>/paste": Row(
        "set", "/teach/sets/{set}/paste", body={"key": UUID, "text": "Seoul\tcapital"}
    ),
    "GET /teach/sets/<slug>/try": Row("set", "/teach/sets/{set}/try"),
    "POST /teach/sets/<slug>/try": Row("set", "/teach/sets/{set}/try"),
    "GET /teach/sets/<slug>/export": Row("set", "/teach/sets/{set}/export"),
    "GET /teach/sets/<slug>/export/<form>": Row("set", "/teach/sets/{set}/export/yaml"),
    "GET /teach/sets/<slug>/print": Row("set", "/teach/sets/{set}/print"),
    "POST /teach/sets/<slug>/media": Row("set", "/teach/sets/{set}/media", (422,)),
    "GET /media/<key>": Row("open", "/media/{medium}"),
    "GET /teach/import": Row("teacher", "/teach/import"),
    "POST /teach/import": Row("teacher", "/teach/import", (422,), {"key": UUID}),
    "GET /teach/import/<uuid:id>": Row("set", "/teach/import/{import}"),
    "POST /teach/import/<uuid:id>/publish": Row("set", "/teach/import/{import}/publish", POSTED),
    "POST /teach/import/<uuid:id>/divide": Row("set", "/teach/import/{import}/divide", POSTED),
    "POST /teach/import/<uuid:id>/cancel": Row("set", "/teach/import/{import}/cancel", POSTED),
    # analysis
    "GET /teach/sets/<slug>/report": Row("teacher", f"/teach/sets/{SLUG}/report"),
    "GET /teach/items/<int:item>/report": Row("teacher", "/teach/items/{item}/report"),
    "GET /teach/classes/<uuid:group>/memory": Row("class", "/teach/classes/{group}/memory"),
    "GET /teach/classes/<uuid:group>/starter": Row("class", "/teach/classes/{group}/starter"),
    # regrading
    "GET /teach/items/<int:item>/ruling": Row("teacher", "/teach/items/{item}/ruling"),
    "POST /teach/items/<int:item>/ruling": Row("teacher", "/teach/items/{item}/ruling", (422,)),
    "GET /teach/rulings/<uuid:ruling>": Row("class", "/teach/rulings/{ruling}"),
    "POST /teach/rulings/<uuid:ruling>/regrade": Row(
        "class", "/teach/rulings/{ruling}/regrade", POSTED
    ),
    # mistakes
    "GET /report/<kind>/<name>": Row("open", "/report/claim/P1.1"),
    "POST /report/<kind>/<name>": Row(
        "open", "/report/claim/P1.1", POSTED, {"id": UUID, "what": "The year is wrong."}
    ),
    "GET /report/<kind>/<name>/thanks": Row("open", "/report/claim/P1.1/thanks"),
    "POST /report/answers/seen": Row("learner", "/report/answers/seen", POSTED),
    "GET /teach/mistakes": Row("teacher", "/teach/mistakes"),
    "POST /teach/mistakes/<uuid:report>": Row(
        "teacher", f"/teach/mistakes/{UUID}", POSTED, {"note": "Mended."}
    ),
    # classes
    "GET /teach/classes": Row("teacher", "/teach/classes"),
    "GET /teach/classes/new": Row("teacher", "/teach/classes/new"),
    "POST /teach/classes/new": Row(
        "teacher", "/teach/classes/new", POSTED, {"id": UUID, "title": "8c", "timezone": "UTC"}
    ),
    "GET /teach/classes/<uuid:group>": Row("class", "/teach/classes/{group}"),
    "GET /teach/classes/<uuid:group>/settings": Row("class", "/teach/classes/{group}/settings"),
    "POST /teach/classes/<uuid:group>/settings": Row(
        "class", "/teach/classes/{group}/settings", POSTED, {"title": "7c", "timezone": "UTC"}
    ),
    "POST /teach/classes/<uuid:group>/teachers": Row(
        "class", "/teach/classes/{group}/teachers", (303, 422), {"teacher": "nobody"}
    ),
    "POST /teach/classes/<uuid:group>/teachers/<uuid:teacher>/remove": Row(
        "class", "/teach/classes/{group}/teachers/{teacher}/remove", POSTED
    ),
    "POST /teach/classes/<uuid:group>/archive": Row(
        "class", "/teach/classes/{group}/archive", POSTED, {"away": "0"}
    ),
    "POST /teach/classes/<uuid:group>/code": Row(
        "class", "/teach/classes/{group}/code", POSTED, {"do": "new"}
    ),
    "GET /teach/classes/<uuid:group>/qr.svg": Row("class", "/teach/classes/{group}/qr.svg"),
    "GET /teach/classes/<uuid:group>/list": Row("class", "/teach/classes/{group}/list"),
    "POST /teach/classes/<uuid:group>/list": Row(
        "class", "/teach/classes/{group}/list", body={"names": "Somebody New"}
    ),
    "GET /teach/classes/<uuid:group>/students/<uuid:student>": Row(
        "class", "/teach/classes/{group}/students/{student}"
    ),
    "POST /teach/classes/<uuid:group>/students/<uuid:student>": Row(
        "class",
        "/teach/classes/{group}/students/{student}",
        POSTED,
        {"name": "Mina", "extra_percent": "0"},
    ),
    "POST /teach/classes/<uuid:group>/students/<uuid:student>/slip": Row(
        "class", "/teach/classes/{group}/students/{student}/slip"
    ),
    "POST /teach/classes/<uuid:group>/students/<uuid:student>/remove": Row(
        "class", "/teach/classes/{group}/students/{student}/remove", POSTED
    ),
    "POST /teach/classes/<uuid:group>/students/<uuid:student>/back": Row(
        "class", "/teach/classes/{group}/students/{student}/back", POSTED
    ),
    "GET /teach/classes/<uuid:group>/assignments/new": Row(
        "class", "/teach/classes/{group}/assignments/new"
    ),
    "POST /teach/classes/<uuid:group>/assignments/new": Row(
        "class",
        "/teach/classes/{group}/assignments/new",
        (303,),
        {
            "id": UUID,
            "source": f"lesson:{SLUG}",
            "who": "everyone",
            "late": "accept",
            "feedback": "at_once",
        },
    ),
    "GET /teach/classes/<uuid:group>/assignments/<uuid:assignment>": Row(
        "class", "/teach/classes/{group}/assignments/{assignment}"
    ),
    "POST /teach/classes/<uuid:group>/assignments/<uuid:assignment>": Row(
        "class",
        "/teach/classes/{group}/assignments/{assignment}",
        POSTED,
        {"title": "New", "who": "everyone", "late": "accept", "feedback": "at_once"},
    ),
    "POST /teach/classes/<uuid:group>/assignments/<uuid:assignment>/withdraw": Row(
        "class", "/teach/classes/{group}/assignments/{assignment}/withdraw", POSTED, {"away": "0"}
    ),
    "GET /teach/classes/<uuid:group>/record": Row("class", "/teach/classes/{group}/record"),
    "GET /teach/classes/<uuid:group>/assignments/<uuid:assignment>/essays": Row(
        "class", "/teach/classes/{group}/assignments/{assignment}/essays"
    ),
    "GET /teach/classes/<uuid:group>/assignments/<uuid:assignment>/essays/<uuid:attempt>/<int:position>": Row(
        "class", "/teach/classes/{group}/assignments/{assignment}/essays/{essay}/11"
    ),
    "POST /teach/classes/<uuid:group>/assignments/<uuid:assignment>/essays/<uuid:attempt>/<int:position>": Row(
        "class",
        "/teach/classes/{group}/assignments/{assignment}/essays/{essay}/11",
        (303, 422),
        {"id": UUID, "seen": "0", "points": "1"},
    ),
    "GET /teach/gradebook/<uuid:group>": Row("class", "/teach/gradebook/{group}"),
    "GET /teach/gradebook/<uuid:group>/scores.csv": Row(
        "class", "/teach/gradebook/{group}/scores.csv"
    ),
    "GET /teach/gradebook/<uuid:group>/scores.xlsx": Row(
        "class", "/teach/gradebook/{group}/scores.xlsx"
    ),
    "GET /teach/gradebook/<uuid:group>/students/<uuid:student>": Row(
        "class", "/teach/gradebook/{group}/students/{student}"
    ),
    "GET /teach/gradebook/<uuid:group>/<uuid:assignment>/<uuid:student>": Row(
        "class", "/teach/gradebook/{group}/{assignment}/{student}"
    ),
    "POST /teach/gradebook/<uuid:group>/<uuid:assignment>/<uuid:student>/score": Row(
        "class",
        "/teach/gradebook/{group}/{assignment}/{student}/score",
        POSTED,
        {"percent": "80", "comment": "By word of mouth."},
    ),
    "POST /teach/gradebook/<uuid:group>/<uuid:assignment>/<uuid:student>/excuse": Row(
        "class", "/teach/gradebook/{group}/{assignment}/{student}/excuse", POSTED, {"on": "1"}
    ),
    "POST /teach/gradebook/<uuid:group>/<uuid:assignment>/<uuid:student>/reopen": Row(
        "class",
        "/teach/gradebook/{group}/{assignment}/{student}/reopen",
        POSTED,
        {"until": "2099-01-01T12:00"},
    ),
    "POST /teach/gradebook/<uuid:group>/<uuid:assignment>/<uuid:student>/time": Row(
        "class", "/teach/gradebook/{group}/{assignment}/{student}/time", POSTED, {"minutes": "5"}
    ),
    "GET /join": Row("open", "/join"),
    "GET /join/<code>": Row("nobody", "/join/BCDFGHJK"),
    "POST /join/<code>": Row("nobody", "/join/BCDFGHJK", body={"name": "Somebody"}),
    "GET /classes/<uuid:group>": Row("owner", "/classes/{group}"),
    "GET /classes/<uuid:group>/leave": Row("owner", "/classes/{group}/leave"),
    "POST /classes/<uuid:group>/leave": Row("owner", "/classes/{group}/leave", POSTED),
    # lessons
    "GET /lessons": Row("open", "/lessons"),
    "GET /lessons/<slug>": Row("open", f"/lessons/{SLUG}"),
    "GET /lessons/<slug>/checkpoints/<item>": Row(
        "open", f"/lessons/{SLUG}/checkpoints/L1-02", (200, 303)
    ),
    "POST /lessons/<slug>/checkpoints/<item>": Row(
        "learner", f"/lessons/{SLUG}/checkpoints/L1-02", (303, 422), {"id": UUID}
    ),
    "POST /lessons/<slug>/checkpoints/<item>/card": Row(
        "learner", f"/lessons/{SLUG}/checkpoints/L1-02/card", POSTED
    ),
    "POST /lessons/<slug>/before": Row("learner", f"/lessons/{SLUG}/before", POSTED),
    "POST /lessons/<slug>/finish": Row("learner", f"/lessons/{SLUG}/finish", POSTED),
    "GET /claims": Row("open", "/claims"),
    "GET /claims/<code>": Row("open", "/claims/P1.1"),
    "GET /timeline": Row("open", "/timeline"),
    "GET /glossary": Row("open", "/glossary"),
    "GET /search": Row("open", "/search?q=armistice"),
    "GET /people": Row("open", "/people"),
    "POST /api/v1/checkpoints/<item>": Row(
        "learner", "/api/v1/checkpoints/L1-02", (200, 422), {"id": UUID, "response": {}}
    ),
    "PUT /api/v1/lessons/<slug>/position": Row(
        "learner", f"/api/v1/lessons/{SLUG}/position", body={"anchor": "", "fraction": 0.0}
    ),
    # flashcards
    "GET /study": Row("learner", "/study"),
    "GET /study/sets/<slug>": Row("learner", f"/study/sets/{SLUG}"),
    "GET /study/aside": Row("learner", "/study/aside"),
    "POST /study/answer": Row(
        "learner", "/study/answer", POSTED, {"review": UUID, "card": "{card}", "rating": "3"}
    ),
    "POST /study/undo": Row("owner", "/study/undo", POSTED, {"review": "{review}"}),
    "POST /study/mark": Row(
        "learner", "/study/mark", POSTED, {"card": "{card}", "kind": "flag", "on": "1"}
    ),
    "GET /api/v1/study/queue": Row("learner", "/api/v1/study/queue"),
    "POST /api/v1/study/reviews": Row(
        "learner", "/api/v1/study/reviews", body={"sent_at": NOW, "reviews": []}
    ),
    "POST /api/v1/study/reviews/<review>/undo": Row("owner", "/api/v1/study/reviews/{review}/undo"),
    "GET /api/v1/study/cards/<card>": Row("learner", "/api/v1/study/cards/{card}"),
    "POST /api/v1/study/cards/<card>/add": Row(
        "learner", "/api/v1/study/cards/{card}/add", body={"on": True}
    ),
    "POST /api/v1/study/cards/<card>/bury": Row(
        "learner", "/api/v1/study/cards/{card}/bury", body={"on": True}
    ),
    "POST /api/v1/study/cards/<card>/flag": Row(
        "learner", "/api/v1/study/cards/{card}/flag", body={"on": True}
    ),
    "POST /api/v1/study/cards/<card>/suspend": Row(
        "learner", "/api/v1/study/cards/{card}/suspend", body={"on": True}
    ),
    # quizzes
    "GET /quizzes": Row("open", "/quizzes"),
    "GET /quizzes/<slug>": Row("open", "/quizzes/made-up"),
    "POST /quizzes/<slug>/start": Row("learner", "/quizzes/made-up/start", POSTED),
    "GET /attempts/<uuid:attempt>": Row("owner", "/attempts/{attempt}"),
    "POST /attempts/<uuid:attempt>": Row("owner", "/attempts/{attempt}", (200, 303, 422)),
    "GET /attempts/<uuid:attempt>/check": Row("owner", "/attempts/{attempt}/check"),
    "POST /attempts/<uuid:attempt>/submit": Row(
        "owner", "/attempts/{done}/submit", POSTED, {"id": UUID}
    ),
    "GET /attempts/<uuid:attempt>/result": Row("owner", "/attempts/{done}/result"),
    "POST /attempts/<uuid:attempt>/cards": Row("owner", "/attempts/{done}/cards", POSTED),
    "POST /attempts/<uuid:attempt>/cards/undo": Row("owner", "/attempts/{done}/cards/undo", POSTED),
    "GET /api/v1/quizzes": Row("learner", "/api/v1/quizzes"),
    "POST /api/v1/quizzes/<slug>/attempts": Row(
        "learner", "/api/v1/quizzes/made-up/attempts", (200, 201), {"id": UUID}
    ),
    "GET /api/v1/attempts/<uuid:attempt>": Row("owner", "/api/v1/attempts/{attempt}"),
    "PUT /api/v1/attempts/<uuid:attempt>/place": Row(
        "owner", "/api/v1/attempts/{attempt}/place", body={"position": 1, "flagged": []}
    ),
    "PUT /api/v1/attempts/<uuid:attempt>/responses/<int:position>": Row(
        "owner",
        "/api/v1/attempts/{attempt}/responses/5",
        body={"seq": 1, "response": {"text": "x"}},
    ),
    "POST /api/v1/attempts/<uuid:attempt>/submit": Row(
        "owner", "/api/v1/attempts/{done}/submit", body={"id": UUID}
    ),
    "GET /api/v1/attempts/<uuid:attempt>/result": Row("owner", "/api/v1/attempts/{done}/result"),
    # progress
    "GET /progress": Row("learner", "/progress"),
    "GET /api/v1/progress": Row("learner", "/api/v1/progress"),
}
