"""Items of deliberation: proposed, published for comment, decided, carried out, closed (A22)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from duties.models import AgendaItem, Deliberation, ItemComment, NeedRequest, Resolution
from duties.queries import meetings as reads
from duties.rules import meetings as rules
from duties.rules import needs as steps
from duties.rules.gone import still_there
from duties.rules.posts import check_own_place
from duties.services.due import tell_all
from duties.services.needs import account_of, follow, is_waiting
from duties.services.sheets import message_to
from fulian import scoping
from members.models import Appointment
from orgs import rules as places
from orgs.models import Org, SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, made, nothing_to_do, record, verb
from orgs.services.recording import Change

Item = AgendaItem.Status
Votes = tuple[int | None, int | None, int | None]


@verb("duties.propose_item", "提出议题", undoable=True)
def propose_item(
    *, org: Org, title: str, by: User | None, text: str = "",
    kind: str = AgendaItem.Kind.DECIDE, need: NeedRequest | None = None,
) -> AgendaItem:  # fmt: skip
    """Let an item wait for the next meeting of ``org``; from a need, or without one.

    Raises ``ValidationError`` for no title, a closed organisation, a need that is not new and one
    that waits already.
    """
    fresh = Org.rows.get(pk=org.pk)
    places.check_active(fresh)
    check_own_place(org=fresh.pk, by=by)
    steps.check_words(title.strip(), most=60, what="议题")
    if need is not None:
        asked = NeedRequest.rows.select_for_update().filter(pk=need.pk, org=fresh)
        need = still_there(asked.first())
        steps.check_need_step(now=need.status, to=NeedRequest.Status.DELIBERATING)
        steps.check_not_waiting(is_waiting(need))
    item = AgendaItem(
        county_id=scoping.current().county, org=fresh, need=need, kind=kind, title=title.strip(),
        text=text.strip()[:500],
    )  # fmt: skip
    item.save()
    record(item, by=by, changes=[made(item)])
    return item


@verb("duties.publish_preliminary", "公布初步结果", undoable=True)
def publish_preliminary(
    *, item: AgendaItem, preliminary: str, by: User | None, at: datetime,
    until: date | None = None,
) -> AgendaItem:  # fmt: skip
    """Ask the women what they think of a preliminary result, ``until`` a day (else by setting).

    Raises ``ValidationError`` before it was noted who came, twice, and for a day that is over.
    """
    fresh, before = _led(item, by)
    today = timezone.localdate(at)
    until = until or today + timedelta(days=setting(SettingName.COMMENT_DAYS))
    steps.check_item_step(now=fresh.status, to=Item.PRELIMINARY_PUBLISHED)
    rules.check_held(fresh.meeting)
    steps.check_words(preliminary.strip(), what="初步结果")
    rules.check_comments_until(until=until, today=today)
    fresh.status, fresh.preliminary = Item.PRELIMINARY_PUBLISHED, preliminary.strip()
    fresh.published_on, fresh.comments_until = today, until
    columns = ("status", "preliminary", "published_on", "comments_until")
    change = kept(fresh, before, *columns)
    record(fresh, by=by, changes=[change, *follow(fresh.need_id, NeedRequest.Status.PUBLISHED)])
    return fresh


@verb("duties.add_comment", "登记意见", undoable=True)
def add_comment(
    *, item: AgendaItem, text: str, said_on: date, by: User | None, at: datetime, who: str = ""
) -> ItemComment:
    """Note what somebody said to a preliminary result, on a day of the period for comments."""
    fresh, _ = _led(item, by)
    rules.check_comment(item=fresh, on=said_on, today=timezone.localdate(at))
    steps.check_words(text.strip(), most=300, what="意见")
    comment = ItemComment(
        county_id=scoping.current().county, item=fresh, who=who.strip()[:40], text=text.strip(),
        said_on=said_on, entered_at=at,
    )  # fmt: skip
    comment.save()
    record(comment, by=by, changes=[made(comment)], org=fresh.org_id)
    return comment


@verb("duties.decide_item", "议定议题", undoable=True)
def decide_item(
    *, item: AgendaItem, text: str, owner: Appointment, due_on: date, on: date, by: User | None,
    at: datetime, votes: Votes = (None, None, None),
) -> Resolution:  # fmt: skip
    """Decide an item of a meeting that had its quorum: what is done, by whom, until when.

    ``votes`` are for, against, abstained, where hands were counted. The owner is told. Raises
    ``ValidationError`` without quorum, for more votes than were present, an owner out of office, a
    day that cannot be, while comments are asked for, and twice.
    """
    fresh, before = _led(item, by)
    today = timezone.localdate(at)
    steps.check_item_step(now=fresh.status, to=Item.DECIDED)
    meeting = rules.check_held(fresh.meeting)
    due, present = reads.counted(meeting)
    rules.check_quorum(due=due, present=present, share=setting(SettingName.MEETING_QUORUM))
    rules.check_tally(votes=votes, present=present)
    rules.check_commented(item=fresh, today=today)
    rules.check_decision(meeting=meeting, on=on, due_on=due_on, today=today)
    steps.check_words(text.strip(), what="议定的事")
    seat = _seat(owner)
    rules.check_owner(seat=seat, org=fresh.org_id, on=today)
    fresh.status = Item.DECIDED
    fresh.votes_for, fresh.votes_against, fresh.votes_abstain = votes
    change = kept(fresh, before, "status", "votes_for", "votes_against", "votes_abstain")
    done = Resolution(
        county_id=scoping.current().county, org=fresh.org, item=fresh, text=text.strip(),
        owner=seat, decided_on=on, due_on=due_on,
    )  # fmt: skip
    done.save()
    followed = follow(fresh.need_id, NeedRequest.Status.ACTING)
    record(done, by=by, changes=[change, made(done), *followed], name=fresh.title)
    _tell_owner(done, seat, at)
    return done


@verb("duties.finish_resolution", "办结议定事项", undoable=True)
def finish_resolution(
    *, resolution: Resolution, result: str, on: date, by: User | None, at: datetime
) -> Resolution:
    """Keep what came of a resolution; its item is closed, its need gets the result to tell.

    Whoever took the need is told that she can tell it back. Raises ``ValidationError`` when it is
    done, for a day that cannot be, and for whoever neither owns it nor leads.
    """
    item, before = _held(AgendaItem.rows.get(pk=resolution.item_id))
    rows = Resolution.rows.select_for_update(of=("self",)).select_related("owner", "org")
    fresh = rows.get(pk=resolution.pk)
    rules.check_may_finish(owner=account_of(fresh.owner), org=fresh.org_id, by=by)
    rules.check_done(resolution=fresh, on=on, today=timezone.localdate(at))
    result = result.strip() or "已经办好"
    steps.check_words(result, what="办理结果")
    was = image(fresh)
    fresh.done_on, fresh.result, fresh.version = on, result, fresh.version + 1
    fresh.save(update_fields=["done_on", "result", "version"])
    changes = [changed(fresh, was)]
    if not item.resolutions.filter(done_on__isnull=True).exists():
        steps.check_item_step(now=item.status, to=Item.CLOSED)
        item.status = Item.CLOSED
        changes += [kept(item, before, "status")]
        changes += follow(item.need_id, NeedRequest.Status.ACTING, result)
        _tell_taker(item, at)
    record(fresh, by=by, changes=changes, name=item.title)
    return fresh


@verb("duties.reassign_resolution", "换负责人", undoable=True)
def reassign_resolution(
    *, resolution: Resolution, owner: Appointment, by: User | None, at: datetime
) -> Resolution:
    """Give what was decided to somebody else in office, as when its owner has left."""
    rows = Resolution.rows.select_for_update(of=("self",)).select_related("item", "org")
    fresh = rows.get(pk=resolution.pk)
    check_own_place(org=fresh.org_id, by=by)
    today = timezone.localdate(at)
    rules.check_done(resolution=fresh, on=max(today, fresh.decided_on), today=today)
    seat = _seat(owner)
    rules.check_owner(seat=seat, org=fresh.org_id, on=today)
    if seat.pk == fresh.owner_id:
        nothing_to_do()
        return fresh
    before = image(fresh)
    fresh.owner, fresh.version = seat, fresh.version + 1
    fresh.save(update_fields=["owner", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=fresh.item.title)
    _tell_owner(fresh, seat, at)
    return fresh


@verb("duties.close_item", "结束议题", undoable=True)
def close_item(*, item: AgendaItem, by: User | None, because: str = "") -> AgendaItem:
    """Let an item end without a resolution: it was transmitted or studied, or is not pursued.

    Its need, if it has one, is new again: it may be answered at once. Raises ``ValidationError``
    for an item to be decided without a reason, and one that was decided.
    """
    fresh, before = _led(item, by)
    if fresh.status not in (Item.DRAFT, *rules.UNDECIDED):
        steps.check_item_step(now=Item.CLOSED, to=Item.CLOSED)
    if fresh.meeting is not None:
        rules.check_held(fresh.meeting)
    if fresh.kind == AgendaItem.Kind.DECIDE:
        steps.check_words(because.strip(), most=100, what="不再议的原因")
    fresh.status, fresh.dropped_because = Item.CLOSED, because.strip()[:100]
    change = kept(fresh, before, "status", "dropped_because")
    record(fresh, by=by, changes=[change, *follow(fresh.need_id, NeedRequest.Status.NEW)])
    return fresh


def kept(item: AgendaItem, before: Any, *columns: str) -> Change:
    """Save some columns of an item; return the change."""
    item.version += 1
    item.save(update_fields=[*columns, "version"])
    return changed(item, before)


def _held(item: AgendaItem) -> tuple[AgendaItem, Any]:
    """Hold an item's meeting, then the item; return it as it is, and as it was."""
    if item.meeting_id:
        Deliberation.rows.select_for_update().get(pk=item.meeting_id)
    rows = AgendaItem.rows.select_for_update(of=("self",)).select_related("meeting", "org")
    fresh = still_there(rows.filter(pk=item.pk).first())
    return fresh, image(fresh)


def _led(item: AgendaItem, by: User | None) -> tuple[AgendaItem, Any]:
    """Hold an item for whoever leads its organisation."""
    fresh, before = _held(item)
    check_own_place(org=fresh.org_id, by=by)
    return fresh, before


def _seat(owner: Appointment) -> Appointment:
    """Hold a seat against its holder's leaving meanwhile."""
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("grant")
    return rows.get(pk=owner.pk)


def _tell_owner(done: Resolution, seat: Appointment, at: datetime) -> None:
    title, link = "有一件议定的事由您负责", "/resolutions/"
    text = f"请在{done.due_on:%Y年%-m月%-d日}前办好。"
    key = f"resolution:{done.pk}:{seat.pk}"
    tell_all(message_to(done.org, seat, key, title, text, link, at))


def _tell_taker(item: AgendaItem, at: datetime) -> None:
    need = NeedRequest.rows.filter(pk=item.need_id or 0).select_related("appointment__grant")
    one = need.first()
    if one is not None:
        title, link = "诉求办好了，请告诉提出的人", f"/needs/{one.pk}/"
        key = f"need:{one.pk}:done:{item.pk}"
        text = "告诉她以后，请登记回复。"
        tell_all(message_to(item.org, one.appointment, key, title, text, link, at))
