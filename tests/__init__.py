"""The tests mirror the package: tests/<floor>/…; tests/support is the harness."""
