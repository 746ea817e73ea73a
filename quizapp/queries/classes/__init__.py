"""Classes as their teachers see them, and as their students do."""
