"""The reads: one module per room, each function with a bounded number of statements."""
