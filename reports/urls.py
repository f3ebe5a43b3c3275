"""Addresses of reports: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

from reports import api as machine
from reports.views import figures, numbers, oversight, proof

site: list[Any] = [
    path("figures/", figures.mine, name="figures"),
    path("figures/confirm/", figures.confirm, name="confirm"),
    path("figures/<org:code>/", figures.place, name="place"),
    path("figures/<org:code>/<str:one>/", numbers.number, name="number"),
    path("oversight/", oversight.board, name="oversight"),
    path("oversight/xlsx/", oversight.xlsx, name="oversight_xlsx"),
    path("oversight/<str:quarter>/<str:code>/", oversight.county, name="oversight_county"),
    path("verify/<slug:digest>/", proof.verify, name="verify"),
]
api: list[Any] = [  # below /api/v1/
    path("reports/", machine.Reports.as_view(), name="reports"),
    path("reports/<str:quarter>/values/", machine.Values.as_view(), name="values"),
]
