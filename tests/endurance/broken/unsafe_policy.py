"""A policy that lets scripts stand in the page."""

from quizapp.web.shell import headers

headers.ALWAYS["Content-Security-Policy"] = headers.POLICY.replace(
    "script-src 'self'", "script-src 'self' 'unsafe-inline'"
)
