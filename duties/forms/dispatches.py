"""What is filled in to send something down the tree, to settle it, and for the county's texts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from duties.models import Dispatch, WorkTemplate
from duties.queries import dispatches as reads
from duties.rules import dispatches as laws
from fulian.admin import ActForm
from members.models import Appointment
from orgs.models import Level, Org

MEMBERS, ALL = "members", "all"
LEVELS = {
    Level.TOWNSHIP: "所有乡镇（街道）",
    Level.VILLAGE: "所有村（社区）",
    Level.UNIT: "村以下和旁设的组织",
}
MOST_BOXES = 60  # places that can be ticked one by one


class SendForm(ActForm):
    """What is sent, until when, what it costs each receiver, and to whom."""

    kind = forms.ChoiceField(
        label="类别", choices=Dispatch.Kind,
        help_text="通知和工作指导看过点“已阅”；任务办好点“已办”。",
    )  # fmt: skip
    title = forms.CharField(
        label="标题", max_length=laws.LONGEST_TITLE,
        error_messages={
            "required": "请填标题。", "max_length": f"标题最多写 {laws.LONGEST_TITLE} 个字。",
        },
    )  # fmt: skip
    text = forms.CharField(
        label="内容", required=False, max_length=laws.LONGEST,
        help_text="写清楚要做什么、做到什么样就行。不要让村里报系统里已经有的数字。",
        error_messages={"max_length": f"内容最多写 {laws.LONGEST} 个字，请只写要点。"},
        widget=forms.Textarea({"rows": 6}),
    )  # fmt: skip
    due_on = forms.DateField(
        label="截止日期", required=False, help_text="任务一定要填。",
        error_messages={"invalid": "请填一个有效的日期。"},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="每处大约要花几分钟", min_value=1, max_value=laws.MOST_MINUTES, initial=5,
        help_text="发出以前会算给您看，一共要占用姐妹们多少时间。",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"请填 1 到 {laws.MOST_MINUTES} 的数字。",
        ),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    to = forms.ChoiceField(
        label="发给谁",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择发给谁。"),
    )
    within = forms.MultipleChoiceField(
        label="只发给这些地方", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="一个都不勾，就是全部都发。",
        error_messages={"invalid_choice": "选的地方已经不在名单里，请重新选择。"},
    )  # fmt: skip

    sometimes = ("due_on",)

    def __init__(self, *args: Any, org: Org, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org, self.today, self.below = org, today, list(reads.below(org))
        self.members = reads.committee_of(org, today)
        self.parts = [one for one in self.below if one.parent_id == org.pk]
        self.offer("to", self._offered())
        if len(self.parts) > MOST_BOXES or not self.parts:
            del self.fields["within"]
        else:
            boxes = [(str(one.pk), one.short_name) for one in self.parts]
            self.offer("within", boxes)
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date | None:
        """Refuse a last day that will not do before the cost is shown, not after."""
        due_on: date | None = self.cleaned_data["due_on"]
        kind = self.cleaned_data.get("kind", "")
        laws.check_due_on(kind=kind, due_on=due_on, today=self.today)
        return due_on

    def _offered(self) -> list[tuple[str, str]]:
        there = {level: sum(one.level == level for one in self.below) for level in LEVELS}
        offered = [(str(k), f"{LEVELS[k]}（{many}）") for k, many in there.items() if many]
        if len(offered) > 1:
            offered.append((ALL, f"下面所有的组织（{len(self.below)}）"))
        if self.members:
            offered.append((MEMBERS, f"本组织的副主席和执委（{len(self.members)} 人）"))
        return offered

    def receivers(self) -> list[Org]:
        """Return the organisations that are chosen, of the places that are ticked."""
        clean, to = self.cleaned_data, self.cleaned_data["to"]
        if to == MEMBERS:
            return []
        ticked = [one for one in self.parts if str(one.pk) in clean.get("within", ())]
        return [
            one for one in self.below
            if to in (ALL, one.level)
            and (not ticked or any(top.lft <= one.lft <= top.rght for top in ticked))
        ]  # fmt: skip

    def chosen_members(self) -> list[Appointment]:
        """Return the members of her own committee, when it goes to them."""
        return self.members if self.cleaned_data["to"] == MEMBERS else []

    def cost(self) -> str:
        """Return what it takes from everybody together: 257 个村（社区） × 10 分钟."""
        members, places = self.chosen_members(), self.receivers()
        who = f"{len(members)} 人" if members else laws.named(places)
        minutes = self.cleaned_data["minutes"]
        total = minutes * (len(members) or len(places))
        hours = f"{total} 分钟" if total < 60 else f"{(total + 30) // 60} 小时"
        return f"{who} × {minutes} 分钟，合起来大约 {hours}"

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        kept = {name: clean[name] for name in ("kind", "title", "text", "due_on", "minutes")}
        return kept | {"receivers": self.receivers(), "members": self.chosen_members()}


class AnswerForm(ActForm):
    """One tap; a sentence if she likes."""

    answer = forms.CharField(
        label="想说的话", required=False, max_length=laws.LONGEST_ANSWER,
        help_text="不写也行。", widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": f"最多写 {laws.LONGEST_ANSWER} 个字。"},
    )  # fmt: skip


class RecallForm(ActForm):
    """Why it is taken back."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=laws.LONGEST_REASON,
        help_text="会告诉还没有办的人。",
        error_messages={"required": "请写明撤回的原因。"},
    )


class CloseForm(ActForm):
    """Nothing to fill in: asked before it is done."""


class TemplateForm(ActForm):
    """A text to begin from."""

    kind = forms.ChoiceField(label="类别", choices=WorkTemplate.Kind)
    title = forms.CharField(label="名称", max_length=40)
    text = forms.CharField(
        label="内容", max_length=laws.LONGEST, widget=forms.Textarea({"rows": 12}),
        error_messages={"max_length": f"内容最多写 {laws.LONGEST} 个字。"},
    )  # fmt: skip
