"""Forms of the desk for organisations, access and the platform. They ask; services decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from fulian.admin import ActForm, desk
from fulian.admin.widgets import AutocompleteSelect
from orgs.models import NewField, Org, OrgKind, OrgStatus, Place, Role

REASON = "写明依据，例如文件名称和文号。会留在操作记录里。"


def org_label(org: Org) -> str:
    """Return an organisation's name with what tells it from its namesakes."""
    above = f"{org.parent.short_name} " if org.parent else ""
    return f"{org.title}（{above}{org.code}）"


class OrgField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """One active organisation in reach, found by typing part of its name or its code."""

    def __init__(self, **kwargs: Any) -> None:
        widget = AutocompleteSelect(Org._meta.get_field("parent"), desk)
        super().__init__(None, widget=widget, **kwargs)
        self.error_messages["invalid_choice"] = "没有这个组织，或者它不在您的范围内，请重新选择。"

    def label_from_instance(self, obj: Any) -> str:
        """Return the organisation's name as the search box shows it."""
        return org_label(obj)

    @staticmethod
    def choices_now() -> Any:
        """Return what may be chosen in the open scope."""
        return Org.objects.filter(status=OrgStatus.ACTIVE).select_related("parent")


class DeskForm(ActForm):
    """A form whose organisations are looked for in the open scope, not when it is imported."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, OrgField):
                field.queryset = OrgField.choices_now()


class DatedForm(DeskForm):
    """From when a change holds, and why."""

    on = forms.DateField(
        label="生效日期",
        help_text="从哪一天起生效，不能晚于今天。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label="事由", max_length=200, required=False, help_text=REASON)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.order_fields([n for n in self.fields if n not in ("on", "reason", "sure")])

    def clean_on(self) -> date:
        """Refuse a day that has not come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError("生效日期不能晚于今天。", code="future")
        return on


class FoundForm(DatedForm):
    """A new organisation."""

    parent = OrgField(label="上级组织", help_text="输入名称或代码查找。")
    name = forms.CharField(label="名称", max_length=80, help_text="全称，例如：白莲村村民委员会。")
    short_name = forms.CharField(
        label="简称", max_length=60, required=False, help_text="不填则按全称得出，例如：白莲村。"
    )
    kind = forms.ChoiceField(label="组织类型", choices=OrgKind.choices, initial=OrgKind.FEDERATION)
    field = forms.ChoiceField(
        label="新领域", required=False, choices=[("", "不属于新领域"), *NewField.choices],
        help_text="园区、楼宇、市场、两新组织等处的妇女组织填写；乡镇和村不填。",
    )  # fmt: skip
    code = forms.CharField(
        label="代码", max_length=16, required=False,
        help_text="乡镇和村填 12 位区划代码；村以下或旁设的组织不用填，会自动编号。",
    )  # fmt: skip
    place = forms.ChoiceField(
        label="区划类别", required=False, choices=[("", "按代码判断"), *Place.choices]
    )


