"""Long tests of what must never be lost; run by `make endurance`, never by `make test`."""
