"""The organisation tree of a county, as it is today and as it was."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, Value, When
from mptt.managers import TreeManager
from mptt.models import MPTTModel
from mptt.querysets import TreeQuerySet

from fulian import scoping
from fulian.privacy import PLAIN, Privacy
from orgs.models.lock import check_locked


class Level(models.TextChoices):
    """层级: how high an organisation stands."""

    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"
    UNIT = "unit", "村以下或旁设"


class Place(models.TextChoices):
    """区划类别: what kind of place the organisation belongs to."""

    COUNTY = "county", "县（市、区）"
    SUBDISTRICT = "subdistrict", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    PARK = "park", "园区或农林场"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"
    PLACEHOLDER = "placeholder", "虚拟单位"
    OTHER = "other", "其他"


class OrgKind(models.TextChoices):
    """组织类型: what kind of women's organisation it is."""

    FEDERATION = "federation", "妇联"
    REPRESENTATIVE_COMMITTEE = "representative_committee", "妇代会"
    WOMENS_COMMITTEE = "womens_committee", "妇委会"
    WORKING_COMMITTEE = "working_committee", "妇工委"
    BRANCH = "branch", "妇联分会"
    ASSOCIATION_FEDERATION = "association_federation", "协会妇联"
    JOINT_FEDERATION = "joint_federation", "联合妇联"
    ONLINE_FEDERATION = "online_federation", "网上妇联"


class NewField(models.TextChoices):
    """新领域: where women's organisations are new (domain A08)."""

    PARK = "park", "园区"
    BUILDING = "building", "楼宇"
    MARKET = "market", "市场"
    NEW_ECONOMIC = "new_economic", "新经济组织"
    NEW_SOCIAL = "new_social", "新社会组织"
    NEW_EMPLOYMENT = "new_employment", "新就业群体"
    CULTURE_TEAM = "culture_team", "文体团队"
    MIGRANT = "migrant", "流动妇女"
    MAKER = "maker", "女创客"
    FREELANCE = "freelance", "自由职业"
    CHAMBER = "chamber", "商会"


class OrgStatus(models.TextChoices):
    """状态: whether it works or has been closed."""

    ACTIVE = "active", "正常"
    CLOSED = "closed", "已撤销"


class OrgQuerySet(TreeQuerySet):  # type: ignore[misc]  # mptt is untyped
    """Organisations; every way of writing one asks for the tree's lock first."""

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        check_locked()
        return super()._insert(*args, **kwargs)

    def _update(self, *args: Any, **kwargs: Any) -> Any:
        check_locked()
        return super()._update(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Change rows in one statement, under the lock."""
        check_locked()
        return int(super().update(**kwargs))

    def _raw_delete(self, using: str) -> Any:
        check_locked()
        return super()._raw_delete(using)

    def delete(self) -> Any:
        """Delete rows, under the lock."""
        check_locked()
        return super().delete()


class _LockedManager(TreeManager):  # type: ignore[misc]  # mptt is untyped
    """The tree of one county, its number the county's own; written only under the lock."""

    _queryset_class = OrgQuerySet

    def _get_next_tree_id(self) -> int:
        return scoping.current().county

    def _mptt_update(self, *args: Any, **kwargs: Any) -> Any:
        check_locked()
        return super()._mptt_update(*args, **kwargs)

    def rebuild(self, *args: Any, **kwargs: Any) -> None:
        """Never: it runs a query per node. ``manage.py check_tree --fix`` does it in one."""
        raise TypeError("use manage.py check_tree --fix")


class OrgManager(scoping.ScopedManager["Org"], _LockedManager):
    """Organisations in reach."""


class OrgRows(scoping.CountyManager["Org"], _LockedManager):
    """Organisations of the county."""

    def held(self, org: Org) -> Org:
        """Return ``org`` as it is now: until the transaction ends nobody closes it."""
        found: Org = self.select_for_update(of=("self",)).get(pk=org.pk)
        return found

    def stays(self, *pks: int) -> None:
        """Let nobody close these organisations until the transaction ends; others may ask the same.

        To be asked before rows of them are held: closing holds the organisation first, then them.
        """
        kept = (
            "SELECT * FROM orgs_org WHERE county_id = %s AND id = ANY(%s) ORDER BY id FOR KEY SHARE"
        )
        list(self.raw(kept, [scoping.current().county, list(pks)]))


class OrgFacts(models.Model):
    """What is said of an organisation, now or in the past."""

    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=60)
    kind = models.CharField("组织类型", max_length=30, choices=OrgKind, default=OrgKind.FEDERATION)
    status = models.CharField("状态", max_length=10, choices=OrgStatus, default=OrgStatus.ACTIVE)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """How the organisation is called: 白莲村妇联, 巾帼志愿者协会妇联."""
        label = OrgKind(self.kind).label
        if self.short_name.endswith("协会"):
            label = label.removeprefix("协会")
        return self.short_name if self.short_name.endswith(label) else self.short_name + label


