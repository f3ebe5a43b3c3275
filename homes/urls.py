"""Addresses of homes: phone pages, public pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

import orgs.urls  # noqa: F401 -- makes ``<org:code>`` known
from homes.api import opening
from homes.views import box, cards, say, showing

site: list[Any] = [
    path("c/<str:code>/", showing.card, name="card"),
    path("o/<org:code>/say/", say.say, name="say"),
    path("o/<org:code>/say/check/", say.check, name="say_check"),
    path("box/", box.box, name="box"),
    path("box/below/", box.below, name="box_below"),
    path("box/<int:pk>/", box.one, name="letter"),
    path("box/<int:pk>/assign/", box.assign, name="letter_assign"),
    path("box/<int:pk>/close/", box.close, name="letter_close"),
    path("box/<int:pk>/contact/", box.contact, name="letter_contact"),
    path("box/<int:pk>/need/", box.need, name="letter_need"),
    path("cards/", cards.cards, name="cards"),
    path("cards/issue/", cards.issue, name="cards_issue"),
    path("cards/print/", cards.sheet, name="cards_print"),
    path("cards/<int:pk>/", cards.one, name="card_own"),
    path("cards/<int:pk>/revoke/", cards.revoke, name="card_revoke"),
]
api: list[Any] = [  # below /api/v1/
    path("officer-cards/", opening.Cards.as_view(), name="officer_cards"),
    path("letters/", opening.Letters.as_view(), name="letters_of"),
]
