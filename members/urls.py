"""Addresses of people: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from members import api as machine
from members import views

site: list[Any] = [
    path("committee/<org:code>/", views.committee, name="committee"),
]
api: list[Any] = [  # below /api/v1/
    path("appointments/", machine.Appointments.as_view(), name="appointments"),
    path("terms/", machine.Terms.as_view(), name="terms"),
    path("quotas/", machine.Quotas.as_view(), name="quotas"),
    path("quota-gaps/", machine.Gaps.as_view(), name="quota_gaps"),
]
