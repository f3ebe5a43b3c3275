"""What is chosen before organisations become one or several: the first step of two."""

from __future__ import annotations

from typing import Any

from django import forms

from fulian.admin.forms import dress
from fulian.consequences import shared_by
from orgs import rules
from orgs.forms.desk import DeskForm, EffectsForm, org_label
from orgs.models import Level, Org, OrgStatus
from orgs.services import SPLIT, Part

PARTS = 3
KEEP = "原主席、副主席和执委转为承接组织的执委"


class OrgChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Several organisations out of a short list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"widget": forms.CheckboxSelectMultiple, "required": False}
        super().__init__(None, **kwargs)
        self.error_messages["invalid_choice"] = "没有这个组织，或者它不能选，请重新选择。"

    def label_from_instance(self, obj: Any) -> str:
        """Return what it is called, with its code."""
        return f"{obj.title}（{obj.code}）"


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """One organisation out of a short list, or none."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what it is called, with what tells it from its namesakes."""
        return org_label(obj)


class Reshaping(EffectsForm):
    """The second step: from when, why, and that what will happen was read."""


class MergeForm(DeskForm):
    """Which organisations become one, and which that is."""

    others = forms.Field()
    into = forms.Field()
    name = forms.CharField(
        label="新组织的名称", max_length=80, required=False,
        help_text="另外新设时必填，例如：白莲村村民委员会。沿用原名的，请在上面选择并入哪一个。",
    )  # fmt: skip
    short_name = forms.CharField(
        label="新组织的简称", max_length=60, required=False, help_text="不填则按名称得出。"
    )
    code = forms.CharField(
        label="新组织的代码", max_length=16, required=False,
        help_text="另外新设乡镇、村时必填，填 12 位区划代码。",
    )  # fmt: skip
    keep_members = forms.BooleanField(label=KEEP, required=False)
    sometimes = ("name", "code")

    def __init__(self, *args: Any, org: Org, **kwargs: Any) -> None:
        self.org = org
        super().__init__(*args, **kwargs)
        beside = Org.objects.filter(
            parent=org.parent_id, level=org.level, status=OrgStatus.ACTIVE
        ).select_related("parent")
        others = OrgChoices(label=f"{org.title}和哪些组织合并")
        others.queryset = beside.exclude(pk=org.pk).order_by("lft")
        into = OneOf(
            beside.order_by("lft"), label="并入哪一个", required=False, initial=org.pk,
            empty_label="另外新设一个组织",
        )  # fmt: skip
        self.fields |= {"others": others, "into": into}
        _dressed(self, "into")

    def clean(self) -> dict[str, Any]:
        """Refuse at once what the service would refuse in the second step."""
        clean = super().clean() or {}
        if self.errors:
            return clean
        into = clean["into"]
        chosen = [self.org, *clean.pop("others")]
        clean["orgs"] = [org for org in chosen if org != into]
        rules.check_may_merge(orgs=clean["orgs"], into=into)
        if into is None:
            facts = {"level": self.org.level, "name": clean["name"], "code": clean["code"]}
            rules.check_new_name(**facts, taken=chosen)
        else:
            clean |= {"name": "", "short_name": "", "code": ""}
        return clean


class SplitForm(DeskForm):
    """Which new organisations are founded beside one, and what each gets of it."""

    sometimes = tuple(f"code_{number}" for number in range(1, PARTS + 1))

    def __init__(self, *args: Any, org: Org, **kwargs: Any) -> None:
        self.org = org
        super().__init__(*args, **kwargs)
        children = Org.objects.filter(parent=org, status=OrgStatus.ACTIVE).order_by("lft")
        self.shared = shared_by(SPLIT, org=org)
        for number in range(1, PARTS + 1):
            self._add_part(number, children, any_child=children.exists())
        self.fields["closes"] = forms.BooleanField(
            label=f"{org.title}同时撤销：下级全部划出，没有划出的人员和妇女小组转到第一个新组织",
            required=False,
        )
        self.fields["keep_members"] = forms.BooleanField(
            label=f"撤销时，{KEEP}", required=False
        )  # fmt: skip
        _dressed(self, *self.fields)

    def _add_part(self, number: int, children: Any, *, any_child: bool) -> None:
        which, first = "一二三"[number - 1], number == 1
        self.fields[f"name_{number}"] = forms.CharField(
            label=f"新组织{which}的名称", max_length=80, required=first
        )
        self.fields[f"code_{number}"] = forms.CharField(
            label=f"新组织{which}的代码", max_length=16,
            required=first and self.org.level != Level.UNIT,
            help_text="新设乡镇、村的必填，填 12 位区划代码；村以下或旁设的组织不用填。",
        )  # fmt: skip
        if any_child:
            field = OrgChoices(label=f"划给新组织{which}的下级")
            field.queryset = children
            self.fields[f"children_{number}"] = field
        if self.shared:
            self.fields[f"shares_{number}"] = forms.MultipleChoiceField(
                label=f"划给新组织{which}的妇女小组（组长一起划）", choices=self.shared,
                required=False, widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse at once what the service would refuse in the second step."""
        clean = super().clean() or {}
        if self.errors:
            return clean
        parts = [
            Part(
                clean[f"name_{n}"],
                clean[f"code_{n}"],
                "",
                clean.get(f"children_{n}") or (),
                clean.get(f"shares_{n}") or (),
            )
            for n in range(1, PARTS + 1)
            if clean[f"name_{n}"]
        ]
        moved = sum(len(part.children) for part in parts)
        left = Org.objects.filter(parent=self.org, status=OrgStatus.ACTIVE).count() - moved
        rules.check_may_split(
            org=self.org, parts=parts, closes=clean["closes"], left=left,
            shared=[key for key, _ in self.shared],
        )  # fmt: skip
        for part in parts:
            facts = {"level": self.org.level, "name": part.name, "code": part.code}
            rules.check_new_name(**facts, taken=[self.org])
        same = {"closes": clean["closes"], "keep_members": clean["keep_members"]}
        return {"parts": parts, **same}


def _dressed(form: forms.Form, *names: str) -> None:
    for name in names:
        dress(form.fields[name].widget)
