"""Start-up: learn every rule, task and consequence."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FulianConfig(AppConfig):
    """The ground."""

    name = "fulian"

    def ready(self) -> None:
        """Load what must be known before the first request."""
        autodiscover_modules("checks", "rules", "tasks", "consequences")
