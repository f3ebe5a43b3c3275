"""Addresses of duties: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

from duties.api import dispatches as dispatches_api
from duties.views import arranging, channels, dispatches, log, turns

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
    path("dispatches/", dispatches.received, name="dispatches"),
    path("dispatches/send/", dispatches.send, name="send"),
    path("dispatches/sent/", dispatches.sent_ones, name="sent_ones"),
    path("dispatches/sent/<int:pk>/", dispatches.sent_one, name="sent"),
    path("dispatches/sent/<int:pk>/close/", dispatches.close, name="close_dispatch"),
    path("dispatches/sent/<int:pk>/recall/", dispatches.recall, name="recall_dispatch"),
    path("dispatches/<int:pk>/", dispatches.one, name="dispatch"),
    path("templates/", dispatches.templates, name="templates"),
    path("templates/<int:pk>/", dispatches.template, name="template"),
]
api: list[Any] = [  # below /api/v1/
    path("dispatches/", dispatches_api.Dispatches.as_view(), name="dispatches"),
    path("dispatch-receipts/", dispatches_api.Receipts.as_view(), name="dispatch_receipts"),
]
