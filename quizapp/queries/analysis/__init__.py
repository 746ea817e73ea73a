"""What the answers of many say about questions: reports on a set and on one item."""
