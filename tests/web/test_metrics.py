"""Figures for whoever watches over the server: true over all processes, and about nobody."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from quizapp import metrics
from quizapp.config import Config
from quizapp.jobs import counted, run_backup
from quizapp.metrics.processes import SIZE
from quizapp.models.db import db
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import Drill
from tests.support.lessons import FIRST
from tests.support.visitor import Visitor
from tests.web.routes import routes

TOKEN = "only the watcher knows this"
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(client: Visitor, **headers: str) -> Figures:
    """Every sample that the address gives."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    return parsed(answer.get_data(as_text=True))


def parsed(text: str) -> Figures:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(figures: Figures, name: str, **labels: str) -> float:
    return figures.get((name, frozenset(labels.items())), 0.0)


def grown(before: Figures, after: Figures, name: str, **labels: str) -> float:
    return value(after, name, **labels) - value(before, name, **labels)


def test_requests_are_counted_by_pattern_and_class(client: Visitor) -> None:
    before = read(client)
    client.get("/lessons/1945-a-line-on-a-map")
    client.get("/lessons/there-is-none-of-this-name")
    client.get("/no-address-of-ours")
    client.open("/lessons", method="BREW")
    after = read(client)
    route = "/lessons/<slug>"
    name = "quizapp_http_requests_total"
    for status in "2xx", "4xx":
        assert grown(before, after, name, method="GET", route=route, status=status) == 1
    assert grown(before, after, name, method="GET", route="none", status="4xx") == 1
    assert grown(before, after, name, method="other", route="none", status="4xx") == 1
    seconds = "quizapp_http_request_seconds"
    assert grown(before, after, f"{seconds}_count", method="GET", route=route) == 2
    assert 0 < grown(before, after, f"{seconds}_sum", method="GET", route=route) < 60


def test_answers_are_counted_once_each(client: Visitor, mina: Person) -> None:
    drill = Drill(mina)
    before = read(client)
    review = drill.review(drill.queue(mode="new")["cards"][0]["id"])
    for _ in range(2):  # sent again, it is a duplicate
        assert drill.send(review).status_code == 200
    after = read(client)
    assert grown(before, after, "quizapp_answers_total", kind="review") == 1


def test_a_busy_database_is_counted(app: Flask, client: Visitor) -> None:
    before = read(client)

    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the disk is gone"))

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        assert client.get("/lessons").status_code == 503
        during = read(client)
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
    assert grown(before, during, "quizapp_database_busy_total", reason="unavailable") == 1
    assert value(during, "quizapp_database_up") == 0
    assert value(read(client), "quizapp_database_up") == 1


def test_tries_to_get_in_are_told_without_a_name(
    client: Visitor, mina: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    before = read(client)
    capfd.readouterr()
    for _ in range(11):
        client.send_form("/login", {"name": "mina", "password": "wrong wrong"})
    right = {"name": "mina", "password": mina.password}
    assert client.send_form("/login", right, address="192.0.2.9").status_code == 303
    mina.client.send_form("/account/recovery-code", {"confirm": "wrong wrong"})
    code = {"name": "mina", "code": "abcde-fghjk-mnpqr-stuvw", "password": "lamp river seven"}
    client.send_form("/login/recover", code)
    after, name = read(client), "quizapp_log_ins_total"
    assert grown(before, after, name, by="password", outcome="wrong") == 10
    assert grown(before, after, name, by="password", outcome="throttled") == 1
    assert grown(before, after, name, by="password", outcome="good") == 1
    assert grown(before, after, name, by="present password", outcome="wrong") == 1
    assert grown(before, after, name, by="code", outcome="wrong") == 1
    told = "".join(capfd.readouterr())
    assert told.count("outcome=wrong") == 12
    assert "request_id=" in told
    for secret in "mina", "wrong wrong", "192.0.2.9", "abcde":
        assert secret not in told


def test_jobs_tell_how_they_ended(app: Flask, client: Visitor, clock: FixedClock) -> None:
    before = read(client)
    with counted(app, "nightly"):
        pass
    with pytest.raises(ZeroDivisionError), counted(app, "nightly"):
        _ = 1 / 0
    with counted(app, "back_up") as ended:
        ended.well = False
    after = read(client)
    name = "quizapp_jobs_total"
    assert grown(before, after, name, task="nightly", outcome="done") == 1
    assert grown(before, after, name, task="nightly", outcome="failed") == 1
    assert grown(before, after, name, task="back_up", outcome="failed") == 1
    last = value(after, "quizapp_job_last_success_timestamp_seconds", task="nightly")
    assert last == clock.now().timestamp()


def test_the_newest_backup_is_told(
    app: Flask, config: Config, client: Visitor, clock: FixedClock
) -> None:
    name = "quizapp_backup_newest_timestamp_seconds"
    assert (name, frozenset()) not in read(client)
    assert run_backup(app)
    figures = read(client)
    assert value(figures, name) == clock.now().timestamp()
    assert value(figures, "quizapp_backup_failing") == 0
    (config.backups_folder / "last-failure.txt").write_text("no room")
    assert value(read(client), "quizapp_backup_failing") == 1


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("address", "status"),
        [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 404), ("", 404), ("2001:db8::7", 404)],
    )
    def test_without_a_token_this_machine_alone(
        self, client: Visitor, address: str, status: int
    ) -> None:
        answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == status
        assert (b"quizapp_http" in answer.data) == (status == 200)

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
    def test_what_a_proxy_passes_on_is_not_from_this_machine(
        self, client: Visitor, header: str
    ) -> None:
        answer = client.get("/metrics", headers={header: "127.0.0.1"})
        assert answer.status_code == 404

    def test_an_administrator_of_the_app_is_a_stranger_here(self, admin: Person) -> None:
        far = {"REMOTE_ADDR": "192.0.2.7"}
        assert admin.client.get("/metrics", environ_overrides=far).status_code == 404


