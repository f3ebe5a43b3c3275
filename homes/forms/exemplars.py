"""What is filled in for exemplars and notes on good practice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from fulian.admin import ActForm
from homes.forms.fields import OnForm, choose, day, one_of, words
from homes.models import Campaign, ExemplarTitle


class _OfCampaign(ActForm):
    """Something that may belong to a theme or campaign."""

    campaign = one_of("属于哪个主题（可以不选）", required=False)

    def __init__(self, *args: Any, campaigns: Sequence[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {str(one.pk): one for one in campaigns}
        choose(self, "campaign", [(one.pk, one.name) for one in campaigns])
        if not campaigns:
            del self.fields["campaign"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = dict(self.cleaned_data)
        clean["campaign"] = self.campaigns.get(clean.get("campaign", ""))
        return clean


class ChangeForm(_OfCampaign):
    """Who, by whom named, when, and why."""

    name = words("姓名或家庭称呼", 40)
    named_by = words("评选单位", 60, hint="例如：白莲镇党委、政府。")
    named_on = day("评选日期")
    story = words("事迹", 2000, required=False, rows=5)
    field_order = ("title", "name", "named_by", "named_on", "story", "campaign")


class ExemplarForm(ChangeForm):
    """A new exemplar."""

    title = one_of("称号", ExemplarTitle.choices, chips=True)


class PublicForm(OnForm):
    """That she agreed."""

    agreed = forms.BooleanField(
        label="本人（或这家人）看过事迹，同意公开姓名和事迹",
        error_messages={"required": "没有本人同意，不能公开。"},
    )
    field_order = ("on", "agreed")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        return {"on": self.cleaned_data["on"]}


class PracticeForm(_OfCampaign):
    """A note on good practice."""

    title = words("标题", 60, hint="一句话说出做法，例如“屋场夜话，把议事会开到晒谷坪”。")
    text = words(
        "怎么做的", 3000, rows=8, hint="写做法和结果，不写群众的姓名、电话。入库后全县都能看到。"
    )
    field_order = ("title", "text", "campaign")


class JudgeForm(ActForm):
    """What becomes of a note, with a word."""

    to = one_of("怎么办", chips=True)
    note = words("审核意见", 200, required=False, rows=2, hint="退回时请写清楚要补什么。")

    def __init__(self, *args: Any, steps: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "to", steps, first=False)
