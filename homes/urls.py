"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import activities as activities_api
from homes.views import activities, roster, signups

site: list[Any] = [
    path("activities/", activities.activities, name="activities"),
    path("activities/plan/", activities.plan, name="plan_activity"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/change/", activities.change, name="change_activity"),
    path("activities/<int:pk>/open/", activities.open_one, name="open_activity"),
    path("activities/<int:pk>/signup/", activities.signup, name="change_signup"),
    path("activities/<int:pk>/call-off/", activities.call_off, name="call_off_activity"),
    path("activities/<int:pk>/report/", activities.report, name="report_activity"),
    path("activities/<int:pk>/text/", activities.text, name="activity_text"),
    path("activities/<int:pk>/roster/", roster.roster, name="roster"),
    path("activities/<int:pk>/paste/", roster.paste, name="roster_paste"),
    path("activities/<int:pk>/print/", roster.printed, name="roster_print"),
    path("activities/signups/<int:pk>/strike/", roster.strike, name="strike_signup"),
    path("activities/photos/<int:pk>/", activities.photo, name="activity_photo"),
    path("hd/<str:code>/", signups.sign_up, name="sign_up"),
    path("hd/<str:code>/cancel/", signups.cancel, name="cancel_signup"),
]
api: list[Any] = [  # below /api/v1/
    path("activities/", activities_api.Activities.as_view(), name="api_activities"),
    path("activity-figures/", activities_api.FiguresView.as_view(), name="activity_figures"),
]
