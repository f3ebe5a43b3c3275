"""The app ``duties``."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """履职."""

    name = "duties"
    verbose_name = "履职"
