"""What the tree must look like, checked: `python3 -m style CHECK` from tests/. Needs Python's standard library only."""
