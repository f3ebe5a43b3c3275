"""``manage.py check_walls``: refuse to go on when the database is not as it must be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulian.checks import breaches, role_breaches


class Command(BaseCommand):
    """Run the schema lint."""

    help = "检查数据库的隔离墙是否完好。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise ``CommandError`` with every breach."""
        if found := role_breaches() + breaches():
            raise CommandError("\n".join(found))
        self.stdout.write("隔离墙完好。")
