"""Security headers on every response, errors and static files included."""

from flask import Flask, Response, request

from quizapp.config import Config

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def register(app: Flask, config: Config) -> None:
    """Set the headers after each request."""
    always = {**ALWAYS, "Strict-Transport-Security": HSTS} if config.https else ALWAYS

    def add(response: Response) -> Response:
        headers = response.headers
        # Looked through once: asking for each name goes through all of them each time.
        there = set(headers.keys(lower=True))
        for name, value in always.items():
            if name.lower() not in there:
                headers.add(name, value)
        if "cache-control" not in there:
            # An attempt must not come back from a cache after it was submitted.
            private = request.path.startswith(("/api/", "/attempts/", "/account"))
            headers.add("Cache-Control", "no-store" if private else "private, no-cache")
        if "vary" in there:
            response.vary.add("Cookie")
        else:
            headers.add("Vary", "Cookie")
        return response

    app.after_request(add)
