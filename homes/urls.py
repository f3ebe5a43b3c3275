"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import care as care_api
from homes.views import care, care_children, care_visits

site: list[Any] = [
    path("care/", care.board, name="care"),
    path("care/consent/", care.consent, name="care_consent"),
    path("care/team/", care.team, name="care_team"),
    path("care/team/found/", care.found, name="care_found"),
    path("care/team/leader/", care.leader, name="care_leader"),
    path("care/team/join/", care.join, name="care_join"),
    path("care/team/members/<int:pk>/leave/", care.leave, name="care_leave"),
    path("care/new/", care_children.register, name="care_new"),
    path("care/<int:pk>/", care_children.child, name="care_child"),
    path("care/<int:pk>/change/", care_children.change, name="care_change"),
    path("care/<int:pk>/pair/", care_children.pair, name="care_pair"),
    path("care/<int:pk>/end/", care_children.end, name="care_end"),
    path("care/<int:pk>/withdraw/", care_children.withdraw, name="care_withdraw"),
    path("care/<int:pk>/handler/", care_children.add_handler, name="care_add_handler"),
    path("care/<int:pk>/handler/out/", care_children.remove_handler, name="care_drop_handler"),
    path("care/<int:pk>/visit/", care_visits.write, name="care_write"),
    path("care/visits/<int:pk>/", care_visits.visit, name="care_visit"),
    path("care/visits/<int:pk>/change/", care_visits.change, name="care_visit_change"),
    path("care/visits/<int:pk>/amend/", care_visits.amend, name="care_visit_amend"),
]
api: list[Any] = [  # below /api/v1/
    path("care/", care_api.Care.as_view(), name="care"),
]
