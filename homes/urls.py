"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import programmes as programmes_api
from homes.views import campaigns, exemplars, teams, yards

site: list[Any] = [
    path("themes/", campaigns.campaigns, name="campaigns"),
    path("themes/new/", campaigns.new, name="campaign_new"),
    path("themes/<int:pk>/", campaigns.change, name="campaign"),
    path("themes/<int:pk>/end/", campaigns.end, name="campaign_end"),
    path("volunteers/", teams.teams, name="teams"),
    path("volunteers/new/", teams.new, name="team_new"),
    path("volunteers/<int:pk>/", teams.team, name="team"),
    path("volunteers/<int:pk>/serve/", teams.serve, name="serve"),
    path("volunteers/<int:pk>/join/", teams.join, name="team_join"),
    path("volunteers/<int:pk>/leader/", teams.leader, name="team_leader"),
    path("volunteers/<int:pk>/end/", teams.end, name="team_end"),
    path("volunteers/people/<int:pk>/leave/", teams.leave, name="team_leave"),
    path("volunteers/service/<int:pk>/strike/", teams.strike, name="service_strike"),
    path("volunteers/service/<int:pk>/unstrike/", teams.unstrike, name="service_unstrike"),
    path("yards/", yards.yards, name="yards"),
    path("yards/<int:pk>/", yards.yard, name="yard"),
    path("yards/<int:pk>/score/", yards.score, name="yard_score"),
    path("yards/<int:pk>/kin/", yards.kin, name="yard_kin"),
    path("yards/<int:pk>/recommend/", yards.recommend, name="yard_recommend"),
    path("yards/<int:pk>/consent/", yards.consent, name="yard_consent"),
    path("yards/<int:pk>/refuse/", yards.refuse, name="yard_refuse"),
    path("yards/<int:pk>/withdraw/", yards.withdraw, name="yard_withdraw"),
    path("yards/<int:pk>/objection/", yards.objection, name="yard_objection"),
    path("yards/rounds/<int:pk>/nominate/", yards.nominate, name="yard_nominate"),
    path("yards/rounds/<int:pk>/paper/", yards.paper, name="yard_paper"),
    path("exemplars/", exemplars.exemplars, name="exemplars"),
    path("exemplars/new/", exemplars.new, name="exemplar_new"),
    path("exemplars/<int:pk>/", exemplars.exemplar, name="exemplar"),
    path("exemplars/<int:pk>/consent/", exemplars.consent, name="exemplar_consent"),
    path("exemplars/<int:pk>/refuse/", exemplars.refuse, name="exemplar_refuse"),
    path("practices/", exemplars.practices, name="practices"),
    path("practices/new/", exemplars.propose, name="practice_new"),
    path("practices/<int:pk>/", exemplars.practice, name="practice"),
    path("practices/<int:pk>/rewrite/", exemplars.rewrite, name="practice_rewrite"),
]
api: list[Any] = [  # below /api/v1/
    path("campaigns/", programmes_api.Campaigns.as_view(), name="api_campaigns"),
    path("volunteer-teams/", programmes_api.Teams.as_view(), name="api_teams"),
    path("service-records/", programmes_api.Services.as_view(), name="api_services"),
    path("courtyard-awards/", programmes_api.Awards.as_view(), name="api_awards"),
    path("signing-key/", programmes_api.SigningKey.as_view(), name="api_signing_key"),
]
