"""Django's ``migrate``, which works as the owner and raises the walls behind it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from fulian.database import walls
from fulian.database.owner import as_owner


class Command(migrate.Command):
    """Migrate, then wall every scoped table."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the walls after a complete migration."""
        with as_owner(options["database"]):
            super().handle(*args, **options)
            if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
                walls.build(options["database"])
