"""What stands beside the tree at the desk: units, group members, social organisations, reforms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian.admin import desk, page
from orgs import services
from orgs.admin.registers import Now, RegisterAdmin, days
from orgs.forms import beside as forms
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    ReformStep,
    WomensSocialOrganisation,
)
from orgs.queries.beside import with_members
from orgs.queries.naming import places


class BesideAdmin(RegisterAdmin):
    """A register beside the tree."""

    view_perm = "orgs.view_beside"

    @admin.display(description="组织")
    def org_(self, row: Any) -> str:
        """Return whose."""
        return str(row.org.title)

    @admin.display(description="起止", ordering="since")
    def days_(self, row: Any) -> str:
        """Return from when until when."""
        return days(row)


@admin.register(MemberUnit, site=desk)
class MemberUnitAdmin(BesideAdmin):
    """Member units of regional federations."""

    create_perm, correct_perm = "orgs.admit_unit", "orgs.change_unit"
    create_label, subject = "登记成员单位", "unit"
    facts = ("name", "sector", "contact")
    empty_says = "还没有符合条件的成员单位。辖区内的单位加入区域化妇联后，在这里登记。"
    list_display = ("name", "org_", "sector", "contact", "days_")
    list_filter = (("sector", ChoicesDropdownFilter), Now)
    sortable_by = ("name", "days_")

    @page("add/", needs="orgs.admit_unit")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Let a unit join."""
        return self.adding(request, forms.UnitForm, services.admit_unit)

    @page("<int:pk>/", needs="orgs.change_unit", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a unit."""
        return self.correcting(request, pk, forms.UnitFacts, services.change_unit, end="退出")

    @page("<int:pk>/end/", needs="orgs.end_unit")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a unit leave."""
        return self.ending(request, pk, services.end_unit, "成员单位退出")


@admin.register(GroupMember, site=desk)
class GroupMemberAdmin(BesideAdmin):
    """Group members of the county's federation."""

    create_perm, correct_perm = "orgs.admit_group_member", "orgs.change_group_member"
    create_label, subject = "接纳团体会员", "member"
    facts = ("name", "contact", "women")
    empty_says = "还没有符合条件的团体会员。团体会员由县级以上妇联接纳。"
    list_display = ("name", "org_", "women", "contact", "days_")
    list_filter = (Now,)
    sortable_by = ("name", "women", "days_")

    @page("add/", needs="orgs.admit_group_member")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Admit a group member."""
        return self.adding(request, forms.GroupMemberForm, services.admit_group_member)

    @page("<int:pk>/", needs="orgs.change_group_member", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a group member."""
        change = services.change_group_member
        return self.correcting(request, pk, forms.GroupMemberFacts, change, end="退出")

    @page("<int:pk>/end/", needs="orgs.end_group_member")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a group member leave."""
        return self.ending(request, pk, services.end_group_member, "团体会员退出")


@admin.register(WomensSocialOrganisation, site=desk)
class SocialAdmin(BesideAdmin):
    """Women's social organisations that a federation supports."""

    create_perm, correct_perm = "orgs.note_social", "orgs.change_social"
    create_label, subject = "登记女性社会组织", "social"
    facts = ("name", "field", "support", "leader", "is_registered", "is_allied")
    search_fields = ("name", "field")
    empty_says = "还没有符合条件的女性社会组织。每个区域化妇联至少要培育一家。"
    list_display = ("name", "org_", "field", "support", "leader", "is_registered", "days_")
    list_filter = (
        ("support", ChoicesDropdownFilter), "is_registered", "is_allied", Now,
    )  # fmt: skip
    sortable_by = ("name", "days_")

    @page("add/", needs="orgs.note_social")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a social organisation."""
        return self.adding(request, forms.SocialForm, services.note_social)

    @page("<int:pk>/", needs="orgs.change_social", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a social organisation."""
        change = services.change_social
        return self.correcting(request, pk, forms.SocialFacts, change, end="结束扶持")

    @page("<int:pk>/end/", needs="orgs.end_social")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End the support."""
        return self.ending(request, pk, services.end_social, "结束扶持")


@admin.register(ReformStep, site=desk)
class ReformStepAdmin(BesideAdmin):
    """How far reforms were, from which day on; what was noted wrongly is undone in the record."""

    create_perm, correct_perm = "orgs.note_reform", "orgs.note_reform"
    create_label = "登记改革进展"
    search_fields = ("note",)
    search_help_text = "说明，或者组织的名称、拼音、首字母、代码"
    empty_says = (
        "还没有符合条件的改革进展。会改联登记在村（社区），区域化建设登记在乡镇（街道）和社区，"
        "纳入党建考核登记在乡镇（街道）。"
    )
    list_display = ("org_", "matter", "status", "since", "note")
    list_filter = (("matter", ChoicesDropdownFilter), ("status", ChoicesDropdownFilter))
    sortable_by = ("since",)

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead nowhere: a step is a fact of its day."""
        return None

    @page("add/", needs="orgs.note_reform")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a step."""
        says = ["妇代会登记“会改联”已完成时，县妇联的人员同时把组织类型改为妇联。"]
        return self.adding(request, forms.ReformForm, services.note_reform, says=says)

    def said(self, row: Any) -> str:
        """Return what is said when a step was kept."""
        return f"已登记：{row.org.title}{row}。"


@admin.register(Cluster, site=desk)
class ClusterAdmin(BesideAdmin):
    """Clusters and who is in them."""

    create_perm, correct_perm = "orgs.form_cluster", "orgs.change_cluster"
    create_label, subject = "建立片区", "cluster"
    facts = ("name", "core", "lead", "note")
    search_fields = ("name", "lead")
    search_by: ClassVar = {"org": places, "core": places}
    empty_says = "还没有符合条件的片区。片区由一个核心村（社区）带动周边的村（社区）。"
    list_display = ("name", "kind", "org_", "core_", "members_", "days_")
    list_filter = (("kind", ChoicesDropdownFilter), Now)
    list_select_related = ("org", "core")
    sortable_by = ("name", "days_")

    @admin.display(description="核心")
    def core_(self, cluster: Cluster) -> str:
        """Return around whom."""
        return cluster.core.short_name

    @admin.display(description="成员")
    def members_(self, cluster: Any) -> str:
        """Return how many are in it."""
        return f"{len(cluster.held)} 个"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return them with who is in each."""
        return with_members(super().get_queryset(request), timezone.localdate())

    @page("add/", needs="orgs.form_cluster")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Build a cluster."""
        return self.adding(request, forms.ClusterForm, services.form_cluster)

    @page("<int:pk>/", needs="orgs.change_cluster", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a cluster, and let members join and leave."""
        change = services.change_cluster
        return self.correcting(request, pk, forms.ClusterFacts, change, dated=True, end="撤销片区")

    @page("<int:pk>/end/", needs="orgs.dissolve_cluster")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Dissolve a cluster."""
        members = "、".join(one.org.short_name for one in self._inside(pk))
        says = [f"成员{members}同时退出这个片区。"] if members else []
        told = services.dissolving_affects(cluster=self.row(pk), on=timezone.localdate())
        return self.ending(
            request, pk, services.dissolve_cluster, "撤销片区", says=says, effects=told or None
        )

    def known(self, row: Any) -> dict[str, Any]:
        """Return its facts, and who is in it now besides the core."""
        others = [one.org_id for one in self._inside(row.pk) if one.org_id != row.core_id]
        return super().known(row) | {"members": others}

    def _inside(self, pk: int) -> list[ClusterMember]:
        rows = ClusterMember.rows.filter(cluster=self.row(pk), until__isnull=True)
        return list(rows.select_related("org").order_by("org__lft"))
