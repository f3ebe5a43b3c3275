"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import requests as requests_api
from homes.views import requests

site: list[Any] = [
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("requests/<int:pk>/hand/", requests.hand, name="request_hand"),
    path("promises/", requests.promises, name="promises"),
]
api: list[Any] = [  # below /api/v1/
    path("data-requests/", requests_api.Requests.as_view(), name="data_requests"),
    path("data-request-answers/", requests_api.Answers.as_view(), name="data_request_answers"),
]
