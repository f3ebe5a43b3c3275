"""Addresses of people: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from members.api import bodies, growth, people, seats, terms
from members.views import committee, learning

site: list[Any] = [
    path("committee/<org:code>/", committee.committee, name="committee"),
    path("learn/", learning.decks, name="decks"),
    path("learn/<slug:deck>/", learning.deck, name="deck"),
    path("learn/<slug:deck>/done/", learning.done, name="deck_done"),
]
api: list[Any] = [  # below /api/v1/
    path("people/", people.People.as_view(), name="people"),
    path("transfers/", people.Transfers.as_view(), name="transfers"),
    path("appointments/", seats.Appointments.as_view(), name="appointments"),
    path("vacancies/", seats.Vacancies.as_view(), name="vacancies"),
    path("forecast/", seats.Forecasts.as_view(), name="forecast"),
    path("womens-groups/", bodies.Groups.as_view(), name="womens_groups"),
    path("committee-seats/", bodies.CommitteeSeats.as_view(), name="committee_seats"),
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("congresses/", terms.Congresses.as_view(), name="congresses"),
    path("quotas/", terms.Quotas.as_view(), name="quotas"),
    path("quota-gaps/", terms.Gaps.as_view(), name="quota_gaps"),
    path("training-coverage/", growth.Coverages.as_view(), name="training_coverage"),
    path("trainings/", growth.Trainings.as_view(), name="trainings"),
    path("commendations/", growth.Commendations.as_view(), name="commendations"),
    path("funding/", growth.Funding.as_view(), name="funding"),
]
