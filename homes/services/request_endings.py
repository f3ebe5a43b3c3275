"""What ends with an organisation: what it has not answered, and what it asks."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from fulian.consequences import Effect
from homes.models import RequestStatus
from homes.services.request_answers import drop_answers, open_answers, open_requests
from homes.services.requests import close_request, recall_request
from orgs.models import Org, User


def requests_ending(org: Org, on: date) -> list[Effect]:
    """Return what ``end_requests`` would do."""
    return [
        Effect("要填的填报", len(open_answers(org)), "不用再填"),
        Effect("发出的填报", len(open_requests(org)), "结束，已经填的保留"),
    ]


def end_requests(*, org: Org, on: date, by: User | None) -> None:
    """Let its open answers fall away and end what it asks, when an organisation ends."""
    drop_answers(org=org, on=on, by=by)
    at = timezone.make_aware(datetime.combine(on, time(12)))
    for request in open_requests(org):
        if request.status == RequestStatus.OPEN:
            close_request(request=request, at=at, by=None)
        else:
            recall_request(request=request, reason="发出的组织撤销或合并", at=at, by=None)
