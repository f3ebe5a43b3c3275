"""Start-up: learn every rule, task and consequence."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FulianConfig(AppConfig):
    """The ground."""

    name = "fulian"

    def ready(self) -> None:
        """Load what must be known before the first request, the Celery application first."""
        import_module("fulian.celery")
        autodiscover_modules("checks", "rules", "tasks", "consequences", "parts", "decks")
