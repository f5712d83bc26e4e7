#!/usr/bin/env python3
"""Draws terminal text as a picture: `script/run | docs/images/terminal_svg.py TITLE > docs/images/rehearsal.svg`.

Pictures in the documents are made from what the program printed, so that they cannot promise what it does not do.
"""

import sys
from xml.sax.saxutils import escape

_COLUMN = 7.8
_LINE = 17
_MARGIN = 16
_BAR = 34
_STYLE = "font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, monospace; white-space: pre"
_LOUD = {"agent": "#7ee787", "lab": "#79c0ff"}


def _colour(line: str) -> str:
    """Who speaks stands in the third column of the story; headlines have no speaker."""
    words = line.split()
    speaker = words[2] if len(words) > 2 and words[1] == "s" else ""
    return _LOUD.get(speaker, "#e6edf3")


def draw(title: str, lines: list[str]) -> str:
    """One picture, as wide and as high as the text."""
    width = int(max(map(len, lines), default=0) * _COLUMN) + 2 * _MARGIN
    height = _BAR + len(lines) * _LINE + _MARGIN
    rows = [
        f'<text x="{_MARGIN}" y="{_BAR + (number + 1) * _LINE - 4}" fill="{_colour(line)}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
        f'<g xml:space="preserve" style="{_STYLE}">',
        f'<text x="{_MARGIN}" y="22" fill="#8b949e">$ {escape(title)}</text>',
        *rows,
        "</g>",
        "</svg>",
    ]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(draw(sys.argv[1], [line.rstrip("\n") for line in sys.stdin]))
