"""What requests do by themselves, and one reminder by hand: told once before, once after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from duties.rules import seasons as days
from duties.services.seasons import Season, come_round
from fulian.database import bulk
from homes import rules
from homes.models import (
    DataRequest,
    RequestAnswer,
    RequestField,
    RequestStatus,
)
from homes.queries import requests as reads
from homes.rules.asking import is_wordy
from homes.rules.requests import CHASED, KEPT_YEARS, SOON
from homes.services.request_messages import tell_receivers
from homes.services.requests import held_request
from orgs.models import OrgStatus, User
from orgs.services import changed, image, nothing_to_do, record, verb

STANDING = Q(org__status=OrgStatus.ACTIVE)


@verb("homes.remind_request", "提醒填报")
def remind_request(*, request: DataRequest, at: datetime, by: User | None) -> int:
    """Tell those who have not answered, once by hand for each request; return how many.

    Raises ``ValidationError`` a second time, when all have answered, and when it is over.
    """
    kept = held_request(request)
    rules.requests.check_may_take_back(request=kept, by=by)
    rules.requests.check_status(kept, RequestStatus.OPEN)
    rows = list(RequestAnswer.rows.filter(reads.DUE, STANDING, request=kept).order_by("pk"))
    rules.requests.check_reminded_once(is_known=kept.reminded_at is not None, waiting=len(rows))
    before = image(kept)
    kept.reminded_at, kept.version = at, kept.version + 1
    kept.save(update_fields=["reminded_at", "version"])
    tell_receivers(kept, rows, "nudge", "还没有填：", at)
    record(kept, by=by, changes=[changed(kept, before)], name=f"{kept.title}：{len(rows)} 处")
    return len(rows)


@verb("homes.remind_requests", "提醒到期的填报")
def remind_requests(*, on: date, at: datetime) -> int:
    """Tell who has not answered once before the last day and once after it; return how many.

    Leaves no line in the record: the messages are the trace. Run as often as one likes.
    """
    nothing_to_do()
    rows = RequestAnswer.rows.filter(
        reads.DUE, STANDING, request__status=RequestStatus.OPEN,
        request__due_on__gte=on - CHASED, request__due_on__lte=on + SOON,
    ).select_related("request").order_by("pk")  # fmt: skip
    waiting: dict[DataRequest, list[RequestAnswer]] = defaultdict(list)
    for one in rows:
        waiting[one.request].append(one)
    many = 0
    for request, answers in waiting.items():
        is_late = request.due_on < on
        if is_late or (request.sent_at and timezone.localdate(request.sent_at) < on):
            what, begins = ("late", "已过期：") if is_late else ("soon", "快到期：")
            tell_receivers(request, answers, what, begins, at)
            many += len(answers)
    return many


@verb("homes.empty_old_requests", "清除两年前填报里的文字")
def empty_old_requests(*, on: date, at: datetime) -> int:
    """Take the words out of answers older than two years; return how many it was.

    And the drafts of what is over. Numbers and choices stay: they were counted.
    """
    end = on.replace(year=on.year - KEPT_YEARS, day=min(on.day, 28))
    fields = RequestField.rows.filter(request__sent_at__date__lt=end).in_bulk()
    old = Q(request__sent_at__date__lt=end) & ~Q(lock="")
    over = Q(request__status__in=(RequestStatus.CLOSED, RequestStatus.RECALLED)) & ~Q(draft={})
    old_ones, touched = {field.request_id for field in fields.values()}, []
    for one in RequestAnswer.rows.filter(old | over).order_by("pk"):
        if one.request_id in old_ones:
            one.lock, one.values = "", _without_words(one.values, fields)
        one.draft, one.version = {}, one.version + 1
        touched.append(one)
    bulk.update_all(touched, ["values", "draft", "lock", "version"])
    if not touched:
        nothing_to_do()
    else:
        record(None, by=None, name=f"{len(touched)} 份填报")
    return len(touched)


def _without_words(values: Mapping[str, str], fields: Mapping[int, RequestField]) -> dict[str, str]:
    """Return what stays of old answers: numbers, days, and what was chosen from a list."""
    known = {pk: fields[int(pk)] for pk in values if int(pk) in fields}
    return {
        pk: said for pk, said in values.items() if pk in known and not is_wordy(known[pk], said)
    }


for one in (
    Season("homes.remind_requests", "填报到期提醒", "每天", days.daily, remind_requests),
    Season(
        "homes.empty_old_requests", "清除两年前填报里的文字", "每月 2 日", days.monthly(2),
        empty_old_requests,
    ),
):  # fmt: skip
    come_round(one)
