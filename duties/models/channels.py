"""Where somebody wants to be told outside the product: her e-mail, or a WeCom robot."""

from __future__ import annotations

from typing import ClassVar, cast

from django.db import models

from fulian import crypto
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org, User

ADDRESS_COLUMN = "duties_channel.address"


class ChannelKind(models.TextChoices):
    """提醒方式."""

    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"


class Pace(models.TextChoices):
    """提醒频率: once a week unless she asks for more."""

    WEEK = "week", "每周一次"
    DAY = "day", "每天一次"


class Channel(ScopedModel):
    """One way outside for one account. The inbox stays the truth: this only says to look there.

    ``wanted_at`` is set when a sending is due and taken away by whoever sends.
    """

    privacy: ClassVar[Privacy] = {
        "address": Personal("在系统外提醒本人；加密保存", "本人停用时"),
        "failure": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="账号"
    )
    kind = models.CharField("提醒方式", max_length=8, choices=ChannelKind)
    address = models.BinaryField("地址（加密）", editable=False)
    pace = models.CharField("提醒频率", max_length=8, choices=Pace, default=Pace.WEEK)
    wanted_at = models.DateTimeField("应提醒时间", null=True)
    sent_at = models.DateTimeField("上次提醒时间", null=True)
    failure = models.CharField("没有送到的原因", max_length=60, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "消息提醒"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "user", "kind"],
                name="channel_once",
                violation_error_message="这种提醒方式您已经设置过，请先停用再重新设置。",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def plain_address(self) -> str:
        """The address itself, for the sending."""
        county = cast(int, self.county_id)  # a CountyKey is never null
        return crypto.unseal(bytes(self.address), county=county, column=ADDRESS_COLUMN)

    @property
    def masked_address(self) -> str:
        """As its owner sees it: the beginning and the end."""
        text = self.plain_address
        return f"{text[:2]}****{text[-6:]}"
