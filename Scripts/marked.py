"""The part of a README that a script writes: what stands between two marks, once each."""

import os
import sys


class Marked:
    def __init__(self, path, opening, closing):
        self.path, self.opening, self.closing = path, opening + "\n", closing

    def _split(self):
        text = self.path.read_text(encoding="utf-8")
        if text.count(self.opening) != 1 or text.count(self.closing) != 1:
            sys.exit(f"{self.path}: '{self.opening.strip()}' and its end are not there once each")
        before, rest = text.split(self.opening)
        inner, after = rest.split(self.closing)
        return before, inner, after

    def read(self):
        return self._split()[1]

    def write(self, text):
        """In one step: a reader sees the old or the new."""
        before, _, after = self._split()
        new = self.path.with_suffix(".new")
        new.write_text(
            f"{before}{self.opening}\n{text}\n{self.closing}{after}", encoding="utf-8")
        os.replace(new, self.path)
