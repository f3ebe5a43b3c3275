"""What an organisation opens to everybody: four items, and what of them (工作公开, domain A27).

The items are made of the roll whenever somebody looks, so no row says what they contain: the rows
here hold what the roll does not know, what may be shown, and what was taken down.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Person
from orgs.models import Level, Org, User


class Item(models.TextChoices):
    """工作公开的四项 (S3:212): exactly these."""

    DUTIES = "duties", "职责任务"
    STRUCTURE = "structure", "组织架构"
    OFFICERS = "officers", "干部身份"
    ACTIVITY_PLAN = "activity_plan", "活动安排"


class Disclosure(ScopedModel):
    """What an organisation chose about its public page; without a row the defaults hold.

    ``duties`` empty means the county's template. The county's own row is the upper limit of what
    may be shown of officers. ``hung_mark`` is the state that hangs on the wall since ``hung_on``.
    """

    privacy: ClassVar[Privacy] = {"duties": PLAIN, "hung_at": PLAIN, "hung_mark": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    duties = models.CharField("职责任务", max_length=1000, blank=True)
    shows_name = models.BooleanField("公开姓名", default=True)
    shows_post = models.BooleanField("公开岗位", default=True)
    shows_term = models.BooleanField("公开任职时间", default=False)
    hung_at = models.CharField("张贴地点", max_length=60, blank=True)
    hung_on = models.DateField("张贴日期", null=True, blank=True)
    hung_mark = models.CharField("张贴内容的标记", max_length=12, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "工作公开"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org"],
                name="disclosure_once",
                violation_error_message="这个组织的工作公开刚刚被别人改过，请再看一遍。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.org.title} 工作公开"


class DutiesTemplate(ScopedModel):
    """What the county says an organisation of a level has to do, where that says nothing itself."""

    privacy: ClassVar[Privacy] = {"text": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    level = models.CharField("层级", max_length=10, choices=Level)
    text = models.CharField("职责任务", max_length=1000)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "职责任务模板"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "level"], name="duties_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}职责任务模板"


class ActivityPlan(ScopedModel):
    """What an organisation means to do in a quarter; the quarters before are kept."""

    privacy: ClassVar[Privacy] = {"text": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    quarter = models.DateField("季度首日")
    text = models.CharField("活动安排", max_length=600)
    written_on = models.DateField("填写日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "季度活动安排"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "quarter"],
                name="activity_plan_once",
                violation_error_message="这个季度的活动安排刚刚被别人写过，请再看一遍。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.org.title} 从{self.quarter:%Y年%-m月}起的活动安排"


class TakeDown(ScopedModel):
    """Something is not shown to the public, from a moment until another, and why.

    The whole page, one of the items, or who one officer is. ``level`` is how high it was decided:
    who stands lower does not put it back.
    """

    class What(models.TextChoices):
        """What is not shown."""

        PAGE = "page", "整个页面"
        DUTIES = "duties", "职责任务"
        STRUCTURE = "structure", "组织架构"
        OFFICERS = "officers", "干部身份"
        ACTIVITY_PLAN = "activity_plan", "活动安排"
        PERSON = "person", "一个人的身份"

    privacy: ClassVar[Privacy] = {
        "reason": Personal("说明为什么不公开", "恢复公开后两年"),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    what = models.CharField("撤下内容", max_length=14, choices=What)
    person: ScopedForeignKey[Person | None, Person | None] = ScopedForeignKey(
        Person, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    reason = models.CharField("撤下原因", max_length=200)
    level = models.CharField("决定的层级", max_length=10, choices=Level)
    down_at = models.DateTimeField("撤下时间")
    back_at = models.DateTimeField("恢复时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "撤下公开"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="take_down_by_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "what", "person"],
                condition=Q(back_at__isnull=True),
                nulls_distinct=False,
                name="take_down_once",
                violation_error_message="这一项已经撤下了。",
            ),
            models.CheckConstraint(
                condition=Q(what="person", person__isnull=False)
                | (~Q(what="person") & Q(person__isnull=True)),
                name="take_down_names_whom",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(back_at__gte=F("down_at")),
                name="take_down_ends_late",
                violation_error_message="恢复时间不能早于撤下时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org.title} {self.get_what_display()}"


class NameConsent(ScopedModel):
    """What somebody answered when asked whether her name may be public; who noted it, and when.

    What holds now stands at the person herself (``name_shown_since``); this is what was said.
    """

    class Answer(models.TextChoices):
        """What she said."""

        AGREED = "agreed", "同意公开"
        REFUSED = "refused", "不同意公开"

    class Way(models.TextChoices):
        """How it is known that she said so."""

        FACE = "face", "当面说的"
        CALL = "call", "电话或微信里说的"
        SIGNED = "signed", "在同意书上签了字"

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    answer = models.CharField("答复", max_length=8, choices=Answer)
    said_on = models.DateField("答复日期")
    way = models.CharField("怎么说的", max_length=8, choices=Way, blank=True, db_default="")
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="登记人"
    )
    noted_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "公开姓名的答复"
        indexes: ClassVar = [models.Index(fields=["county", "person"], name="consent_by_person")]

    def __str__(self) -> str:
        return self.get_answer_display()
