"""Sign-ups: who wants to come to an activity, without an account; and who came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.activities import Activity

KEPT = "活动结束后县里设定的天数（默认 30 天），取消报名的当时就删"


class SignUp(ScopedModel):
    """A name on an activity's list.

    ``ticket`` is her number in the order of arrival; who was written down at the door has none.
    ``name`` and ``tail`` are sealed; ``who`` is their keyed hash, of this activity alone, so that
    nobody is on one list twice and nobody is followed from list to list. All three are emptied
    when she cancels and when their time is over; the row stays to be counted. ``tap`` is the hash
    of the form she sent: a second tap of hers is known by it, and is told the receipt again.
    """

    privacy: ClassVar[Privacy] = {
        "name": Personal("活动报名，到场时核对；加密保存", KEPT),
        "tail": Personal("手机尾号，到场时核对同名的人；加密保存", KEPT),
        "who": Personal("姓名和尾号的带密钥摘要，防止重复报名", KEPT),
        "tap": PLAIN,
    }
    org_path: ClassVar[str] = "activity__org_id"

    activity: ScopedForeignKey[Activity, Activity] = ScopedForeignKey(
        Activity, models.CASCADE, related_name="signups", verbose_name="活动"
    )
    ticket = models.PositiveIntegerField("报名序号", null=True, editable=False)
    name = models.BinaryField("姓名（加密）", null=True, editable=False)
    tail = models.BinaryField("手机尾号（加密）", null=True, editable=False)
    who = models.CharField("报名人摘要", max_length=40, blank=True, editable=False)
    tap = models.CharField("表单摘要", max_length=64, blank=True, editable=False)
    entered_at = models.DateTimeField("报名时间", editable=False)
    cancelled_at = models.DateTimeField("取消时间", null=True, editable=False)
    has_come = models.BooleanField("到场", default=False, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "报名"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "activity", "ticket"], name="signup_ticket_once"
            ),
            models.UniqueConstraint(
                fields=["county", "activity", "who"], condition=~Q(who=""), name="signup_who_once",
                violation_error_message="您已经报过名。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"报名 {self.ticket or '现场'}"
