"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import disclosure as disclosure_api
from homes.views import disclosure

site: list[Any] = [
    path("disclosure/", disclosure.disclosure, name="disclosure"),
    path("disclosure/preview/", disclosure.preview, name="disclosure_preview"),
    path("disclosure/sheet/", disclosure.sheet, name="disclosure_sheet"),
    path("disclosure/plan/", disclosure.plan, name="disclosure_plan"),
    path("disclosure/duties/", disclosure.duties, name="disclosure_duties"),
    path("disclosure/fields/", disclosure.fields, name="disclosure_fields"),
    path("disclosure/hung/", disclosure.hung, name="disclosure_hung"),
    path("disclosure/officers/", disclosure.officers, name="disclosure_officers"),
    path("disclosure/officers/<int:pk>/", disclosure.consent, name="disclosure_consent"),
    path("disclosure/down/", disclosure.down, name="disclosure_down"),
    path("disclosure/down/<int:pk>/back/", disclosure.back, name="disclosure_back"),
]
api: list[Any] = [  # below /api/v1/
    path("disclosures/", disclosure_api.Disclosures.as_view(), name="disclosures"),
]
