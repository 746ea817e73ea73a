"""Decisions about questions after they were asked: which hold for an attempt, what they change."""
