"""S1: reviews recorded one a request, against a bare Flask endpoint that writes the same two rows."""

from _load import Request, posted, reviews
from _measure import Browser, app_server, home_folder, running
from _yardstick import CONNECTIONS, compare


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        guests = [Browser(app.port).start() for _ in range(CONNECTIONS)]
        cards = guests[0].cards()

        def asked(path: str) -> list[Request]:
            return [posted(one.head("POST", path), reviews(cards, 1)) for one in guests]

        compare("record_review", app, home, asked("/api/v1/study/reviews"), asked("/review"))


if __name__ == "__main__":
    main()