class ReasonedForm(DatedForm):
    """From when a change of the tree holds, and why: that is always said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class SureForm(DatedForm):
    """Something that wants a second thought."""

    sure = forms.BooleanField(
        label="我已看过上面的内容，确认办理", error_messages={"required": "请勾选确认后再提交。"}
    )


class EffectsForm(ReasonedForm, SureForm):
    """A change of the tree: what it touches stands above, for the very day and choice it is for.

    ``told_by`` names what the effects depend on. When that was changed they are shown anew, and
    have to be confirmed again.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    told_by: ClassVar[tuple[str, ...]] = ("on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = _told({name: self._proposed(name) for name in self.told_by})

    @property
    def chosen(self) -> dict[str, Any]:
        """What the effects are told for: what was typed, else what is proposed."""
        typed = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return {name: typed.get(name) or self._proposed(name) for name in self.told_by}

    def clean(self) -> dict[str, Any]:
        """Refuse to go on when other effects than these were looked at."""
        clean = super().clean() or {}
        seen = clean.pop("seen", "") or self.fields["seen"].initial
        facts = {name: clean.get(name) or self._proposed(name) for name in self.told_by}
        if seen == _told(facts):
            return clean
        data = dict(self.data.items())
        data.pop("sure", None)
        self.data = data | {"seen": _told(facts)}
        if not self.errors:
            raise ValidationError("影响已按您所选的重新列出，请核对后再确认。", code="look_again")
        return clean

    def _proposed(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)


class RenameForm(EffectsForm):
    """Another name."""

    name = forms.CharField(label="新名称", max_length=80)
    short_name = forms.CharField(
        label="新简称", max_length=60, required=False, help_text="不填则按全称得出。"
    )


class ConvertForm(EffectsForm):
    """Another kind."""

    told_by = ("on", "kind")

    kind = forms.ChoiceField(label="改为", choices=OrgKind.choices)


class CloseForm(EffectsForm):
    """An organisation that is to be no more."""


class MoveForm(EffectsForm):
    """Another place in the tree."""

    told_by = ("on", "parent")

    parent = OrgField(label="新的上级组织", help_text="输入名称或代码查找。")


def _told(facts: dict[str, Any]) -> str:
    """Return for what effects were shown, as the page keeps it."""
    return "|".join(str(getattr(value, "pk", value) or "") for value in facts.values())


class ReasonForm(DeskForm):
    """Why, and nothing else."""

    reason = forms.CharField(label="事由", max_length=200, help_text="会留在操作记录里。")


class OptionalReasonForm(DeskForm):
    """Why, if there is something to say."""

    reason = forms.CharField(label="事由", max_length=200, required=False, help_text=REASON)


class GrantForm(DatedForm):
    """Who may act, as what, and where."""

    holder = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(
        label="手机号", max_length=20, help_text="11 位手机号，登录用。保存时加密。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    role = forms.ChoiceField(label="角色")
    org = OrgField(label="组织", help_text="在哪个组织任事。输入名称或代码查找。")
    until = forms.DateField(
        label="结束日期", required=False, help_text="长期有效则不填。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "开始日期"
        self.fields["on"].help_text = "从哪一天起可以登录，不能晚于今天。"
        self.order_fields(["holder", "phone", "role", "org", "on", "until"])
        given = set(roles)
        choices = [(role.value, role.label) for role in Role if role in given]
        self.offer("role", [("", "请选择"), *choices])

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        clean = super().clean() or {}
        if clean.get("until") and clean.get("on") and clean["until"] <= clean["on"]:
            self.add_error("until", "结束日期要晚于开始日期。")
        return clean


class ClaimsForm(DeskForm):
    """For whom a sheet of codes is made."""

    under = OrgField(label="组织", help_text="乡镇（街道）下面每个村各一张；也可以只选一个村。")
    role = forms.ChoiceField(label="角色")
    only_empty = forms.BooleanField(label="只给还没有人能登录的组织", required=False, initial=True)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("role", roles)
        self.fields["role"].initial = Role.CHAIR


class ApplicationForm(DeskForm):
    """Another system."""

    name = forms.CharField(
        label="系统名称", max_length=40, help_text="对方系统叫什么，例如：县社会治理平台。"
    )
    reads = forms.MultipleChoiceField(
        label="允许读取", initial=["orgs:read"],
        choices=list(settings.OAUTH2_PROVIDER["SCOPES"].items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="只勾对方确实要用的。姓名属于个人信息；手机号和身份证号从不给出。",
    )  # fmt: skip


class CountyForm(DeskForm):
    """Which county to open."""

    text = forms.CharField(
        label="县（市、区）", max_length=40,
        help_text="输入 6 位代码，或名称的一部分，例如：430424、衡东。",
    )  # fmt: skip


class OpeningForm(DeskForm):
    """The first administrator of a county, and what is left out of the proposal."""

    admin_name = forms.CharField(label="首位县管理员姓名", max_length=40)
    admin_phone = forms.CharField(
        label="首位县管理员手机号", max_length=20,
        help_text="开通后会得到一个一次性登录链接，请转交本人。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip


class VisitForm(DeskForm):
    """Why a platform operator enters a county."""

    reason = forms.CharField(
        label="事由", max_length=200,
        help_text="至少四个字。本县的管理员和审计员会看到谁、什么时候、为什么进入。最多两小时。",
    )  # fmt: skip
