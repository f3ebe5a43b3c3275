"""Addresses of duties: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

from duties.views import arranging, channels, log, turns

site: list[Any] = [
    path("log/", log.write, name="log"),
    path("log/mine/", log.mine, name="log_mine"),
    path("log/<int:pk>/", log.line, name="log_line"),
    path("log/<int:pk>/photo/", log.photo, name="log_photo"),
    path("posts/", arranging.posts, name="posts"),
    path("posts/assign/", arranging.assign, name="assign"),
    path("posts/<int:pk>/end/", arranging.unassign, name="unassign"),
    path("turn/", turns.turn, name="turn"),
    path("turn/<int:pk>/", turns.sheet, name="sheet"),
    path("inbox/", turns.inbox, name="inbox"),
    path("inbox/channels/", channels.channels, name="channels"),
    path("inbox/channels/<int:pk>/drop/", channels.drop, name="drop_channel"),
    path("chain/", arranging.chain, name="chain"),
    path("chain/arrange/", arranging.arrange, name="arrange"),
    path("chain/<int:pk>/end/", arranging.unlink, name="unlink"),
]
api: list[Any] = []  # below /api/v1/
