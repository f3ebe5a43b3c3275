"""What the rules allow for activities (domain A47, A48): who may, when, and what must be said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, DESKS, is_live, is_own_place
from fulian.permissions import allow
from homes.models import Activity
from members.models import Appointment
from orgs.models import Org, Role
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

Status = Activity.Status
ORGANISERS = ARRANGERS | {Role.OFFICER}
LEADERS = {Role.CHAIR}
COMING = (Status.PLANNED, Status.OPEN)
DONE = (Status.HELD, Status.SUMMED_UP)
AHEAD = timedelta(days=366)
LOOK_BACK = timedelta(days=366)
LONGEST_SUMMARY, LONGEST_REASON = 1000, 100
MOST_PARTNERS, MOST_CAPACITY, MOST_PEOPLE = 30, 100_000, 1_000_000
MOST_PHOTOS = 6


@allow("homes.view_activity")
def may_view_activities(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("homes.plan_activity", "homes.change_activity", "homes.open_activity",
       "homes.change_signup", "homes.call_off_activity", "homes.hold_activity",
       "homes.summarise_activity", "homes.add_photo", "homes.view_roster", "homes.mark_came",
       "homes.add_walk_ins", "homes.strike_signup")  # fmt: skip
def may_organise(user: Any, obj: Any) -> bool:
    """Whoever plans: the desks, chairs and officers (whose activity it is: ``check_manages``)."""
    return role_may(user, ORGANISERS)


@allow("homes.export_activities")
def may_export(user: Any, obj: Any) -> bool:
    """County and township staff take what lies in their reach; it names nobody."""
    return role_may(user, DESKS)


@allow("homes.read_activities")
def may_read_activities(user: Any, obj: Any) -> bool:
    """Let a calling system with ``members:read`` read activities; they name nobody."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:read" in hat.may


def manages(*, activity: Activity, by: Any) -> bool:
    """Say whether an activity is hers to run: the desk's above, its chair's, or who answers for it.

    An officer without a part in it only reads (docs/decisions/0020).
    """
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return True
    if not is_own_place(org=activity.org_id, by=by) or not role_may(by, ORGANISERS):
        return False
    if role_may(by, DESKS | LEADERS):
        return True
    grant = activity.responsible.grant if activity.responsible else None
    return grant is not None and grant.user_id == by.pk


def check_manages(*, activity: Activity, by: Any) -> None:
    """Refuse an activity that is not hers to run."""
    if not manages(activity=activity, by=by):
        raise ValidationError("这个活动由本组织的主席或者活动负责人来办理。", code="not_hers")


def sees_names(*, activity: Activity, by: Any) -> bool:
    """Say whether she reads whole names on the list: who runs it on the spot, never a desk."""
    hat = getattr(by, "hat", None)
    return hat is not None and hat.org == activity.org_id and (
        hat.role not in DESKS and manages(activity=activity, by=by)
    )  # fmt: skip


def check_place(*, org: Org, inside: bool, by: Any) -> None:
    """Refuse to plan for an organisation out of reach, or, on the ground, for another."""
    if by is not None and not (inside and is_own_place(org=org.pk, by=by)):
        raise ValidationError("只能为本组织安排活动。", code="elsewhere")


def check_when(*, starts_at: datetime, ends_at: datetime | None, now: datetime) -> None:
    """Refuse a time that is a slip of the finger: over a year away, or ending before it begins."""
    if not now - LOOK_BACK < starts_at < now + AHEAD:
        raise ValidationError("活动时间要在前后一年之内。", code="far_off")
    if ends_at is None:
        return
    if ends_at <= starts_at:
        raise ValidationError("结束时间要晚于开始时间。", code="ends_before")
    if ends_at - starts_at > AHEAD:
        raise ValidationError("一个活动最长一年。", code="too_long")


def check_title(title: str) -> None:
    """Refuse an activity that is not called anything."""
    if not title:
        raise ValidationError("请写活动名称。", code="no_title")


def check_responsible(*, seat: Appointment | None, org: int, on: date) -> None:
    """Refuse somebody of another organisation, and who is not in office that day."""
    if seat is None:
        return
    if seat.org_id != org:
        raise ValidationError("活动负责人要是本组织的人。", code="elsewhere")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("这位负责人不在任，请另选一位。", code="not_seated")


def check_home(*, there: bool) -> None:
    """Refuse a home out of the county's register, or one not kept on the activity's day."""
    if not there:
        raise ValidationError("选的妇女之家这一天没有开着，请重新选。", code="no_home")


