"""A person the federation knows. She is not an account, and not a seat."""

from __future__ import annotations

from typing import Any, ClassVar, Self, cast

from django.apps import apps
from django.db import models
from django.db.models import Q

from fulian import crypto
from fulian.privacy import Personal, Privacy
from fulian.scoping import Row, ScopedForeignKey, ScopedManager, ScopedModel
from orgs.models import Org

PHONE_COLUMN = "members_person.phone"
TAIL_COLUMN = "members_person.phone_tail"
ID_COLUMN = "members_person.id_number"
KEPT = "最后一项任职结束后五年"


class PoliticalStatus(models.TextChoices):
    """政治面貌."""

    PARTY = "party", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    LEAGUE = "league", "共青团员"
    DEMOCRATIC = "democratic", "民主党派"
    MASSES = "masses", "群众"


class Education(models.TextChoices):
    """文化程度."""

    PRIMARY = "primary", "小学及以下"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中或中专"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "研究生"


class SourceCategory(models.TextChoices):
    """来源类别: from which circle she was won for the work (domain A19)."""

    GROUP_LEADER = "group_leader", "妇女小组长"
    GRID_WORKER = "grid_worker", "网格员或楼栋长"
    ENTREPRENEUR = "entrepreneur", "致富带头人"
    INTEREST_GROUP = "interest_group", "兴趣组织带头人"
    SQUARE_DANCE = "square_dance", "广场舞带头人"
    RESIDENT = "resident", "热心或有专长的居民"
    VILLAGE_CHAIR = "village_chair", "村（社区）妇联主席"
    UNIT_LEADER = "unit_leader", "机关企事业单位负责人"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织负责人"
    ASSOCIATION = "association", "联谊组织负责人"
    OTHER = "other", "其他"


class StandingManager(ScopedManager[Row]):
    """People in reach, without those who were merged into somebody else."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Return the rows in reach that stand for themselves."""
        return super().get_queryset().filter(merged_into__isnull=True)


class Person(ScopedModel):
    """Somebody who holds or may hold a seat.

    ``org`` is where she belongs or lives. She is in reach through that, or through a seat she holds
    or held, in the subtree. Who was merged into another is found through ``rows`` only.
    """

    objects: ClassVar[ScopedManager[Self]] = StandingManager()
    privacy: ClassVar[Privacy] = {
        "name": Personal("认出任职的人", KEPT),
        "given": Personal("按名字查找", KEPT),
        "pinyin": Personal("按姓名排序和查找", KEPT),
        "letters": Personal("按拼音查找", KEPT),
        "initials": Personal("按拼音首字母查找", KEPT),
        "ethnic_group": Personal("统计队伍结构", KEPT),
        "occupation": Personal("统计队伍结构，安排适合的岗位", KEPT),
        "employer": Personal("说明她来自哪里", KEPT),
        "job_title": Personal("说明她来自哪里", KEPT),
        "phone": Personal("联系本人、开通账号；加密保存", KEPT),
        "phone_key": Personal("按完整号码查找；仅保存带密钥的摘要", KEPT),
        "phone_tail": Personal("按后四位查找；仅保存带密钥的摘要", KEPT),
        "id_number": Personal("核对是否同一人；可以不填；加密保存", KEPT),
        "id_key": Personal("防止同一人登记两次；仅保存带密钥的摘要", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="所在组织"
    )
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("姓名拼音", max_length=120, editable=False)
    # Behind the walls only a plain comparison of a column may use an index, no function of it.
    given = models.CharField("名字", max_length=40, blank=True, default="", editable=False)
    letters = models.CharField("拼音连写", max_length=120, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=40, blank=True, editable=False)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    ethnic_group = models.CharField("民族", max_length=20, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=16, choices=PoliticalStatus, blank=True
    )
    education = models.CharField("文化程度", max_length=10, choices=Education, blank=True)
    occupation = models.CharField("职业", max_length=60, blank=True)
    employer = models.CharField("工作单位", max_length=80, blank=True)
    job_title = models.CharField("单位职务", max_length=60, blank=True)
    source_category = models.CharField(
        "来源类别", max_length=20, choices=SourceCategory, blank=True
    )
    phone = models.BinaryField("手机号（加密）", null=True, editable=False)
    phone_key = models.CharField("手机号摘要", max_length=40, blank=True, editable=False)
    phone_tail = models.CharField("手机后四位摘要", max_length=40, blank=True, editable=False)
    id_number = models.BinaryField("身份证号（加密）", null=True, editable=False)
    id_key = models.CharField("身份证号摘要", max_length=40, blank=True, editable=False)
    merged_into: ScopedForeignKey[Person | None, Person | None] = ScopedForeignKey(
        "self", null=True, blank=True, related_name="+", verbose_name="已并入", editable=False
    )
    name_shown_since = models.DateField("同意公开姓名的日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "人员"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "pinyin"], name="person_by_org"),
            models.Index(fields=["county", "pinyin"], name="person_by_pinyin"),
            models.Index(fields=["county", "letters"], name="person_by_letters"),
            models.Index(fields=["county", "initials"], name="person_by_initials"),
            models.Index(fields=["county", "name"], name="person_by_name"),
            models.Index(fields=["county", "given"], name="person_by_given"),
            models.Index(fields=["county", "phone_key"], name="person_by_phone"),
            models.Index(fields=["county", "phone_tail"], name="person_by_tail"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "id_key"],
                condition=~Q(id_key=""),
                name="person_once_by_id",
                violation_error_message="这个身份证号已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def inside(cls, top: int) -> Q:
        """Condition: she belongs to the subtree of ``top``, or holds or held a seat in it."""
        seat: Any = apps.get_model("members", "Appointment")
        held = seat.rows.filter(seat.inside(top))
        return super().inside(top) | Q(pk__in=held.values("person"))

    @property
    def masked_phone(self) -> str:
        """The number as a list shows it: 138****1234."""
        return crypto.mask_phone(self.plain_phone) if self.phone else ""

    @property
    def masked_id_number(self) -> str:
        """The ID number as a page shows it: 430421********1225."""
        return crypto.mask_id(self.plain_id_number) if self.id_number else ""

    @property
    def plain_phone(self) -> str:
        """The number itself, for the face that reveals it with a reason."""
        return self._open(self.phone, PHONE_COLUMN)

    @property
    def plain_id_number(self) -> str:
        """The ID number itself, for the face that reveals it with a reason."""
        return self._open(self.id_number, ID_COLUMN)

    def _open(self, sealed: Any, column: str) -> str:
        if not sealed:
            return ""
        return crypto.unseal(bytes(sealed), county=cast(int, self.county_id), column=column)


class PeopleApart(ScopedModel):
    """Two registrations that look alike and were found to be two women; ``person`` the older."""

    org_path: ClassVar[str] = "person__org_id"
    privacy: ClassVar[Privacy] = {}

    person: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name="人员"
    )
    other: ScopedForeignKey[Person, Person] = ScopedForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name="另一人"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "不是同一人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "person", "other"], name="apart_once"),
            models.CheckConstraint(
                condition=Q(person__lt=models.F("other")), name="apart_in_order"
            ),
        ]

    def __str__(self) -> str:
        return "不是同一人"

    @classmethod
    def inside(cls, top: int) -> Q:
        """Condition: both belong below ``top``: having sat there once makes a pair nobody's."""
        here = Org.rows.filter(Org.inside(top)).values("pk")
        return Q(person__org__in=here, other__org__in=here)
