"""The app ``reports``."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "reports"
    verbose_name = "报告"
