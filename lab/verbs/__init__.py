"""The verbs of `python3 -m lab`. A verb is a module with `add_arguments(parser)` and `main(args) -> int`."""
