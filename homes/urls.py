"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known

site: list[Any] = []
api: list[Any] = []  # below /api/v1/
