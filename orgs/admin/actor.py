"""Whose page it is."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from orgs.models import User


def actor(request: HttpRequest) -> User:
    """Return the account that acts; every page of the desk has asked for one."""
    return cast(User, request.user)