def check_of_the_day(*, there: bool, what: str) -> None:
    """Refuse a post, theme or turn that is not of the activity's day or organisation."""
    if not there:
        raise ValidationError(f"选的{what}不在活动这一天，请重新选。", code="not_there")


def check_partners(count: int) -> None:
    """Refuse more co-organisers than a list can tell."""
    if count > MOST_PARTNERS:
        raise ValidationError(f"联办的组织和单位最多写 {MOST_PARTNERS} 个。", code="too_many")


def check_coming(activity: Activity) -> None:
    """Refuse to change what was held or called off."""
    if activity.status == Status.CALLED_OFF:
        raise ValidationError("这个活动已经取消。", code="called_off")
    if activity.status not in COMING:
        raise ValidationError("这个活动已经开展过，不能再改。", code="held")


def check_may_open(*, activity: Activity, at: datetime) -> None:
    """Refuse to open what is open, over or called off."""
    check_coming(activity)
    if activity.status == Status.OPEN:
        raise ValidationError("已经开放报名了。", code="open")
    if activity.starts_at <= at:
        raise ValidationError("活动已经开始，不用再开放报名。", code="begun")


def check_signup(*, activity: Activity, capacity: int | None, closes_at: datetime | None) -> None:
    """Refuse a capacity that puts out somebody who was told she is in, and a late closing time.

    Whoever holds a place keeps it: lowered below those in, the organiser is told to strike or to
    ask (``strike_signup``); raised, the first who wait are in.
    """
    held = activity.live if activity.capacity is None else min(activity.live, activity.capacity)
    if capacity is not None and not 1 <= capacity <= MOST_CAPACITY:
        raise ValidationError(f"名额请填 1 到 {MOST_CAPACITY}，不限就空着。", code="capacity")
    if capacity is not None and capacity < held:
        raise ValidationError(
            f"已经有 {held} 人报上名了，名额不能少于 {held}。", code="capacity_below"
        )
    if closes_at is not None and closes_at > activity.starts_at:
        raise ValidationError("报名截止不能晚于活动开始。", code="closes_late")


def check_reason(reason: str) -> None:
    """Refuse to call off without saying why: those who signed up read it."""
    if not reason:
        raise ValidationError("请写明为什么取消，报了名的人会看到。", code="no_reason")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(f"取消原因最多写 {LONGEST_REASON} 个字。", code="too_long")


def check_begun(*, activity: Activity, at: datetime) -> None:
    """Refuse to say how it went before it began."""
    if activity.status == Status.CALLED_OFF:
        raise ValidationError("这个活动已经取消。", code="called_off")
    if at < activity.starts_at:
        raise ValidationError("活动还没有开始，办完了再登记。", code="not_begun")


def check_counts(*, attendances: int | None, persons: int | None, came: int) -> None:
    """Refuse counts that cannot be: 人次 counts every coming, 人数 everybody once."""
    if attendances is None or persons is None:
        raise ValidationError("请填人次和人数；没有人来就填 0。", code="no_counts")
    if not 0 <= persons <= MOST_PEOPLE or not 0 <= attendances <= MOST_PEOPLE:
        raise ValidationError("人次和人数请填合理的数。", code="counts")
    if attendances < persons:
        raise ValidationError(
            "人次不能少于人数：来一回算一个人次，一个人只算一个人数。", code="fewer_times"
        )
    if persons < came:
        raise ValidationError(
            f"名单上已经勾了 {came} 人到场，人数不能少于 {came}。", code="fewer_than_came"
        )


def check_held(activity: Activity) -> None:
    """Refuse a summary of what is not noted as held."""
    if activity.status not in DONE:
        raise ValidationError("先登记活动开展的情况，再写小结。", code="not_held")


def check_summary(text: str) -> None:
    """Refuse an empty summary, and one longer than its column."""
    if not text:
        raise ValidationError("请写一两句小结。", code="empty")
    if len(text) > LONGEST_SUMMARY:
        raise ValidationError(f"小结最多写 {LONGEST_SUMMARY} 个字。", code="too_long")


def check_photos(count: int) -> None:
    """Refuse an album: none is needed, a few are enough (国办函〔2026〕12号)."""
    if count > MOST_PHOTOS:
        raise ValidationError(f"一个活动最多放 {MOST_PHOTOS} 张照片。", code="too_many_photos")


def check_log_post(has_post: bool) -> None:
    """Refuse a line in the work log without somebody, or a post, it could be of."""
    if not has_post:
        raise ValidationError(
            "要记一笔履岗，活动要有负责人，并且选了履行哪个岗位。", code="no_post"
        )
