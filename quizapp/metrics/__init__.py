"""What is counted for whoever watches over the server, and never about whom.

No label holds a name, an id or an address that was asked for: routes are patterns of the URL map,
and every other label is one of a few words. So the number of series is bounded, too.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from quizapp.metrics import processes

processes.count_together()

registry = CollectorRegistry()

REQUESTS = Counter(
    "quizapp_http_requests",
    "Requests answered, by the pattern of their address and the class of their status",
    ["method", "route", "status"],
    registry=registry,
)
# The goals for pages and answers (10 to 250 ms) lie between these.
SECONDS = Histogram(
    "quizapp_http_request_seconds",
    "Time until the answer was ready",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
    registry=registry,
)
ANSWERS = Counter(
    "quizapp_answers",
    "Answers of learners that were stored (review, quiz, checkpoint)",
    ["kind"],
    registry=registry,
)
LOG_INS = Counter(
    "quizapp_log_ins",
    "Tries to get into an account (password, code, present password; good, wrong, throttled)",
    ["by", "outcome"],
    registry=registry,
)
BUSY = Counter(
    "quizapp_database_busy",
    "Requests answered with 503 (busy: another writer; unavailable: the database failed)",
    ["reason"],
    registry=registry,
)
JOBS = Counter(
    "quizapp_jobs",
    "Background jobs that ended (done, failed)",
    ["task", "outcome"],
    registry=registry,
)
JOB_DONE = Gauge(
    "quizapp_job_last_success_timestamp_seconds",
    "When a background job last ended well",
    ["task"],
    multiprocess_mode="max",
    registry=registry,
)
