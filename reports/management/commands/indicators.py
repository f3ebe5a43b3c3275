"""``manage.py indicators``: write the catalogue of indicators as Markdown (docs/indicators.md)."""

from __future__ import annotations

from typing import Any

from fulian.management.plain import PlainCommand
from reports.catalogue import as_markdown


class Command(PlainCommand):
    """Say every indicator with what it counts, as of when, and by which clause."""

    help = "写出指标目录（docs/indicators.md 的内容）。"

    def act(self, **options: Any) -> None:
        """Write it."""
        self.stdout.write(as_markdown(), ending="")
