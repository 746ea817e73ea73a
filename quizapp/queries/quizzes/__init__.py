"""Quizzes to choose from, attempts under way, results of attempts."""
