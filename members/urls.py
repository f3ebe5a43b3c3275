"""Addresses of people: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

site: list[Any] = []
api: list[Any] = []  # below /api/v1/
