"""Forms of the desk for what stands beside the tree."""

from __future__ import annotations

from typing import Any

from django import forms

from fulian.admin import desk
from fulian.admin.widgets import AutocompleteSelectMultiple
from orgs.forms.desk import DatedForm, DeskForm, OptionalReasonForm, OrgField, org_label
from orgs.models import ClusterKind, NewField, Org, ReformMatter, ReformStatus, Sector, Support

FIND = "输入名称或代码查找。"


class OrgsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Several active organisations in reach, found by typing."""

    def __init__(self, **kwargs: Any) -> None:
        widget = AutocompleteSelectMultiple(Org._meta.get_field("parent"), desk)
        super().__init__(None, widget=widget, **kwargs)
        self.error_messages["invalid_choice"] = "有的组织没有找到，或者不在您的范围内，请重新选择。"
        self.error_messages["invalid_pk_value"] = self.error_messages["invalid_choice"]

    def label_from_instance(self, obj: Any) -> str:
        """Return the organisation's name as the search box shows it."""
        return org_label(obj)


class UnitFacts(DeskForm):
    """What a member unit is."""

    name = forms.CharField(label="单位名称", max_length=80)
    sector = forms.ChoiceField(label="单位类别", choices=[("", "请选择"), *Sector.choices])
    contact = forms.CharField(
        label="联系人", max_length=40, required=False, help_text="只在管理台显示，从不公开。"
    )


class NewForm(DatedForm):
    """Something new at an organisation, from a day on."""

    called = "开始日期"
    org_label = "组织"
    reason = None  # type: ignore[assignment]  # a new row has none but itself
    org = OrgField(label="组织", help_text=FIND)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].label = self.org_label
        self.fields["on"].label = self.called
        self.fields["on"].help_text = "不能晚于今天。"
        self.order_fields(["org"])


class UnitForm(NewForm, UnitFacts):
    """A unit that joins."""

    called, org_label = "加入日期", "区域化妇联"


class GroupMemberFacts(DeskForm):
    """What a group member is."""

    name = forms.CharField(label="名称", max_length=80)
    contact = forms.CharField(
        label="联系人", max_length=40, required=False, help_text="只在管理台显示，从不公开。"
    )
    women = forms.IntegerField(label="女性人数", required=False, min_value=0, max_value=1_000_000)


class GroupMemberForm(NewForm, GroupMemberFacts):
    """An organisation that is admitted."""

    called, org_label = "接纳日期", "接纳的妇联"


class SocialFacts(DeskForm):
    """What a women's social organisation is."""

    name = forms.CharField(label="名称", max_length=80)
    field = forms.CharField(
        label="服务领域", max_length=60, required=False, help_text="例如：手工制作、家庭教育。"
    )
    support = forms.ChoiceField(label="扶持方式", choices=Support.choices)
    leader = forms.CharField(
        label="负责人", max_length=40, required=False, help_text="只在管理台显示，从不公开。"
    )
    is_registered = forms.BooleanField(label="已在民政部门登记", required=False)
    is_allied = forms.BooleanField(label="加入了女性社会组织联盟", required=False)


class SocialForm(NewForm, SocialFacts):
    """A women's social organisation that is supported."""

    called, org_label = "开始日期", "扶持的妇联"


class ReformFacts(DatedForm):
    """How far a reform is, from a day on."""

    reason = None  # type: ignore[assignment]  # the note says why
    matter = forms.ChoiceField(label="事项", choices=ReformMatter.choices)
    status = forms.ChoiceField(label="进展", choices=ReformStatus.choices)
    note = forms.CharField(
        label="说明", max_length=200, required=False,
        help_text="登记“纳入党建考核”已完成时，写明文件名称和文号。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "开始日期"
        self.fields["on"].help_text = "从哪一天起是这个进展，不能晚于今天。"


class ReformForm(ReformFacts, NewForm):
    """How far one organisation's reform is."""


class ClusterFacts(DatedForm):
    """What a cluster is, and who is in it from a day on."""

    name = forms.CharField(label="名称", max_length=60, help_text="例如：城南片区。")
    core = OrgField(label="核心村（社区）", help_text=FIND)
    members = OrgsField(label="成员村（社区）", help_text="可以选多个。" + FIND)
    lead = forms.CharField(
        label="牵头企业", max_length=80, required=False, help_text="只有企社联建填写。"
    )
    note = forms.CharField(label="投入的经费和场地", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["members"]
        members.queryset = OrgField.choices_now()


class ClusterForm(ClusterFacts):
    """A new cluster."""

    reason = None  # type: ignore[assignment]  # a new row has none but itself
    org = OrgField(label="所属乡镇（街道）或县", help_text=FIND)
    kind = forms.ChoiceField(label="联建类别", choices=ClusterKind.choices)
    field_order = ("org", "kind", "name", "core", "members", "lead", "note", "on")


class FieldForm(OptionalReasonForm):
    """In which new field an organisation works."""

    field = forms.ChoiceField(
        label="新领域", required=False, choices=[("", "不属于新领域"), *NewField.choices]
    )
    field_order = ("field",)


class FeatureForm(OptionalReasonForm):
    """What a township or village is known for."""

    feature = forms.CharField(
        label="特色", max_length=100, required=False,
        help_text="一乡一品、一地方一特色，用一句话写，例如：巾帼手工坊带动留守妇女就业。",
    )  # fmt: skip
    field_order = ("feature",)
