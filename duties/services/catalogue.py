"""The county's catalogue of posts: set up, added to, renamed, retired, taken up again, ordered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from duties.models import DutyPost, PostAssignment, PostCode, PostHistory
from duties.rules import catalogue as rules
from fulian import scoping
from fulian.database import bulk
from orgs.models import Org, User
from orgs.services import changed, image, made, made_many, nothing_to_do, record, verb
from orgs.services.recording import Change

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


@verb("duties.add_post", "增设岗位", undoable=True)
def add_post(
    *, name: str, duties: str, on: date, by: User | None, place: int | None = None
) -> DutyPost:
    """Add a post of the county's own from the day ``on``, at ``place`` in the order, else last.

    Raises ``ValidationError`` for no name, one another post has, and one a retired post had.
    """
    name, duties = name.strip(), duties.strip()
    rules.check_post_words(name=name, duties=duties)
    rules.check_kept_from(on=on, today=timezone.localdate())
    standing = list(DutyPost.rows.select_for_update().order_by("place", "pk"))
    rules.check_room(sum(post.until is None for post in standing))
    twins = [post for post in standing if post.until is not None and post.name == name]
    rules.check_no_retired_twin(twins[0] if twins else None)
    fresh = DutyPost(
        org=Org.rows.get(parent__isnull=True), code=PostCode.CUSTOM, name=name, duties=duties,
        place=len(standing) + 1, since=on,
    )  # fmt: skip
    fresh.save()
    at = len(standing) if place is None else max(0, min(place - 1, len(standing)))
    moved = _placed([*standing[:at], fresh, *standing[at:]], fresh)
    record(fresh, by=by, changes=[made(fresh), *moved])
    return fresh


@verb("duties.rename_post", "岗位改名", undoable=True)
def rename_post(
    *, post: DutyPost, name: str, on: date, by: User | None, duties: str | None = None
) -> DutyPost:
    """Call ``post`` ``name`` from the day ``on``, and let it do ``duties`` where they are given.

    It stays the same post, with its holders and its log; what it was before is kept with its days.
    Raises ``ValidationError`` for no name, one another post has, and a day before the last change.
    """
    fresh = DutyPost.rows.select_for_update().get(pk=post.pk)
    name = name.strip()
    duties = fresh.duties if duties is None else duties.strip()
    rules.check_post_words(name=name, duties=duties)
    if (name, duties) == (fresh.name, fresh.duties):
        nothing_to_do()
        return fresh
    since = _named_since(fresh)
    rules.check_rename_day(since=since, on=on, today=timezone.localdate())
    kept = _keep(fresh, since, on)
    before = image(fresh)
    fresh.name, fresh.duties, fresh.version = name, duties, fresh.version + 1
    fresh.save(update_fields=["name", "duties", "version"])
    record(fresh, by=by, changes=[*kept, changed(fresh, before)])
    return fresh


@verb("duties.retire_post", "停用岗位", undoable=True)
def retire_post(*, post: DutyPost, on: date, by: User | None, reason: str = "") -> int:
    """Keep ``post`` no longer from the day ``on``; return how many were taken off it.

    Whoever holds it beyond that day holds it until then; nothing that was logged is touched.
    Raises ``ValidationError`` when it is retired, and for a day before it began.
    """
    fresh = DutyPost.rows.select_for_update().get(pk=post.pk)
    rules.check_retire_day(post=fresh, on=on, today=timezone.localdate())
    held = list(lasting(fresh, on).select_for_update(of=("self",)))
    images = [image(one) for one in held]
    for one in held:
        one.until, one.version = max(on, one.since), one.version + 1
    bulk.update_all(held, ["until", "version"])
    before = image(fresh)
    fresh.until, fresh.version = on, fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    ended = [changed(one, was) for one, was in zip(held, images, strict=True)]
    record(fresh, by=by, changes=[changed(fresh, before), *ended], reason=reason)
    return len(held)


@verb("duties.restore_post", "恢复岗位", undoable=True)
def restore_post(*, post: DutyPost, on: date, by: User | None) -> DutyPost:
    """Keep a retired ``post`` again from the day ``on``; who held it is to be assigned anew.

    The days between are days without it. Raises ``ValidationError`` for a post that is kept, a
    day before it was retired, and where another post has its name now.
    """
    fresh = DutyPost.rows.select_for_update().get(pk=post.pk)
    rules.check_restore_day(post=fresh, on=on, today=timezone.localdate())
    until = fresh.until or on
    kept = _keep(fresh, _named_since(fresh), until) if on > until else []
    before = image(fresh)
    fresh.since = on if on > until else fresh.since
    fresh.until, fresh.version = None, fresh.version + 1
    fresh.save(update_fields=["since", "until", "version"])
    record(fresh, by=by, changes=[*kept, changed(fresh, before)])
    return fresh


@verb("duties.order_posts", "调整岗位次序", undoable=True)
def order_posts(*, posts: Sequence[int], by: User | None) -> int:
    """Show the county's posts in the order of their keys ``posts``; return how many moved.

    Raises ``ValidationError`` when these are not all the posts there are.
    """
    standing = {post.pk: post for post in DutyPost.rows.select_for_update()}
    rules.check_order(asked=posts, kept=list(standing))
    moved = _placed([standing[pk] for pk in posts])
    if not moved:
        nothing_to_do()
        return 0
    record(Org.rows.get(parent__isnull=True), by=by, changes=moved, name="岗位次序")
    return len(moved)


def lasting(post: DutyPost, on: date) -> QuerySet[PostAssignment]:
    """Return who holds ``post`` beyond the day ``on``."""
    rows = PostAssignment.rows.filter(post=post)
    return rows.filter(Q(until__isnull=True) | (Q(until__gt=on) & Q(until__gt=F("since"))))


def _named_since(post: DutyPost) -> date:
    """Return since when a post has the name and the duties it has."""
    last: date | None = PostHistory.rows.filter(post=post).aggregate(at=Max("until"))["at"]
    return max(post.since, last) if last else post.since


def _keep(post: DutyPost, since: date, until: date) -> list[Change]:
    """Keep what a post is called until a day; nothing where it was called so for no day."""
    if until <= since:
        return []
    kept = PostHistory(post=post, name=post.name, duties=post.duties, since=since, until=until)
    kept.save()
    return [made(kept)]


def _placed(posts: Sequence[DutyPost], fresh: DutyPost | None = None) -> list[Change]:
    """Give posts their places in this order; return the changes but those to a ``fresh`` one."""
    moved, images = [], []
    for place, post in enumerate(posts, start=1):
        if post.place != place:
            moved.append(post)
            images.append(image(post))
            post.place = place
            post.version += post is not fresh
    bulk.update_all(moved, ["place", "version"])
    both = zip(moved, images, strict=True)
    return [changed(post, was) for post, was in both if post is not fresh]
