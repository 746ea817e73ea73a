"""Writing question sets: the sets, their items, drafts, pictures, and files being imported."""
