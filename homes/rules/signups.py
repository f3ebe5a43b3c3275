"""What the rules allow for signing up without an account: names, numbers, times, order.

Nothing of it needs the database. Who is in is arithmetic: of the numbers that stand, in their
order, the first ``capacity`` are in, and all others wait.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from homes.models import Activity

Status = Activity.Status
LONGEST_NAME = 20
MOST_LIVE = 50_000  # beyond it somebody floods a list
TAIL = re.compile(r"\d{4}")
EARLY, OPEN, CLOSED, CALLED_OFF, OVER = "early", "open", "closed", "called_off", "over"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What everybody may know of a list: numbers. ``left`` is None where there is no limit."""

    taken: int
    waiting: int
    left: int | None

    @property
    def is_full(self) -> bool:
        """Whether the next one waits."""
        return self.left == 0


def numbers_of(activity: Activity) -> Numbers:
    """Return how many are in, how many wait, and how many places are left."""
    if activity.capacity is None:
        return Numbers(activity.live, 0, None)
    taken = min(activity.live, activity.capacity)
    return Numbers(taken, activity.live - taken, activity.capacity - taken)


def waiting_number(*, rank: int, capacity: int | None) -> int:
    """Return the number on the waiting list of whoever stands at ``rank``, from 1; 0: she is in."""
    return 0 if capacity is None else max(0, rank - capacity)


def state_of(activity: Activity, at: datetime) -> str:
    """Return what the public page says: too early, open, closed, called off, or over."""
    if activity.status == Status.CALLED_OFF:
        return CALLED_OFF
    if activity.status == Status.PLANNED:
        return EARLY
    if activity.status != Status.OPEN or at >= (activity.ends_at or activity.starts_at):
        return OVER
    return CLOSED if at >= (activity.closes_at or activity.starts_at) else OPEN


def name_of(text: str) -> str:
    """Return a name as it is compared: wide signs narrow, no spaces; refuse what is none."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not 1 <= len(plain) <= LONGEST_NAME:
        raise ValidationError(f"姓名请写 1 到 {LONGEST_NAME} 个字。", code="name")
    if not all(unicodedata.category(sign)[0] == "L" or sign in "·•.-" for sign in plain):
        raise ValidationError("姓名只写汉字或者字母。", code="name")
    return plain


def tail_of(text: str) -> str:
    """Return the last four digits of a phone, wide digits made narrow; refuse anything else."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not (plain.isascii() and TAIL.fullmatch(plain)):
        raise ValidationError("请填手机号码的最后四位数字。", code="tail")
    return plain


def check_takes_signups(activity: Activity, at: datetime) -> None:
    """Refuse whoever comes too early or too late; every refusal says what to do."""
    said = {
        EARLY: "还没有开放报名，请过些天再来。",
        CLOSED: "报名已经截止。想参加，请直接问本村（社区）妇联。",
        CALLED_OFF: "活动已经取消，不用报名。",
        OVER: "活动已经办完，请看看下一次。",
    }.get(state_of(activity, at))
    if said:
        raise ValidationError(said, code="not_open")
    if activity.live >= MOST_LIVE:
        raise ValidationError("报名的人太多，请直接问本村（社区）妇联。", code="flooded")


def check_may_leave(activity: Activity, at: datetime) -> None:
    """Refuse to cancel once it began: until then every place given back is somebody's."""
    if state_of(activity, at) not in (OPEN, CLOSED) or at >= activity.starts_at:
        raise ValidationError("活动已经开始或者取消，不用再取消报名。", code="not_open")


def check_is_hers(found: bool) -> None:
    """Refuse whoever does not know all three: the same words whichever of them is wrong."""
    if not found:
        raise ValidationError(
            "没有对上。请核对姓名、手机尾号和回执号；忘了回执号，请找主办的妇联。",
            code="no_match",
        )


def check_names(names: list[str], most: int = 500) -> None:
    """Refuse nobody, and more than a hall holds."""
    if not names:
        raise ValidationError("没有认出名字，请一行写一个人。", code="nobody")
    if len(names) > most:
        raise ValidationError(f"一次最多登记 {most} 人。", code="too_many")


def check_still_there(there: bool) -> None:
    """Refuse to strike what has been cancelled already."""
    if not there:
        raise ValidationError("这个报名已经取消了。", code="gone")
