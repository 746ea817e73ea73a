"""Programs that ask other software what it makes of our files. No test collects them."""
