"""Who sits in which seat of which organisation, from when until when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models.groups import WomensGroup
from members.models.people import Person
from members.models.terms import CongressTerm
from orgs.models import AccessGrant, Org


class Office(models.TextChoices):
    """职务."""

    CHAIR = "chair", "主席"
    VICE_CHAIR = "vice_chair", "副主席"
    EXECUTIVE_MEMBER = "executive_member", "执委"
    REPRESENTATIVE = "representative", "妇女代表"
    GROUP_LEADER = "group_leader", "妇女小组长"


COMMITTEE = (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER)


class Employment(models.TextChoices):
    """任职方式 of a vice-chair (domain A18)."""

    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"
    SECONDED = "seconded", "挂职"


class Origin(models.TextChoices):
    """产生方式."""

    ELECTED = "elected", "选举"
    APPOINTED = "appointed", "聘任"
    RECOMMENDED = "recommended", "推荐产生"


class FillKind(models.TextChoices):
    """届中补选方式: three different acts between two congresses (domain B1)."""

    SUBSTITUTION = "substitution", "替补"
    ADDITION = "addition", "增补"
    BY_ELECTION = "by_election", "增选"


class Departure(models.TextChoices):
    """离任原因 (domain A37)."""

    TERM_END = "term_end", "任期届满"
    RESIGNED = "resigned", "本人辞任"
    MOVED = "moved", "外出或调离"
    UNFIT = "unfit", "不胜任"
    NOT_PERFORMING = "not_performing", "不认真履职"
    DECEASED = "deceased", "去世"
    PROMOTED = "promoted", "改任其他职务"
    ORG_MERGED = "org_merged", "组织合并或拆分"
    MISTAKE = "mistake", "登记有误"
    OTHER = "other", "其他"


class Appointment(ScopedModel):
    """A person in a seat: organisation, office and days (half open).

    One sits on a committee once: whoever becomes vice-chair ends her seat as executive member.
    ``grant`` is the access the seat opened; ``entered_at`` when it was written down, which is
    what makes an entry late. ``expected_until`` is what is foreseen (聘期, 退休), and ends nothing.
    """

    privacy: ClassVar[Privacy] = {"reason": PLAIN, "decided_by": PLAIN, "leads": PLAIN}

    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, related_name="appointments", verbose_name="人员"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    office = models.CharField("职务", max_length=20, choices=Office)
    employment = models.CharField("任职方式", max_length=10, choices=Employment, blank=True)
    origin = models.CharField("产生方式", max_length=12, choices=Origin, default=Origin.ELECTED)
    term: ScopedForeignKey[CongressTerm | None, CongressTerm | None] = ScopedForeignKey(
        CongressTerm, null=True, blank=True, related_name="+", verbose_name="届次"
    )
    group: ScopedForeignKey[WomensGroup | None, WomensGroup | None] = ScopedForeignKey(
        WomensGroup, null=True, blank=True, related_name="leaders", verbose_name="妇女小组"
    )
    fill = models.CharField("届中补选方式", max_length=14, choices=FillKind, blank=True)
    replaces: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        "self", null=True, blank=True, related_name="+", verbose_name="接替的任职"
    )
    leads = models.CharField("所带团队", max_length=60, blank=True)
    letter_on = models.DateField("聘书日期", null=True, blank=True)
    expected_until = models.DateField("预计离任日期", null=True, blank=True)
    leads_women = models.PositiveIntegerField("所带团队女性人数", null=True, blank=True)
    since = models.DateField("任职日期")
    until = models.DateField("离任日期", null=True, blank=True)
    departure = models.CharField("离任原因", max_length=16, choices=Departure, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    decided_by = models.CharField("决定单位", max_length=80, blank=True)
    grant: ScopedForeignKey[AccessGrant | None, AccessGrant | None] = ScopedForeignKey(
        AccessGrant, models.SET_NULL, null=True, related_name="+", verbose_name="授权"
    )
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "任职"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "office"], name="appointment_by_org"),
            models.Index(fields=["county", "person"], name="appointment_by_person"),
        ]
        constraints: ClassVar = [
            once_at_a_time(
                "appointment_one_chair",
                "org",
                only=Q(office=Office.CHAIR),
                says="这个组织在这段时间里已经有主席。请先办理原主席离任。",
            ),
            once_at_a_time(
                "appointment_once_on_a_committee",
                "org",
                "person",
                only=Q(office__in=COMMITTEE),
                says="此人在这段时间里已经是这个组织的主席、副主席或执委。",
            ),
            once_at_a_time(
                "appointment_once_a_representative",
                "org",
                "person",
                only=Q(office=Office.REPRESENTATIVE),
                says="此人在这段时间里已经是这个组织的妇女代表。",
            ),
            once_at_a_time(
                "appointment_one_leader_a_group",
                "group",
                only=Q(office=Office.GROUP_LEADER),
                says="这个妇女小组在这段时间里已经有组长。",
            ),
            ends_after_it_begins(
                "appointment_ends_after_it_begins", says="离任日期不能早于任职日期。"
            ),
            models.CheckConstraint(
                condition=Q(office=Office.GROUP_LEADER, group__isnull=False)
                | (~Q(office=Office.GROUP_LEADER) & Q(group__isnull=True)),
                name="appointment_leader_has_a_group",
                violation_error_message="妇女小组长要选择小组，其他职务不选。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, departure="")
                | (Q(until__isnull=False) & ~Q(departure="")),
                name="appointment_departure_has_a_reason",
                violation_error_message="离任要有日期和原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org.title} {self.get_office_display()}"

    @property
    def leaves_on(self) -> date | None:
        """The day she leaves: as written down, else as expected."""
        return self.until or self.expected_until
