"""The table of verbs."""

import contextlib
import importlib
import io
import unittest

from lab.__main__ import VERBS, main


class Verbs(unittest.TestCase):
    def test_every_verb_in_the_table_is_a_module_with_arguments_and_main(self) -> None:
        for verb in VERBS:
            with self.subTest(verb=verb.name):
                module = importlib.import_module(verb.module)
                self.assertTrue(callable(module.add_arguments))
                self.assertTrue(callable(module.main))

    def test_an_unknown_verb_is_a_usage_error_and_costs_no_namespace(self) -> None:
        words = io.StringIO()
        with self.assertRaises(SystemExit) as left, contextlib.redirect_stderr(words):
            main(["fly"])
        self.assertEqual(left.exception.code, 2)
        self.assertIn("invalid choice: 'fly'", words.getvalue())


if __name__ == "__main__":
    unittest.main()
