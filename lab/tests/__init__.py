"""Tests of the lab.

`test_*.py` need nothing: python3 -m unittest discover -s lab/tests -t . -p 'test_*.py'
`rehearse_*.py` start real servers: python3 -m unittest discover -s lab/tests -t . -p 'rehearse_*.py'
`inside/` holds what the latter run in the namespaces; a lab that cannot start fails them, never skips.
"""
