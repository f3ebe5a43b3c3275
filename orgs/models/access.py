"""Who may reach what: grants in a county, and a platform operator's visits to it."""

from __future__ import annotations

from typing import ClassVar, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from fulian import crypto
from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.accounts import User
from orgs.models.tree import Org

PHONE_COLUMN = "orgs_accessgrant.phone"


class Role(models.TextChoices):
    """角色: in what capacity an account acts."""

    COUNTY_ADMIN = "county_admin", "县管理员"
    COUNTY_STAFF = "county_staff", "县工作人员"
    COUNTY_AUDITOR = "county_auditor", "县审计员"
    TOWNSHIP_STAFF = "township_staff", "乡镇工作人员"
    CHAIR = "chair", "主席"
    ROTATING_CHAIR = "rotating_chair", "轮值主席"
    OFFICER = "officer", "副主席或执委"
    REPRESENTATIVE = "representative", "妇女代表"
    MACHINE = "machine", "对接系统"
    OVERSEER = "overseer", "上级查看"
    OPERATOR = "operator", "平台运维员"


def _days() -> Func:
    """Return the half-open range of days a grant holds, as an expression."""
    return Func(F("since"), F("until"), function="DATERANGE", output_field=DateRangeField())


class AccessGrant(ScopedModel):
    """A seat an account acts in: where, as what, from when until when (half open).

    It is taken up by opening the one-time link of somebody with power over it: until then
    ``accepted_at`` is empty and the seat opens nothing.
    """

    privacy: ClassVar[Privacy] = {
        "holder": Personal("让管理员认出账号属于谁", "授权结束后两年"),
        "phone": Personal("发送一次性登录链接、找回密码；加密保存", "授权结束后两年"),
        "reason": PLAIN,
    }

    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="账号"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    role = models.CharField("角色", max_length=20, choices=Role)
    holder = models.CharField("姓名", max_length=40)
    phone = models.BinaryField("手机号（加密）", null=True, editable=False)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    accepted_at = models.DateTimeField("接受时间", null=True, editable=False)
    reason = models.CharField("事由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "授权"
        indexes: ClassVar = [models.Index(fields=["county", "user"], name="grant_by_user")]
        constraints: ClassVar = [
            once_at_a_time(
                "grant_once_at_a_time",
                "user",
                "org",
                "role",
                says="此人在这里已经有同样的授权。",
            ),
            ExclusionConstraint(
                name="grant_separate_duties",  # administration, work and audit: three hands
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.NOT_EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=[Role.COUNTY_ADMIN, Role.COUNTY_STAFF, Role.COUNTY_AUDITOR]),
                violation_error_message="县管理员、县工作人员和县审计员不能由同一人担任。",
            ),
            ends_after_it_begins("grant_ends_after_it_begins", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.holder}（{self.get_role_display()}）"

    @property
    def masked_phone(self) -> str:
        """The number as a list shows it: 138****1234."""
        return crypto.mask_phone(self.plain_phone) if self.phone else ""

    @property
    def plain_phone(self) -> str:
        """The number itself, for the face that reveals it with a reason."""
        if not self.phone:
            return ""
        county = cast(int, self.county_id)  # a CountyKey is never null
        return crypto.unseal(bytes(self.phone), county=county, column=PHONE_COLUMN)


class CountySession(ScopedModel):
    """A platform operator's visit to the county: why, and for two hours at most."""

    privacy: ClassVar[Privacy] = {"reason": PLAIN}
    grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    org_id = models.BigIntegerField("组织")  # a number, not a key: the visit outlives an undo
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="账号"
    )
    reason = models.CharField("事由", max_length=200)
    began_at = models.DateTimeField("进入时间")
    ends_at = models.DateTimeField("最迟离开时间")
    left_at = models.DateTimeField("离开时间", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "运维进入记录"

    def __str__(self) -> str:
        return f"{self.began_at:%Y年%-m月%-d日 %H:%M} {self.reason}"


class HelpRequest(ScopedModel):
    """Somebody forgot her password and waits for a new one-time link."""

    privacy: ClassVar[Privacy] = {}

    grant: ScopedForeignKey[AccessGrant, AccessGrant] = ScopedForeignKey(
        AccessGrant, models.CASCADE, related_name="+", verbose_name="授权"
    )
    asked_at = models.DateTimeField("求助时间")
    answered_at = models.DateTimeField("答复时间", null=True)

    org_path: ClassVar[str] = "grant__org_id"

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "登录求助"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "grant"],
                condition=Q(answered_at__isnull=True),
                name="help_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y年%-m月%-d日 %H:%M}"
