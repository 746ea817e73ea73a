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

    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if config.https:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        if "Cache-Control" not in response.headers:
            # An attempt must not come back from a cache after it was submitted.
            private = request.path.startswith(("/api/", "/attempts/", "/account"))
            response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
        response.vary.add("Cookie")
        return response

    app.after_request(add)
