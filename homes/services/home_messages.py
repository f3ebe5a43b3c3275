"""Telling a chair that somebody must answer for a home, or own a group, whose keeper left.

Functions, not verbs: a message is no act upon the county's facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse

from duties.models import Message
from duties.queries.turns import chairs_of
from duties.rules.turns import is_in_office, morning
from duties.services.due import tell_all
from duties.services.sheets import message_to
from homes.models import OnlineGroup, WomensHome
from members.models import Appointment

MOST = 3  # named in the message


def ask_for_others(
    *,
    appointment: Appointment,
    homes: Sequence[WomensHome],
    groups: Sequence[OnlineGroup],
    on: date,
) -> None:
    """Tell the chair, unless it is she who leaves, what the holder of a seat kept until ``on``.

    Whoever follows a chair finds it on her first page (``queries.first``).
    """
    org = appointment.org
    chairs = chairs_of([org.pk]).get(org.pk, [])
    seats = [seat for seat in chairs if seat.pk != appointment.pk and is_in_office(seat, on)]
    where = reverse("homes:homes")
    if len(homes) == 1 and not groups:
        where = reverse("homes:manager", args=[homes[0].pk])
    if len(groups) == 1 and not homes:
        where = reverse("homes:owner", args=[groups[0].pk])
    text = "有人离任了。" + "".join(_said(homes, groups))
    for seat in seats[:1]:
        key, title = _key(appointment.pk), "妇女之家和群要另外定人"
        tell_all(message_to(org, seat, key, title, text, where, morning(on)))


def take_back(seats: Iterable[int]) -> None:
    """Take back what was not sent yet about ``seats`` whose holders were elected again."""
    keys = [_key(pk) for pk in seats]
    Message.rows.filter(key__in=keys, sent_at__isnull=True).delete()


def _key(seat: int) -> str:
    return f"homes-left:{seat}"


def _said(homes: Sequence[WomensHome], groups: Sequence[OnlineGroup]) -> Iterable[str]:
    if homes:
        yield f"{_named([home.name for home in homes])}没有负责人了，请另外确定。"
    if groups:
        told = _named([group.name for group in groups])
        yield f"{told}没有群主了，请先在群里转让，再登记新群主。"


def _named(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > MOST else ""
    return "、".join(f"“{name}”" for name in names[:MOST]) + more
