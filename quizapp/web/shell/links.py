"""Where to go next: only to pages of this site."""

from urllib.parse import urlsplit, urlunsplit


def local_path(target: str | None, otherwise: str) -> str:
    r"""`target` if it is a path on this site, else `otherwise`.

    Browsers read `//host`, `/\\host` and addresses with tabs or line breaks in them as other
    sites, so nothing like that passes.
    """
    if not target or not target.startswith("/") or len(target) > 2000:
        return otherwise
    if target.startswith("//") or "\\" in target or not target.isprintable() or " " in target:
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def referring_path(referrer: str | None, host: str) -> str:
    """The path and query of the page that a request came from; empty unless it is on `host`."""
    try:
        parts = urlsplit(referrer or "")
    except ValueError:  # half an IPv6 address: anybody may send anything here
        return ""
    if parts.scheme not in ("http", "https") or parts.netloc != host:
        return ""
    return local_path(urlunsplit(("", "", parts.path or "/", parts.query, "")), "")
