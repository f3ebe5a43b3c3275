"""The county's posts, who holds them, and the work log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties import rules
from duties.models import DutyLogEntry, DutyPost, PostAssignment, PostCode
from duties.services.photos import keep_photo
from fulian import scoping
from members.models import Appointment
from orgs.models import AccessGrant, Org, User
from orgs.services import changed, image, made, made_many, nothing_to_do, record, verb

# domain A21; the wording of the duties is ours
FIVE = {
    PostCode.POVERTY_ALLEVIATION: (
        "了解姐妹们想学什么、能做什么，帮着联系技能培训、就业岗位和产品销路；常到生活困难的妇女和"
        "家庭看看，帮她们申请政策、解决难处。"
    ),
    PostCode.PUBLICITY: (
        "宣传党的政策和法律，讲清妇女儿童的权益；节假日和农忙前后提醒森林防火、防溺水、防诈骗；"
        "推荐身边的好榜样、好家庭。"
    ),
    PostCode.MEDIATION: (
        "听姐妹们说家里和邻里的烦心事，早发现、早劝解；婚姻家庭矛盾上门调解，过后回访；遇到家庭"
        "暴力等危险，马上报告，陪着求助。"
    ),
    PostCode.CULTURE: (
        "组织广场舞、读书、节日联欢等活动，让大家愿意来、玩得好；带好文艺队伍和兴趣小组，用活动"
        "带动家庭和睦、邻里文明。"
    ),
    PostCode.SANITATION: (
        "带头收拾房前屋后，发动大家清扫公共地方、分好垃圾、建美丽庭院；看到脏乱及时提醒，帮缺劳力"
        "的家庭一起打扫。"
    ),
}


@verb("duties.set_up_posts", "设立岗位", undoable=True)
def set_up_posts(*, on: date, by: User | None) -> list[DutyPost]:
    """Give the open county the five posts with their duties; nothing where it has posts already."""
    if DutyPost.rows.exists():
        nothing_to_do()
        return []
    root = Org.rows.get(parent__isnull=True)
    posts = DutyPost.rows.bulk_create(
        DutyPost(
            county_id=scoping.current().county, org=root, code=code, name=code.label,
            duties=duties, place=place, since=on,
        )
        for place, (code, duties) in enumerate(FIVE.items(), start=1)
    )  # fmt: skip
    record(root, by=by, changes=[made_many(DutyPost, [post.pk for post in posts])], name="五个岗位")
    return posts


@verb("duties.rename_post", "岗位改名", undoable=True)
def rename_post(*, post: DutyPost, name: str, by: User | None) -> DutyPost:
    """Call ``post`` ``name``; it stays the same post, with its holders and its log.

    Raises ``ValidationError`` for no name and for one another post has.
    """
    fresh = DutyPost.rows.select_for_update().get(pk=post.pk)
    name = name.strip()
    rules.posts.check_post_name(name)
    if name == fresh.name:
        nothing_to_do()
        return fresh
    before = image(fresh)
    fresh.name, fresh.version = name, fresh.version + 1
    fresh.save(update_fields=["name", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


@verb("duties.assign_post", "定岗", undoable=True)
def assign_post(
    *, appointment: Appointment, post: DutyPost, on: date, by: User | None,
    at: datetime | None = None,
) -> PostAssignment:  # fmt: skip
    """Let the holder of a seat work in ``post`` from the day ``on``; ``at`` is when it was entered.

    Raises ``ValidationError`` for a seat that may hold none or is not held that day, for a post
    that is no longer kept, and where she is in this post already.
    """
    held_now = Appointment.rows.select_for_update(of=("self",))  # against her leaving meanwhile
    seat = held_now.select_related("org").get(pk=appointment.pk)
    fresh = DutyPost.rows.get(pk=post.pk)
    rules.posts.check_may_hold(seat=seat, on=on)
    rules.posts.check_post_open(post=fresh, on=on)
    held = PostAssignment(
        county_id=scoping.current().county, org=seat.org, appointment=seat, post=fresh, since=on,
        until=seat.until,
    )  # fmt: skip
    if at is not None:
        held.entered_at = at
    held.save()
    record(held, by=by, changes=[made(held)], name=_called(seat, fresh))
    return held


@verb("duties.end_assignment", "离岗", undoable=True)
def end_assignment(*, assignment: PostAssignment, on: date, by: User | None) -> PostAssignment:
    """Take somebody off a post from the day ``on``; what she wrote stays."""
    held = PostAssignment.rows.select_for_update().get(pk=assignment.pk)
    rules.posts.check_end(since=held.since, until=held.until, on=on)
    before = image(held)
    held.until, held.version = on, held.version + 1
    held.save(update_fields=["until", "version"])
    record(held, by=by, changes=[changed(held, before)], name=_called(held.appointment, held.post))
    return held


@verb("duties.write_log", "记履岗", undoable=True)
def write_log(
    *, appointment: Appointment, post: DutyPost, done_on: date, what: str, by: User | None,
    at: datetime | None = None, for_whom: str = "", served: int | None = None,
    photo: bytes | None = None,
) -> DutyLogEntry:  # fmt: skip
    """Write one line into the log: what the holder of a seat did in a post on the day ``done_on``.

    ``at`` is when it was entered, else now. Raises ``ValidationError`` for a day that has not
    come or is more than a year gone, a seat not held that day, no words, a photo that is none,
    and somebody else's work (a chair writes for her whole organisation).
    """
    seat = Appointment.rows.select_related("org").get(pk=appointment.pk)
    fresh = DutyPost.rows.get(pk=post.pk)
    what, for_whom = what.strip(), for_whom.strip()
    rules.posts.check_words(what=what, for_whom=for_whom, served=served)
    rules.posts.check_done_on(done_on=done_on, today=timezone.localdate(at))
    rules.posts.check_was_seated(seat=seat, on=done_on)
    rules.posts.check_post_open(post=fresh, on=done_on)
    rules.posts.check_may_write_for(seat=seat, owner=_owner(seat), by=by)
    line = DutyLogEntry(
        county_id=scoping.current().county, org=seat.org, post=fresh, appointment=seat,
        done_on=done_on, what=what, for_whom=for_whom, served=served,
        photo=keep_photo(photo) if photo else "",
    )  # fmt: skip
    if at is not None:
        line.entered_at = at
    line.save()
    record(line, by=by, changes=[made(line)], name=_called(seat, fresh))
    return line


def _owner(seat: Appointment) -> int | None:
    """Return the account that acts in a seat; None when nobody can."""
    grant: Any = AccessGrant.rows.filter(pk=seat.grant_id or 0).first()
    return grant.user_id if grant else None


def _called(seat: Appointment, post: DutyPost) -> str:
    """Return what it is called without naming her."""
    return f"{seat.org.title} {seat.get_office_display()} {post.name}"