class TestWithAToken:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"QUIZAPP_METRICS_TOKEN": TOKEN}

    def test_the_token_opens_it_from_anywhere(self, client: Visitor) -> None:
        answer = client.get(
            "/metrics",
            headers={"Authorization": f"Bearer {TOKEN}"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        )
        assert answer.status_code == 200

    @pytest.mark.parametrize("sent", ["", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"])
    def test_nothing_else_does_not_even_here(self, client: Visitor, sent: str) -> None:
        refused = client.get("/metrics", headers={"Authorization": sent})
        nowhere = client.get("/nothing-here")
        assert refused.status_code == nowhere.status_code == 404
        assert re.sub(r"[0-9a-f]{16}", "", refused.text) == re.sub(
            r"[0-9a-f]{16}", "", nowhere.text
        )


def test_nothing_told_leads_to_a_person(app: Flask, client: Visitor, mina: Person) -> None:
    for one in (metrics.REQUESTS, metrics.SECONDS):  # apps of other tests have routes of their own
        one.clear()
    mina.client.get(f"/lessons/{FIRST}")
    mina.client.get(f"/attempts/{uuid4()}/result")
    mina.client.get(f"/mina/{mina.id}?name=mina")
    mina.client.api("POST", f"/checkpoints/{uuid4()}", {"id": str(uuid4()), "response": {}})
    patterns = {rule.rule for _, rule in routes(app)} | {"none", "/static/<path:filename>"}
    allowed = {
        "method": {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "other"},
        "status": {"1xx", "2xx", "3xx", "4xx", "5xx"},
        "kind": {"review", "quiz", "checkpoint"},
        "reason": {"busy", "unavailable"},
        "outcome": {"done", "failed", "good", "wrong", "throttled"},
        "by": {"password", "code", "present password"},
        "what": {"imports", "jobs"},
        "route": patterns,
    }
    for _, labels in read(client):
        for label, said in labels:
            if label in allowed:
                assert said in allowed[label], (label, said)
            else:
                assert label in {"le", "task", "version", "process"}, label
    told = client.get("/metrics").text
    assert "mina" not in told
    assert str(mina.public_id) not in told


def test_all_that_can_be_counted_fits_into_a_file(app: Flask) -> None:
    """A file that grew could meet a full disk, which ends the process that writes."""
    keys = {"histogram": 0, "counter": 0}
    pairs = {(method, rule.rule) for method, rule in routes(app)}
    pairs |= {("HEAD", rule) for method, rule in pairs if method == "GET"}
    buckets = len(metrics.SECONDS._upper_bounds) + 1
    for method, route in pairs:
        labels = {"method": method, "route": route, "status": "2xx"}
        key = json.dumps(["quizapp_http_requests", "quizapp_http_requests_total", labels, "x" * 80])
        keys["counter"] += 5 * (len(key) + 32)
        labels = {"method": method, "route": route, "le": "0.005"}
        name = "quizapp_http_request_seconds"
        key = json.dumps([name, f"{name}_bucket", labels, "x" * 80])
        keys["histogram"] += buckets * (len(key) + 32)
    assert max(keys.values()) < SIZE


MONITORING = Path(__file__).resolve().parents[2] / "deploy" / "monitoring"
NAME = re.compile(r"\bquizapp_\w+")


def expressions() -> dict[str, list[str]]:
    """What the dashboard and the alarms ask Prometheus."""
    panels = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return {
        "dashboard": [target["expr"] for panel in panels for target in panel["targets"]],
        "alerts": [rule["expr"] for group in groups for rule in group["rules"]],
    }


@pytest.mark.parametrize("file", ["dashboard", "alerts"])
def test_what_is_watched_for_is_told(
    app: Flask, client: Visitor, config: Config, file: str
) -> None:
    """A figure that was renamed would leave an alarm silent for ever."""
    with counted(app, "back_up"):
        run_backup(app)
    metrics.BUSY.labels("busy").inc(0)
    metrics.ANSWERS.labels("quiz").inc(0)
    metrics.LOG_INS.labels("password", "wrong").inc(0)
    client.get("/lessons")
    told = {name for name, _ in read(client)}
    asked = {name for one in expressions()[file] for name in NAME.findall(one)}
    assert len(asked) >= 8
    assert asked <= told


def test_no_label_is_one_that_prometheus_sets_itself(client: Visitor) -> None:
    assert not {label for _, labels in read(client) for label, _ in labels} & {"job", "instance"}
