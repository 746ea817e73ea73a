"""Rules for well-made items. Each is a small function on item objects; it knows no files."""
