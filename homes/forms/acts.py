"""Forms of what is done with one home: its manager, rules, tier, things, checks, its pauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from duties.forms.arranging import CHOOSE, DayForm
from duties.forms.needs import called
from fulian.admin import ActForm
from homes.models import ChecklistItem, HomeKind, HomeTier, WomensHome
from homes.queries.checklists import in_series
from members.models import Appointment
from orgs.models import WomensSocialOrganisation

NOBODY = ("", "暂时没有")
GONE = "选的已经不在名单里，请重新选择。"
HELD = [(kind.value, kind.label) for kind in HomeKind if kind != HomeKind.ONLINE]


def _choices(field: Any, rows: Sequence[tuple[str, str]]) -> None:
    field.choices = rows


class SeatForm(ActForm):
    """Who answers for a home, or owns a group."""

    seat = forms.ChoiceField(
        label="谁", required=False, error_messages={"invalid_choice": GONE},
        help_text="从本组织的主席、副主席和执委里选。她离任以后，系统会提醒另外确定。",
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        _choices(self.fields["seat"], [NOBODY, *seats_said(seats)])

    def chosen(self) -> Appointment | None:
        """Return whom she chose."""
        return self.seats.get(self.cleaned_data["seat"])


def seats_said(seats: Sequence[Appointment]) -> list[tuple[str, str]]:
    """Return seats as choices."""
    return [(str(seat.pk), called(seat)) for seat in seats]


class RulesForm(DayForm):
    """A home's rules and when they were adopted."""

    text = forms.CharField(
        label="制度内容", max_length=5000, widget=forms.Textarea({"rows": 8}),
        help_text="活动、管理制度，可以抄上墙的那一份。",
    )  # fmt: skip
    field_order = ("text", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "通过日期"


class SuspendForm(DayForm):
    """Why a home is out of use, and from when."""

    reason = forms.CharField(label="停用原因", max_length=100, help_text="例如：正在装修。")
    field_order = ("reason", "on")


class EndForm(DayForm):
    """From when something ends, and why."""

    reason = forms.CharField(label="原因", max_length=100, required=False)
    field_order = ("reason", "on")


class TierForm(DayForm):
    """Which tier a home was named, by whom, when."""

    tier = forms.ChoiceField(label="示范等级", choices=HomeTier.choices)
    named_by = forms.CharField(label="命名单位", max_length=80, required=False,
                               help_text="例如：市妇联。取消命名（改为普通）不用填。")  # fmt: skip
    field_order = ("tier", "named_by", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "命名日期"


class AssetForm(ActForm):
    """A thing a home has."""

    what = forms.CharField(label="物品", max_length=40, help_text="例如：折叠椅。")
    count = forms.IntegerField(label="数量", min_value=1, max_value=10_000, initial=1)
    kept_by = forms.CharField(label="谁保管", max_length=40, required=False)


class SocialForm(ActForm):
    """Which women's social organisation works in a home."""

    social = forms.ChoiceField(
        label="女性社会组织", required=False, error_messages={"invalid_choice": GONE},
        help_text="先在“女性社会组织”里登记，再到这里选。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, socials: Sequence[WomensSocialOrganisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in socials}
        _choices(self.fields["social"], [NOBODY, *((k, one.name) for k, one in self.known.items())])

    def chosen(self) -> WomensSocialOrganisation | None:
        """Return which."""
        return self.known.get(self.cleaned_data["social"])


class CheckForm(DayForm):
    """Which lines of the checklist a home meets."""

    met = forms.MultipleChoiceField(
        label="做到了的打勾", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "对照清单有变动，请刷新页面后再填。"},
    )  # fmt: skip
    note = forms.CharField(label="说明", max_length=200, required=False)
    field_order = ("met", "note", "on")

    def __init__(self, *args: Any, items: Sequence[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "对照日期"
        lines = [
            (str(one.pk), f"{series}：{one.text}")
            for series, rows in in_series(items)
            for one in rows
        ]
        _choices(self.fields["met"], lines)


class ItemForm(ActForm):
    """A line of the checklist."""

    series = forms.CharField(label="清单", max_length=20, help_text="例如：六有、五亮。")
    text = forms.CharField(label="要求", max_length=60, help_text="例如：有场所。")


class NewItemForm(DayForm, ItemForm):
    """A new line of the checklist."""

    kind = forms.ChoiceField(
        label="对照哪一类", choices=HELD,
        error_messages={"invalid_choice": "只有实体妇女之家和妇女微家用清单对照。"},
    )  # fmt: skip
    field_order = ("kind", "series", "text", "on")


class ModelForm(DayForm):
    """Which home is the model of a cluster."""

    home = forms.ChoiceField(
        label="示范妇女之家", error_messages={"required": "请选择。", "invalid_choice": GONE}
    )
    field_order = ("home", "on")

    def __init__(self, *args: Any, homes: Sequence[WomensHome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = {str(home.pk): home for home in homes}
        named = [(key, f"{home.org.short_name}：{home.name}") for key, home in self.homes.items()]
        _choices(self.fields["home"], [CHOOSE, *named])

    def chosen(self) -> WomensHome:
        """Return which."""
        return self.homes[self.cleaned_data["home"]]
