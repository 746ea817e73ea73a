"""What the tests stand on: databases, a cast of people, a clock, a server, a browser."""
