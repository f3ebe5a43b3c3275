"""Compile every ``.po`` catalogue beside this file into the ``.mo`` that Django reads.

Run by developers after editing a ``.po`` (``python locale/build.py``); commit both files,
because the machines that run the site have neither ``msgfmt`` nor ``polib``.
"""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import polib
except ImportError:
    sys.exit("需要 polib：pip install polib")

HERE = Path(__file__).resolve().parent


def build(root: Path = HERE) -> list[Path]:
    """Compile all catalogues under *root* and return the files written."""
    written = []
    for source in sorted(root.rglob("*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(polib.pofile(str(source)).to_binary())
        written.append(target)
    return written


if __name__ == "__main__":
    for path in build():
        print(path.relative_to(HERE.parent))
