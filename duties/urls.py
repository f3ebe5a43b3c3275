"""Addresses of duties: phone pages and the machine interface."""

from __future__ import annotations

from typing import Any

from django.urls import path

from duties.api import dispatches as dispatches_api
from duties.api import ledgers as ledgers_api
from duties.views import arranging, channels, dispatches, ledgers, log, secret, turns

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
    path("ledger/", ledgers.mine, name="ledgers"),
    path("ledger/new/", ledgers.write, name="ledger_new"),
    path("ledger/gaps/", ledgers.gaps, name="contact_gaps"),
    path("ledger/<int:pk>/", ledgers.line, name="ledger"),
    path("ledger/<int:pk>/change/", ledgers.change, name="ledger_change"),
    path("ledger/<int:pk>/follow/", ledgers.follow, name="ledger_follow"),
    path("ledger/<int:pk>/close/", ledgers.close, name="ledger_close"),
    path("ledger/<int:pk>/again/", ledgers.reopen, name="ledger_reopen"),
    path("ledger/<int:pk>/transfer/", ledgers.transfer, name="ledger_transfer"),
    path("ledger/<int:pk>/accept/", ledgers.accept, name="ledger_accept"),
    path("ledger/<int:pk>/return/", ledgers.give_back, name="ledger_return"),
    path("ledger/<int:pk>/finish/", ledgers.finish, name="ledger_finish"),
    path("ledger/<int:pk>/protect/", ledgers.protect, name="ledger_protect"),
    path("secret/", secret.mine, name="secrets"),
    path("secret/<int:pk>/", secret.line, name="secret"),
    path("secret/<int:pk>/follow/", secret.follow, name="secret_follow"),
    path("secret/<int:pk>/close/", secret.close, name="secret_close"),
    path("secret/<int:pk>/add/", secret.add, name="secret_add"),
    path("secret/<int:pk>/remove/", secret.remove, name="secret_remove"),
]
api: list[Any] = [  # below /api/v1/
    path("dispatches/", dispatches_api.Dispatches.as_view(), name="dispatches"),
    path("dispatch-receipts/", dispatches_api.Receipts.as_view(), name="dispatch_receipts"),
    path("ledger-entries/", ledgers_api.Entries.as_view(), name="ledger_entries"),
]
