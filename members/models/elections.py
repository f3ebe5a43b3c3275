"""A women's congress and what it elected: prepared step by step, recorded, never voted here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models.appointments import Office
from members.models.people import Person
from members.models.terms import CongressTerm
from orgs.models import Org


class Step(models.TextChoices):
    """换届步骤, in their order (domain A16)."""

    PLAN = "plan", "方案"
    CANDIDATES = "candidates", "候选"
    NOTICE = "notice", "公示"
    CONGRESS = "congress", "大会"
    COUNT = "count", "计票"
    RESULT = "result", "结果"
    FILING = "filing", "批复备案"


class Method(models.TextChoices):
    """表决方式 (domain B1)."""

    SECRET = "secret", "无记名投票"
    SHOW_OF_HANDS = "show_of_hands", "举手表决"


class Contest(models.TextChoices):
    """选举方式: more candidates than seats, or as many."""

    MORE = "more", "差额选举"
    EQUAL = "equal", "等额选举"


class WomensCongress(ScopedModel):
    """One organisation's congress that renews its term: its figures and how far it is.

    ``term`` is the term its result opened; empty until then. With the figures of the new
    committee's first plenary it is that which elected chair and vice-chairs, else the congress.
    """

    class State(models.TextChoices):
        """状态."""

        PREPARING = "preparing", "筹备中"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    privacy: ClassVar[Privacy] = {"note": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    number = models.PositiveSmallIntegerField("第几届")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREPARING)
    due_on = models.DateField("计划完成日期")
    held_on = models.DateField("大会日期", null=True, blank=True)
    method = models.CharField("表决方式", max_length=14, choices=Method, default=Method.SECRET)
    contest = models.CharField("选举方式", max_length=6, choices=Contest, default=Contest.MORE)
    delegates_due = models.PositiveIntegerField("应到代表", null=True, blank=True)
    delegates_present = models.PositiveIntegerField("到会代表", null=True, blank=True)
    ballots_issued = models.PositiveIntegerField("发出选票", null=True, blank=True)
    ballots_returned = models.PositiveIntegerField("收回选票", null=True, blank=True)
    ballots_valid = models.PositiveIntegerField("有效选票", null=True, blank=True)
    plenary_due = models.PositiveIntegerField("全委会应到", null=True, blank=True)
    plenary_present = models.PositiveIntegerField("全委会到会", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    term: ScopedForeignKey[CongressTerm | None, CongressTerm | None] = ScopedForeignKey(
        CongressTerm, null=True, related_name="+", verbose_name="开启的届次"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "换届"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org"],
                condition=Q(state="preparing"),
                name="congress_one_prepared",
                violation_error_message="这个组织已经有一次换届在筹备。",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.number}届换届"


class CongressStep(ScopedModel):
    """A step that is done: on which day, under which document."""

    org_path: ClassVar[str] = "congress__org_id"
    privacy: ClassVar[Privacy] = {"document": PLAIN, "note": PLAIN}

    congress: ScopedForeignKey[WomensCongress, WomensCongress] = ScopedForeignKey(
        WomensCongress, models.CASCADE, related_name="steps", verbose_name="换届"
    )
    step = models.CharField("步骤", max_length=10, choices=Step)
    done_on = models.DateField("完成日期")
    document = models.CharField("文号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "换届步骤"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "congress", "step"],
                name="congress_step_once",
                violation_error_message="这一步已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return self.get_step_display()


class Candidate(ScopedModel):
    """Somebody who stands for an office, and what the count said."""

    org_path: ClassVar[str] = "congress__org_id"
    privacy: ClassVar[Privacy] = {}

    congress: ScopedForeignKey[WomensCongress, WomensCongress] = ScopedForeignKey(
        WomensCongress, models.CASCADE, related_name="candidates", verbose_name="换届"
    )
    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    office = models.CharField("职务", max_length=20, choices=Office)
    votes = models.PositiveIntegerField("赞成票", null=True, blank=True)
    is_elected = models.BooleanField("当选", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "候选人"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "congress", "person", "office"],
                name="candidate_once",
                violation_error_message="此人已经是这个职务的候选人。",
            )
        ]

    def __str__(self) -> str:
        return self.get_office_display()


class Scrutineer(ScopedModel):
    """Somebody who watches over the count; never a candidate."""

    org_path: ClassVar[str] = "congress__org_id"
    privacy: ClassVar[Privacy] = {}

    congress: ScopedForeignKey[WomensCongress, WomensCongress] = ScopedForeignKey(
        WomensCongress, models.CASCADE, related_name="scrutineers", verbose_name="换届"
    )
    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    is_chief = models.BooleanField("总监票人", default=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "监票人"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "congress", "person"],
                name="scrutineer_once",
                violation_error_message="此人已经是监票人。",
            )
        ]

    def __str__(self) -> str:
        return "总监票人" if self.is_chief else "监票人"
