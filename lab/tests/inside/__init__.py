"""Tests that run inside the lab's namespaces, started by `lab/tests/rehearse_*.py`."""
