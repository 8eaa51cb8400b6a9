"""The engine in a process of its own: it keeps what ten drawings took, a gigabyte for long ones, until it ends.

Started by Python with the options of `typst.compile` as JSON in its standard input; the PDF is its standard output. It
imports nothing of the project, so that it starts at once.
"""

import json
import sys

import typst


def drawn(options: dict, standard: str) -> bytes:
    """Return the PDF with its standard, or without where some character has no glyph."""
    try:
        return typst.compile(**options, pdf_standards=standard)
    except typst.TypstError:
        return typst.compile(**options)


if __name__ == "__main__":
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(drawn(asked["options"], asked["standard"]))