class Org(OrgFacts, MPTTModel, scoping.ScopedModel):  # type: ignore[misc]  # mptt is untyped
    """One organisation: county, township, village or a unit below or beside them.

    ``parent`` is the truth, ``lft`` and ``rght`` are derived from it. ``since`` is the day from
    which name, kind, status and parent hold; what held before stands in ``OrgHistory``.
    """

    org_path: ClassVar[str] = "pk"
    privacy: ClassVar[Privacy] = {
        "code": PLAIN,
        "name": PLAIN,
        "short_name": PLAIN,
        "feature": PLAIN,
    }

    # No key in the database, unlike everywhere else: the link to the parent leads up to the
    # county's own organisation, which is written with the county's row; no county is deleted.
    county: scoping.CountyKey[Any, Any] = scoping.CountyKey(
        related_name="+", verbose_name="县", db_constraint=False
    )
    code = models.CharField("代码", max_length=16)
    parent: scoping.ScopedForeignKey[Org | None, Org | None] = scoping.ScopedForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    level = models.CharField("层级", max_length=10, choices=Level)
    place = models.CharField("区划类别", max_length=12, choices=Place)
    field = models.CharField(
        "新领域", max_length=16, choices=NewField, blank=True, default="", db_default=""
    )
    feature = models.CharField("特色", max_length=100, blank=True, default="", db_default="")
    is_counted = models.BooleanField("计入本级总数", default=True)
    founded_on = models.DateField("建立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    since = models.DateField("现状起始日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    tree_id = models.BigIntegerField(editable=False)

    objects: ClassVar[OrgManager] = OrgManager()
    rows: ClassVar[OrgRows] = OrgRows()

    class MPTTMeta:
        level_attr = "depth"

    class Meta(scoping.ScopedModel.Meta):
        verbose_name = verbose_name_plural = "组织"
        indexes: ClassVar = [
            models.Index(fields=["county", "lft"], name="org_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "code"],
                name="org_code_once",
                violation_error_message="这个代码已经有组织在用。",
            ),
            # Also the index of the link to the parent: when ``lft`` changes, all are written again.
            models.UniqueConstraint(
                "county",
                "parent",
                "short_name",
                Case(When(status=OrgStatus.CLOSED, then="code"), default=Value("")),
                name="org_name_once",
                violation_error_message="同一上级下已经有同名的组织。",
            ),
            models.UniqueConstraint(
                fields=["county"],
                condition=models.Q(parent__isnull=True),
                name="org_one_root",
                violation_error_message="一个县只能有一个县级组织。",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, status=OrgStatus.ACTIVE)
                | models.Q(closed_on__isnull=False, status=OrgStatus.CLOSED),
                name="org_closed_has_a_day",
                violation_error_message="已撤销的组织要有撤销日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the row under the lock; only ``undo`` of a founding does this."""
        check_locked()
        return super().delete(*args, **kwargs)

    @property
    def is_root(self) -> bool:
        """Whether this is the county's own organisation."""
        return self.parent_id is None


# mptt adds an index that begins with tree_id; ours begin with the county.
Org._meta.indexes = [i for i in Org._meta.indexes if i.fields[0] == "county"]


class OrgHistory(OrgFacts, scoping.ScopedModel):
    """What an organisation was, from one day until another (half open)."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "short_name": PLAIN}

    org: scoping.ScopedForeignKey[Org, Org] = scoping.ScopedForeignKey(
        Org, models.CASCADE, related_name="past", verbose_name="组织"
    )
    parent: scoping.ScopedForeignKey[Org | None, Org | None] = scoping.ScopedForeignKey(
        Org, null=True, related_name="+", verbose_name="上级"
    )
    days = DateRangeField("起止日期")

    class Meta(scoping.ScopedModel.Meta):
        verbose_name = verbose_name_plural = "组织沿革"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="org_history_one_at_a_time",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("org", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.days}"

    @classmethod
    def of(cls, org: Org, **days: Any) -> Self:
        """Return an unsaved row with what ``org`` is now."""
        facts = {f.name: getattr(org, f.name) for f in OrgFacts._meta.get_fields()}
        return cls(org=org, parent_id=org.parent_id, **facts, **days)
