"""Addresses of organisations and accounts: pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from fulian.permissions import anyone
from orgs.api import beside
from orgs.api import orgs as machine
from orgs.views import codes, doors, me, places, public


class OrgCode:
    """An organisation's code: what can be none is not found, without asking the database."""

    regex = r"[0-9]{12}(?:-[0-9]{1,3})*"

    def to_python(self, value: str) -> str:
        """Return the code as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code as it stands in the address."""
        return value


register_converter(OrgCode, "org")
site: list[Any] = [  # phone, public and account pages
    path("", places.home, name="home"),
    path("org/<org:code>/", places.place, name="place"),
    path("search/", places.search, name="search"),
    path("o/<org:code>/", public.org, name="public"),
    path("login/", doors.login, name="login"),
    path("logout/", doors.logout, name="logout"),
    path("claim/<str:code>/", doors.claim, name="claim"),
    path("code/", codes.find, name="code_find"),
    path("code/<org:code>/", codes.take_up, name="code"),
    path("code/<org:code>/<str:secret>/", codes.take_up, name="code_printed"),
    path("forgot/", doors.forgot, name="forgot"),
    path("forgot/asked/", doors.asked, name="asked"),
    path("me/", me.me, name="me"),
    path("me/hats/", me.put_on, name="hats"),
    path("me/devices/", me.devices, name="devices"),
    path("me/devices/<int:pk>/end/", me.end_device, name="end_device"),
    path("me/devices/end-others/", me.end_others, name="end_others"),
    path("me/password/", me.password, name="password"),
    path("letters/", me.letters, name="letters"),
]
api: list[Any] = [  # below /api/v1/
    path("orgs/", machine.Orgs.as_view(), name="orgs"),
    path("orgs/<str:code>/", machine.OneOrg.as_view(), name="org"),
    path("me/", machine.Me.as_view(), name="me"),
    path("reforms/", beside.Reforms.as_view(), name="reforms"),
    path("member-units/", beside.Units.as_view(), name="units"),
    path("group-members/", beside.GroupMembers.as_view(), name="group_members"),
    path("social-organisations/", beside.Socials.as_view(), name="socials"),
    path("clusters/", beside.Clusters.as_view(), name="clusters"),
    path("schema/", anyone(SpectacularAPIView.as_view()), name="schema"),
    path("docs/", anyone(SpectacularSwaggerSplitView.as_view(url_name="api:schema")), name="docs"),
]
