"""The writes: one module per room, and the only place that commits."""
