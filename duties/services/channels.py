"""Telling people outside the product that something waits in their inbox.

Nothing but titles goes out: no name, no text. What cannot be delivered stays in the inbox, which is
the truth; a failure is kept beside the channel and stops nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import Channel, ChannelKind, Notice, Pace
from duties.models.channels import ADDRESS_COLUMN
from duties.rules import channels as rules
from fulian import crypto
from fulian.scoping import current, scope
from fulian.tasks import enqueue
from orgs.models import AccessGrant, Org, User
from orgs.queries.hats import live
from orgs.services import changed, image, made, record, removed, verb

log = logging.getLogger("duties.channels")
TITLES_SHOWN = 8
SECRET = ("handler-", "glass-", "care-")  # keys of messages about the sensitive ledger
TYPED, COLON = "dispatch:", "："  # what stands behind the colon is the sender's own words
UNTOLD = "有一条通知，请登录查看"
DELIVER = "duties.deliver"


@verb("duties.set_channel", "设置消息提醒")
def set_channel(*, by: User, org: Org, kind: str, address: str, pace: str) -> Channel:
    """Tell ``by`` outside at ``address`` (an e-mail, a WeCom robot's), at a ``pace``.

    Setting the same way again changes it. Raises ``ValidationError`` for an address that is none.
    """
    rules.check_choices(kind=kind, pace=pace)
    kept = rules.address_of(kind, address, has_mail=bool(settings.MAIL_URL))
    county = current().county
    sealed = crypto.seal(kept, county=county, column=ADDRESS_COLUMN)
    mine = Channel.rows.select_for_update(of=("self",)).filter(user=by, kind=kind).first()
    if mine is None:
        mine = Channel(county_id=county, org=org, user=by, kind=kind, address=sealed, pace=pace)
        mine.save()
        record(mine, by=by, changes=[made(mine)])
        return mine
    before = image(mine)
    mine.address, mine.pace, mine.failure, mine.version = sealed, pace, "", mine.version + 1
    mine.save(update_fields=["address", "pace", "failure", "version"])
    record(mine, by=by, changes=[changed(mine, before)])
    return mine


@verb("duties.drop_channel", "停用消息提醒")
def drop_channel(*, channel: Channel, by: User) -> None:
    """Tell ``by`` no more this way; her address is deleted."""
    mine = Channel.rows.select_for_update(of=("self",)).filter(pk=channel.pk, user=by).first()
    if mine is None:
        raise ValidationError("这个提醒已经停用了。", code="gone")
    record(mine, by=by, changes=[removed(mine)])
    mine.delete()


def weekly_digest(*, on: date, at: datetime) -> int:
    """Have everybody told who wants to be told once a week; return how many."""
    return _want(Pace.WEEK, at)


def daily_digest(*, on: date, at: datetime) -> int:
    """Have everybody told who wants to be told every day; return how many."""
    return _want(Pace.DAY, at)


def deliver(*, county: int, channel: int, at: datetime) -> bool:
    """Send one channel what waits in its inbox, once a sending is due; say whether it went out.

    Two workers send once. No scope is open: no transaction waits while the network is asked.
    """
    with scope(county):
        is_mine = Channel.rows.filter(pk=channel, wanted_at__isnull=False).update(
            wanted_at=None, sent_at=at
        )
        mine = Channel.rows.filter(pk=channel, user__in=_seated(at)).first() if is_mine else None
        titles = waiting_titles(mine) if mine else []
    if mine is None or not titles:
        return False
    failure = _send(mine, titles)
    with scope(county):
        Channel.rows.filter(pk=channel).update(failure=failure)
    return not failure


def waiting_titles(channel: Channel) -> list[str]:
    """Return the titles of what its owner has not read, the newest first.

    A robot speaks to a group, and nobody has proved that an address is hers: that there is a
    sensitive line at all is not for it, nor what somebody typed into the title of a notice.
    """
    unread = Notice.rows.filter(user=channel.user_id, read_at__isnull=True)
    told = unread.order_by("-pk").values_list("message__key", "message__title")
    return [_said(key, title) for key, title in told]


def _said(key: str, title: str) -> str:
    if key.startswith(SECRET):
        return UNTOLD
    if key.startswith(TYPED):
        return f"{title.partition(COLON)[0]}{COLON}请登录查看"
    return title


def text_of(titles: Sequence[str]) -> str:
    """Return what goes out: how many wait, their titles, and where to look."""
    lines = [f"您有 {len(titles)} 条未读通知："]
    lines += [f"· {title}" for title in titles[:TITLES_SHOWN]]
    lines += ["……"] if len(titles) > TITLES_SHOWN else []
    where = f"{settings.SITE_URL}/inbox/" if settings.SITE_URL else "请登录系统查看。"
    return "\n".join([*lines, where])


def _want(pace: Pace, at: datetime) -> int:
    """Mark the channels of a pace whose owner has something unread, and nudge the workers."""
    unread = Notice.rows.filter(read_at__isnull=True).values("user")
    due = Channel.rows.filter(pace=pace, user__in=unread.filter(user__in=_seated(at)))
    keys = list(due.values_list("pk", flat=True))
    Channel.rows.filter(pk__in=keys).update(wanted_at=at)
    for key in keys:
        enqueue(DELIVER, channel=key)
    return len(keys)


def _seated(at: datetime) -> Any:
    """Return the accounts that hold a seat in the county: who holds none is told nothing more."""
    return AccessGrant.rows.filter(live(timezone.localdate(at))).values("user")


def _send(channel: Channel, titles: Sequence[str]) -> str:
    """Ask the network; return what went wrong in words, nothing when all went well."""
    import apprise  # noqa: PLC0415 - a second to load, and only senders need it

    courier = apprise.Apprise()
    known = courier.add(_url(channel))
    went = known and courier.notify(body=text_of(titles), title="妇联工作提醒")
    if not went:
        log.warning("a channel could not be reached", extra={"channel": channel.pk})
    return "" if went else "没有送到，请检查地址是否正确。"


def _url(channel: Channel) -> str:
    if channel.kind == ChannelKind.WECOM:
        return f"wecombot://{channel.plain_address}"
    joint = "&" if "?" in settings.MAIL_URL else "?"
    return f"{settings.MAIL_URL}{joint}to={quote(channel.plain_address)}&format=text"
