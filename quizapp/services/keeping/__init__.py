"""Keeping data: backups and how they come back, what is forgotten when, another database."""
