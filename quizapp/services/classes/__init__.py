"""Classes: setting them up, who is in them, what they are given, what came of it."""
