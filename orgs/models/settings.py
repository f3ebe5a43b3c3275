"""What a county sets for itself; what it does not set has a default."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.tree import Org


class SettingName(models.TextChoices):
    """设置项."""

    HANDOVER_DAYS = "handover_days", "轮值交接确认期限（天）"
    CONFIRM_DAYS = "confirm_days", "季度报告乡镇核对期限（天）"
    TERM_YEARS = "term_years", "每届任期（年）"
    QUORUM = "quorum", "代表大会有效：到会代表须超过应到的（1 半数，2 三分之二）"
    MAJORITY_OF = "majority_of", "当选得票须过半，半数按（1 应到代表，2 到会代表）"
    HEADS_FROM_MEMBERS = "heads_from_members", "全委会选出的主席、副主席须是当选执委（1 是，2 否）"
    VICE_CHAIR_WOMEN = "vice_chair_women", "聘任兼职副主席所带团队的女性人数（至少）"
    TRANSFER_DAYS = "transfer_days", "人员转移的接收期限（天）"
    CONTACT_WOMEN = "contact_women", "每名执委固定联系妇女（人）"
    CONTACT_HOUSEHOLDS = "contact_households", "或固定联系家庭（户）"
    CONTACT_MONTHS = "contact_months", "多长时间至少联系一次（月）"
    CONTACT_MOST = "contact_most", "一人联系多少人或小组算过多"
    MEETINGS_EACH_QUARTER = "meetings_each_quarter", "每季度至少召开议事会（次）"
    MEETING_QUORUM = "meeting_quorum", "议事会有效：到会须超过应到的（1 半数，2 三分之二）"
    COMMENT_DAYS = "comment_days", "初步结果征求意见（天）"
    LETTER_DAYS = "letter_days", "群众来信答复期限（天）"
    SIGNUP_DAYS = "signup_days", "活动结束多少天后删除报名的姓名"
    REQUEST_MINUTES = "request_minutes", "每村每月填报和办理任务的时间上限（分钟）"
    REQUEST_DAYS = "request_days", "填报至少留几个工作日"
    REQUEST_MONTHS = "request_months", "几个月里问过的不再重复问（月）"


# domain.md B1: over two thirds of those due must vote, over half of those due elect; A18: twenty.
# B3.1: ten women, or three to five households, every month.
DEFAULTS = {
    SettingName.HANDOVER_DAYS: 5,
    SettingName.CONFIRM_DAYS: 10,
    SettingName.TERM_YEARS: 5,
    SettingName.QUORUM: 2,
    SettingName.MAJORITY_OF: 1,
    SettingName.HEADS_FROM_MEMBERS: 1,
    SettingName.VICE_CHAIR_WOMEN: 20,
    SettingName.TRANSFER_DAYS: 15,
    SettingName.CONTACT_WOMEN: 10,
    SettingName.CONTACT_HOUSEHOLDS: 3,
    SettingName.CONTACT_MONTHS: 1,
    SettingName.CONTACT_MOST: 40,
    SettingName.MEETINGS_EACH_QUARTER: 1,
    SettingName.MEETING_QUORUM: 1,
    SettingName.COMMENT_DAYS: 3,
    SettingName.LETTER_DAYS: 7,
    SettingName.SIGNUP_DAYS: 30,
    SettingName.REQUEST_MINUTES: 60,
    SettingName.REQUEST_DAYS: 3,
    SettingName.REQUEST_MONTHS: 6,
}

# What else may not be chosen freely: only these numbers.
CHOICES = {
    SettingName.TERM_YEARS: (3, 5),
    SettingName.QUORUM: (1, 2),
    SettingName.MAJORITY_OF: (1, 2),
    SettingName.HEADS_FROM_MEMBERS: (1, 2),
    SettingName.MEETING_QUORUM: (1, 2),
}


class Setting(ScopedModel):
    """One number the county chose, kept at its own organisation."""

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    name = models.CharField("设置项", max_length=30, choices=SettingName)
    value = models.PositiveIntegerField("数值")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "本县设置"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "name"], name="setting_once")
        ]

    def __str__(self) -> str:
        return self.get_name_display()
