"""How people are kept, trained and thanked: two committees, training, commendation, funding."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models.people import Person
from orgs.models import Org, User


class CommitteeBody(models.TextChoices):
    """班子: a village's two committees, a township's Party committee (A13, A17), 常委 (B1)."""

    PARTY = "party", "党组织班子"
    VILLAGERS = "villagers", "村（居）民委员会"
    STANDING = "standing", "妇联常委会"


class CommitteeSeat(ScopedModel):
    """A woman's seat in a body beside the federation's committee: 两委, 党（工）委, or as 常委."""

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    body = models.CharField("班子", max_length=10, choices=CommitteeBody)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "班子任职"
        constraints: ClassVar = [
            once_at_a_time(
                "committee_seat_once", "org", "person", "body", says="此人已经在这个班子里。"
            ),
            ends_after_it_begins("committee_seat_ends_late", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return self.get_body_display()


class Transfer(ScopedModel):
    """Somebody moves to another organisation of the county; the receiving side accepts her."""

    class State(models.TextChoices):
        """状态."""

        ASKED = "asked", "等待接收"
        ACCEPTED = "accepted", "已接收"
        DECLINED = "declined", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    privacy: ClassVar[Privacy] = {"note": PLAIN, "answer": PLAIN}

    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="转出")
    target: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="转入"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    note = models.CharField("事由", max_length=200, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="发起人"
    )
    by_target = models.BooleanField("由接收方发起", default=False)
    ends_seats = models.BooleanField("接收时结束原来的任职", default=False)
    asked_at = models.DateTimeField("发起时间")
    due_on = models.DateField("接收期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "人员转移"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "person"],
                condition=Q(state="asked"),
                name="transfer_one_open",
                violation_error_message="此人已有一项转移在等待接收。",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @classmethod
    def inside(cls, top: int) -> Q:
        """Condition: it leaves or reaches the subtree of ``top``."""
        target = Org.rows.filter(Org.inside(top)).values("pk")
        return super().inside(top) | Q(target__in=target)


class TrainingMode(models.TextChoices):
    """培训方式 (domain A38)."""

    GO_DOWN = "go_down", "走下去"
    INVITE_UP = "invite_up", "请上来"
    ONLINE = "online", "网上"


class Audience(models.TextChoices):
    """培训对象: those in office, or women at large."""

    OFFICERS = "officers", "妇联干部"
    WOMEN = "women", "妇女群众"


class TrainingSession(ScopedModel):
    """A training that was held; of women at large only the number is kept."""

    privacy: ClassVar[Privacy] = {"topic": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="主办")
    topic = models.CharField("主题", max_length=80)
    audience = models.CharField("对象", max_length=10, choices=Audience, default=Audience.OFFICERS)
    mode = models.CharField("方式", max_length=10, choices=TrainingMode)
    held_on = models.DateField("日期")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1)
    women = models.PositiveIntegerField("参训妇女人次", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "培训"
        indexes: ClassVar = [models.Index(fields=["county", "held_on"], name="training_by_day")]

    def __str__(self) -> str:
        return self.topic


class TrainingAttendance(ScopedModel):
    """Somebody in office who was at a training."""

    org_path: ClassVar[str] = "session__org_id"
    privacy: ClassVar[Privacy] = {}

    session: ScopedForeignKey[TrainingSession, TrainingSession] = ScopedForeignKey(
        TrainingSession, models.CASCADE, related_name="attendances", verbose_name="培训"
    )
    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "参训"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "session", "person"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.session}"


class Commendation(ScopedModel):
    """A person or an organisation was commended (domain A37)."""

    privacy: ClassVar[Privacy] = {"title": PLAIN, "given_by": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    person: ScopedForeignKey[Person | None, Person | None] = ScopedForeignKey(
        Person, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    title = models.CharField("称号", max_length=80)
    given_by = models.CharField("授予单位", max_length=80)
    given_on = models.DateField("日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "表彰"

    def __str__(self) -> str:
        return self.title


class FundingBasis(models.TextChoices):
    """核拨方式 (domain A39)."""

    PER_HEAD = "per_head", "按人头"
    LUMP_SUM = "lump_sum", "定额"


class FundingLine(ScopedModel):
    """What an organisation was to receive in a year from a source, and what came. In yuan."""

    privacy: ClassVar[Privacy] = {"source": PLAIN, "note": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("来源", max_length=60)
    basis = models.CharField("核拨方式", max_length=10, choices=FundingBasis)
    heads = models.PositiveIntegerField("人头数", null=True, blank=True)
    due = models.DecimalField("应拨（元）", max_digits=12, decimal_places=2)
    received = models.DecimalField("到位（元）", max_digits=12, decimal_places=2, default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "经费"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "year", "source"],
                name="funding_once",
                violation_error_message="这一年的这项经费已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.source}"


class Talent(ScopedModel):
    """Somebody the federation hopes to win for a seat one day: the pool of 骨干 (domain A19)."""

    privacy: ClassVar[Privacy] = {
        "strength": Personal("安排适合的岗位", "出库后一年"),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="+", verbose_name="人员"
    )
    strength = models.CharField("特长", max_length=100, blank=True)
    since = models.DateField("入库日期")
    until = models.DateField("出库日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "骨干人才"
        constraints: ClassVar = [
            once_at_a_time("talent_once", "org", "person", says="此人已经在骨干人才库里。"),
            ends_after_it_begins("talent_ends_late", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return "骨干人才"
