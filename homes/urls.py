"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import register
from homes.views import homes, online_groups

site: list[Any] = [
    path("homes/", homes.homes, name="homes"),
    path("homes/found/", homes.found, name="found"),
    path("homes/micro/", homes.micro, name="micro"),
    path("homes/<int:pk>/", homes.home, name="home"),
    path("homes/<int:pk>/edit/", homes.edit, name="edit"),
    path("homes/<int:pk>/manager/", homes.manager, name="manager"),
    path("homes/<int:pk>/rules/", homes.rules, name="rules"),
    path("homes/<int:pk>/pause/", homes.pause, name="pause"),
    path("homes/<int:pk>/close/", homes.close, name="close"),
    path("homes/<int:pk>/asset/", homes.asset, name="asset"),
    path("homes/<int:pk>/check/", homes.check, name="check"),
    path("homes/asset/<int:pk>/drop/", homes.drop, name="asset_drop"),
    path("online-groups/add/", online_groups.add, name="group_add"),
    path("online-groups/<int:pk>/", online_groups.group, name="group"),
    path("online-groups/<int:pk>/count/", online_groups.count, name="count"),
    path("online-groups/<int:pk>/edit/", online_groups.edit, name="group_edit"),
    path("online-groups/<int:pk>/owner/", online_groups.owner, name="owner"),
    path("online-groups/<int:pk>/end/", online_groups.end, name="group_end"),
    path("sharings/", online_groups.sharings, name="sharings"),
    path("sharings/add/", online_groups.share, name="share"),
    path("sharings/<int:pk>/withdraw/", online_groups.withdraw, name="withdraw"),
]
api: list[Any] = [  # below /api/v1/
    path("homes/", register.Homes.as_view(), name="homes"),
    path("online-groups/", register.OnlineGroups.as_view(), name="online_groups"),
    path("home-coverage/", register.HomeCoverage.as_view(), name="home_coverage"),
]
