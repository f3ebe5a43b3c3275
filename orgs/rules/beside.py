"""What may stand beside the tree, and who keeps it: reforms, units, members, clusters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.models import ClusterKind, Level, NewField, Org, OrgKind, Place, ReformMatter, Role
from orgs.models import ReformStatus as Status
from orgs.rules.access import KEEPERS, PEOPLE, role_may

FEWEST = 2  # a cluster is a core and at least one other
REFORMED = {
    ReformMatter.CONVERSION: {Level.VILLAGE},
    ReformMatter.REGIONALISATION: {Level.TOWNSHIP, Level.VILLAGE},
    ReformMatter.PARTY_APPRAISAL: {Level.TOWNSHIP},
}
WHERE = {
    ReformMatter.CONVERSION: "村（社区）",
    ReformMatter.REGIONALISATION: "乡镇（街道）和社区",
    ReformMatter.PARTY_APPRAISAL: "乡镇（街道）",
}


@allow("orgs.view_beside")
def may_view_beside(user: object, obj: object) -> bool:
    """Everyone with a seat but a calling system: what stands beside the tree names nobody."""
    return role_may(user, PEOPLE)


@allow(
    "orgs.note_reform", "orgs.note_reforms", "orgs.describe_org",
    "orgs.admit_unit", "orgs.change_unit", "orgs.end_unit",
    "orgs.note_social", "orgs.change_social", "orgs.end_social",
    "orgs.form_cluster", "orgs.change_cluster", "orgs.dissolve_cluster",
)  # fmt: skip
def may_keep_beside(user: object, obj: object) -> bool:
    """County and township staff, for what lies below them."""
    return role_may(user, KEEPERS | {Role.TOWNSHIP_STAFF})


@allow("orgs.admit_group_member", "orgs.change_group_member", "orgs.end_group_member",
       "orgs.end_beside", "orgs.leave_clusters", "orgs.classify_org",
       "orgs.classify_orgs")  # fmt: skip
def may_keep_group_members(user: object, obj: object) -> bool:
    """Only the county admits group members, classifies, and ends what a closed one kept."""
    return role_may(user, KEEPERS)


def check_field(*, field: str, level: str, place: str) -> None:
    """Refuse an unknown new field, and one for a township or village, which is no new field."""
    if not field:
        return
    if field not in NewField.values:
        raise ValidationError("没有这个新领域。", code="bad_field")
    if level != Level.UNIT and place != Place.PARK:
        raise ValidationError("只有村以下或旁设的组织和园区填写新领域。", code="field_level")


def check_reform(*, org: Org, matter: str, status: str, note: str = "") -> None:
    """Refuse a matter or a state there is not, and a matter that is not the organisation's.

    That its work counts in Party appraisal stands in a document, which ``note`` names (A13).
    """
    if matter not in ReformMatter.values or status not in Status.values:
        raise ValidationError("请选择改革事项和进展。", code="bad_reform")
    if org.level not in REFORMED[ReformMatter(matter)]:
        where = WHERE[ReformMatter(matter)]
        raise ValidationError(f"{ReformMatter(matter).label}只登记在{where}。", code="reform_level")
    if matter == ReformMatter.PARTY_APPRAISAL and status == Status.DONE and not note.strip():
        raise ValidationError("请在说明里写明纳入考核的文件名称和文号。", code="no_document")


def check_feature(org: Org) -> None:
    """Refuse a text of its own for whatever is no township or village (domain A12)."""
    if org.level not in (Level.TOWNSHIP, Level.VILLAGE):
        raise ValidationError("特色登记在乡镇（街道）和村（社区）。", code="feature_level")


def check_conversion(*, org: Org, status: str, then: str) -> None:
    """Refuse a conversion that disagrees with the kind the organisation was ``then``."""
    if status != Status.DONE and then == OrgKind.FEDERATION:
        raise ValidationError(f"{org.title}那一天已经是妇联，会改联已经完成。", code="kind_is_new")
    if status == Status.DONE and then == OrgKind.REPRESENTATIVE_COMMITTEE:
        raise ValidationError(
            "那一天还是妇代会。请先由县妇联办理“类型变更”改为妇联，再登记完成。", code="kind_is_old"
        )


def check_regional(org: Org) -> None:
    """Refuse member units anywhere but at a township's or a community's federation."""
    if org.level not in (Level.TOWNSHIP, Level.VILLAGE):
        raise ValidationError("成员单位加入乡镇（街道）或村（社区）的妇联。", code="unit_level")


def check_admits(org: Org) -> None:
    """Refuse group members below the county (domain A10)."""
    if org.level != Level.COUNTY:
        raise ValidationError("团体会员由县级以上妇联接纳。", code="member_level")


def check_supports(org: Org) -> None:
    """Refuse a supporter that is itself only a unit beside the tree."""
    if org.level == Level.UNIT:
        raise ValidationError("请选择县、乡镇或村（社区）的妇联。", code="supporter_level")


def check_open(until: date | None) -> None:
    """Refuse to work on what has ended."""
    if until is not None:
        raise ValidationError("这一项已经结束。", code="ended")


def check_ends(*, since: date, on: date) -> None:
    """Refuse an end before the beginning."""
    if on < since:
        raise ValidationError(f"不能早于开始日期（{since:%Y年%-m月%-d日}）。", code="ends_before")


def check_cluster_facts(*, org: Org, kind: str, lead: str) -> None:
    """Refuse a cluster outside a township or county, and a lead that does not fit its kind."""
    if org.level not in (Level.COUNTY, Level.TOWNSHIP):
        raise ValidationError("片区设在乡镇（街道）或县。", code="cluster_level")
    if kind not in ClusterKind.values:
        raise ValidationError("请选择联建类别。", code="bad_kind")
    if kind == ClusterKind.ENTERPRISE and not lead:
        raise ValidationError("企社联建要写明牵头企业。", code="no_lead")
    if kind != ClusterKind.ENTERPRISE and lead:
        raise ValidationError("只有企社联建填写牵头企业。", code="lead")


def check_cluster_members(*, org: Org, core: Org, members: Collection[Org]) -> None:
    """Refuse a cluster of one, a core that is no member, and members that do not belong below."""
    if core not in members or len(members) < FEWEST:
        raise ValidationError("片区要有一个核心，另外至少一个成员。", code="too_few")
    for one in members:
        if one.level != Level.VILLAGE:
            raise ValidationError(f"{one.title}不是村（社区），不能进片区。", code="member_level")
        if not org.lft < one.lft < org.rght:
            raise ValidationError(f"{one.title}不在{org.title}之下。", code="member_elsewhere")
