"""The app ``orgs``."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """组织."""

    name = "orgs"
    verbose_name = "组织"
