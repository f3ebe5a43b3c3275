"""The app ``homes``."""

from django.apps import AppConfig


class HomesConfig(AppConfig):
    """妇女之家."""

    name = "homes"
    verbose_name = "妇女之家"
