"""The app ``members``."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """人员."""

    name = "members"
    verbose_name = "人员"
