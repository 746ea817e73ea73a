"""The rules of the house in plain Python: grading, scheduling, scoring. No Flask, SQL or clock."""
