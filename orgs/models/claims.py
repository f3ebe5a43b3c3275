"""Codes on paper by which an organisation's people come in, and lists a user keeps for herself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.access import AccessGrant, Role
from orgs.models.accounts import User
from orgs.models.tree import Org


class ClaimCode(ScopedModel):
    """Eight characters printed for one organisation and one role; taken up once.

    Only the keyed hash is kept. ``tries`` counts wrong ones typed for the organisation, by
    whomever; at ``CLAIM_TRIES`` it is locked.
    """

    privacy: ClassVar[Privacy] = {"code_key": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    role = models.CharField("角色", max_length=20, choices=Role)
    code_key = models.CharField("认领码摘要", max_length=64, editable=False)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="制码人"
    )
    made_at = models.DateTimeField("制码时间")
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("错误次数", default=0)
    used_at = models.DateTimeField("认领时间", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)
    grant: ScopedForeignKey[AccessGrant | None, AccessGrant | None] = ScopedForeignKey(
        AccessGrant, models.SET_NULL, null=True, related_name="+", verbose_name="授权"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "认领码"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "role"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="claim_one_open",
                violation_error_message="这个组织已经有一张还没用的认领码。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.org}（{self.get_role_display()}）"


class SavedFilter(ScopedModel):
    """A list's filter kept under a name: a tab of hers, or of everyone in reach."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "page": PLAIN, "query": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    user = models.ForeignKey(
        User, models.CASCADE, related_name="+", db_index=False, verbose_name="账号"
    )
    page = models.CharField("页面", max_length=60)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("筛选条件", max_length=400)
    is_shared = models.BooleanField("本级共用", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "常用筛选"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "user", "page", "name"],
                name="filter_name_once",
                violation_error_message="这个页面已经有同名的常用筛选。",
            )
        ]

    def __str__(self) -> str:
        return self.name
