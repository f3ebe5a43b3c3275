"""The yearly duty report (述职), and how women appraise an organisation (评议); domain A36.

What women answered stands behind a wall of its own: PostgreSQL shows it only to a scope that was
opened for that one appraisal, so no list, export, search or query elsewhere can read it.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org

OWN_WALL = "(appraisal_id = app.glass('duties_appraisal'::text))"


class DutyReport(ScopedModel):
    """What somebody in office says of her year, to one audience; filed, it is locked.

    ``sources`` are the keys of the log lines it was drafted from, ``stories`` those of the lines
    she picked to tell.
    """

    class Audience(models.TextChoices):
        """述职对象."""

        PARTY = "party", "同级党组织"
        UPPER_FEDERATION = "upper_federation", "上级妇联"
        WOMEN = "women", "妇女群众"

    privacy: ClassVar[Privacy] = {"text": Personal("本人的述职报告", "十年")}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="述职人"
    )
    year = models.PositiveSmallIntegerField("年度")
    audience = models.CharField("述职对象", max_length=16, choices=Audience)
    text = models.TextField("述职报告", max_length=8000)
    stories = ArrayField(models.BigIntegerField(), verbose_name="选讲的事", default=list)
    sources = ArrayField(models.BigIntegerField(), verbose_name="数据来源", default=list)
    filed_on = models.DateField("提交日期", null=True, editable=False)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "述职报告"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "appointment", "year", "audience"],
                name="duty_report_once",
                violation_error_message="这一年给同一对象的述职报告已经有了。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年述职报告（{self.get_audience_display()}）"


class Appraisal(ScopedModel):
    """Women appraise an organisation, from one day until another (half open).

    Its public code is derived from its key and kept nowhere. Nobody sees a result before it is
    over, so that no two looks differ by one answer; therefore nothing about its days is undone.
    Once over, ``answered`` and ``pleased`` keep what may be shown: noughts where too few came.
    """

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期")
    answered = models.PositiveIntegerField("答卷数", null=True, editable=False)
    pleased = models.PositiveIntegerField("满意和比较满意的评分数", null=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "群众评议"
        constraints: ClassVar = [
            once_at_a_time(
                "appraisal_one_at_a_time", "org", says="这个组织在这段时间里已经有一次评议。"
            ),
            ends_after_it_begins(
                "appraisal_ends_after_it_begins", says="结束日期不能早于开始日期。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y年%-m月%-d日}开始的评议"


class AppraisalAnswer(ScopedModel):
    """One woman's grades, a number to each question; nothing says who she is, or when it was."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "appraisal__org_id"
    grants: ClassVar[str] = "SELECT, INSERT"
    wall: ClassVar[str] = OWN_WALL

    appraisal: ScopedForeignKey[Appraisal, Appraisal] = ScopedForeignKey(
        Appraisal, related_name="answers", verbose_name="评议"
    )
    grades = ArrayField(models.PositiveSmallIntegerField(), verbose_name="评分")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "评议答卷"
        indexes: ClassVar = [models.Index(fields=["county", "appraisal"], name="answer_by")]

    def __str__(self) -> str:
        return "评议答卷"


class AppraisalWord(ScopedModel):
    """What somebody wrote beside her grades; it is not known beside which."""

    privacy: ClassVar[Privacy] = {"text": Personal("群众写给妇联的意见，不知道是谁写的", "五年")}
    org_path: ClassVar[str] = "appraisal__org_id"
    grants: ClassVar[str] = "SELECT, INSERT"
    wall: ClassVar[str] = OWN_WALL

    appraisal: ScopedForeignKey[Appraisal, Appraisal] = ScopedForeignKey(
        Appraisal, related_name="words", verbose_name="评议"
    )
    text = models.CharField("意见", max_length=300)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "评议意见"
        indexes: ClassVar = [models.Index(fields=["county", "appraisal"], name="words_by")]

    def __str__(self) -> str:
        return "评议意见"
