"""What is filled in for courtyards: a score sheet, a household, four numbers and a remark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import Household
from fulian.admin import ActForm
from homes import rules
from homes.forms.acts import seats_said
from homes.forms.fields import OnForm, choose, day, number, one_of, words
from homes.models import AwardLevel, Campaign, CourtyardCampaign, CourtyardScheme
from homes.models.courtyards import Beauty
from members.models import Appointment

WEIGHTS = (30, 20, 30, 20)
NO_KIN = "我不是这户的家人，也不是亲戚"


class SheetForm(ActForm):
    """A score sheet: four or five parts, each with a weight; together 100."""

    name_1, weight_1 = words("第一项", 12), number("第一项权重", 1, 97)
    name_2, weight_2 = words("第二项", 12), number("第二项权重", 1, 97)
    name_3, weight_3 = words("第三项", 12), number("第三项权重", 1, 97)
    name_4, weight_4 = words("第四项", 12), number("第四项权重", 1, 97)
    name_5 = words("第五项", 12, required=False, hint="只评四项就空着。")
    weight_5 = number("第五项权重", 0, 96, required=False, hint="各项权重加起来正好是 100。")

    def __init__(self, *args: Any, sheet: CourtyardScheme | None = None, **kwargs: Any) -> None:
        usual = list(zip((str(one.label) for one in Beauty), WEIGHTS, strict=True))
        start: dict[str, Any] = {}
        for n, (name, weight) in enumerate(sheet.parts if sheet else usual, 1):
            start |= {f"name_{n}": name, f"weight_{n}": weight}
        kwargs["initial"] = start | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse weights that do not add up to 100, before the service does."""
        clean: dict[str, Any] = super().clean() or {}
        if not self.errors:
            rules.scoring.check_sheet(self.parts(clean))
        return clean

    def parts(self, clean: dict[str, Any]) -> list[tuple[str, int]]:
        """Return the parts that were filled in."""
        rows = [(clean[f"name_{n}"].strip(), clean[f"weight_{n}"] or 0) for n in range(1, 6)]
        return [(name, weight) for name, weight in rows if name or weight]


class RoundForm(ActForm):
    """A round of courtyards: its name, days and rules."""

    name = words("名称", 40, hint="例如：2026年最美庭院。")
    since = day("开始日期")
    until = day("结束日期", required=False, hint="没有定就不填。")
    campaign = one_of("属于哪个主题（可以不选）", required=False)
    gap = number("两人相差多少分，要第三人打分", 1, 50, initial=15, hint="开始打分以后不能再改。")
    sample_percent = number(
        "抽查比例（%）", 0, 100, initial=10, hint="由上一级复核，结果进位取整。"
    )
    publicity_days = number("公示几天", 3, 30, initial=5)

    def __init__(self, *args: Any, campaigns: Sequence[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {str(one.pk): one for one in campaigns}
        choose(self, "campaign", [(one.pk, one.name) for one in campaigns])

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = {name: self.cleaned_data[name] for name in RoundForm.base_fields}
        clean["campaign"] = self.campaigns.get(clean["campaign"])
        return clean


class OpenForm(RoundForm, SheetForm):
    """A new round with its score sheet."""

    field_order = (
        "name", "since", "until", "campaign",
        *(f"{what}_{n}" for n in range(1, 6) for what in ("name", "weight")),
        "gap", "sample_percent", "publicity_days",
    )  # fmt: skip


class NominateForm(OnForm):
    """Which household neighbours named, who did, and how many."""

    household = one_of("哪一户", hint="没有这户，先在“联系的家庭和妇女”里登记。")
    nominated_by = words("谁举荐的", 40, hint="写称呼就行，例如“三组陈嫂”。")
    voices = number("一共多少群众举荐", 1, 2000)
    field_order: tuple[str, ...] = ("household", "nominated_by", "voices", "on")

    def __init__(self, *args: Any, households: Sequence[Household], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.households = {str(one.pk): one for one in households}
        choose(self, "household", [(one.pk, one.name) for one in households])

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = dict(self.cleaned_data)
        clean["household"] = self.households[clean["household"]]
        return clean


class BringForm(NominateForm):
    """The same from paper at the desk, which says in which round."""

    round = one_of("哪一次评选")
    field_order = ("round", "household", "nominated_by", "voices", "on")

    def __init__(self, *args: Any, rounds: Sequence[CourtyardCampaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {str(one.pk): one for one in rounds}
        choose(self, "round", [(one.pk, one.name) for one in rounds], first=len(rounds) > 1)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = super().facts()
        return clean | {"courtyard": self.rounds[clean.pop("round")]}


class ScoreForm(ActForm):
    """A number for each part, a remark, and that one is no kin."""

    seat = one_of("谁打的分")
    remark = words("说明", 100, required=False, hint="可以不填。")
    is_no_kin = forms.BooleanField(
        label=NO_KIN, error_messages={"required": "请勾选，确认不是这户的家人或亲戚。"}
    )

    def __init__(
        self, *args: Any, sheet: CourtyardScheme, seats: Sequence[Appointment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.seats = sheet, {str(seat.pk): seat for seat in seats}
        parts = [f"points_{n}" for n in range(1, len(sheet.parts) + 1)]
        for name, (said, weight) in zip(parts, sheet.parts, strict=True):
            self.fields[name] = number(said, 0, 100, hint=f"0 到 100 分，占 {weight}%。")
        choose(self, "seat", seats_said(seats), first=len(seats) > 1)
        if len(seats) == 1:
            self.fields["seat"].widget = forms.HiddenInput()
            self.fields["seat"].initial = str(seats[0].pk)
        self.order_fields(["seat", *parts, "remark", "is_no_kin"])
        self.names = parts

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {
            "appointment": self.seats[clean["seat"]], "remark": clean["remark"],
            "points": [clean[name] for name in self.names], "is_no_kin": clean["is_no_kin"],
        }  # fmt: skip


class KinForm(ActForm):
    """Whose kin it is."""

    seat = one_of("谁要回避")

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        choose(self, "seat", seats_said(seats), first=len(seats) > 1)
        if len(seats) == 1:
            self.fields["seat"].widget = forms.HiddenInput()
            self.fields["seat"].initial = str(seats[0].pk)

    @property
    def chosen(self) -> Appointment:
        """Who was chosen."""
        return self.seats[self.cleaned_data["seat"]]


class ConsentForm(OnForm):
    """By what name a household agreed to be shown."""

    shown_name = words(
        "公示时怎么称呼", 40, hint="按这户同意的来写，例如“李春梅家”。不写门牌和电话。"
    )
    agreed = forms.BooleanField(
        label="已经当面说清公示哪些内容，这户同意",
        error_messages={"required": "没有这户的同意，不能登记。"},
    )
    field_order = ("shown_name", "on", "agreed")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        return {name: self.cleaned_data[name] for name in ("shown_name", "on")}


class DrawForm(OnForm):
    """By what seed the sample is drawn."""

    seed = words(
        "抽签种子", 40, hint="请在场的人随便报几个数字。用同样的种子再抽，结果一样，谁都可以核对。"
    )
    field_order = ("seed", "on")


class LevelForm(OnForm):
    """What level is awarded."""

    level = one_of("评定等级", AwardLevel.choices, chips=True)
    field_order = ("level", "on")


class ObjectForm(OnForm):
    """What somebody objects."""

    text = words("不同意见", 300, rows=3, hint="不用写是谁反映的。")
    field_order = ("text", "on")


class AnswerForm(OnForm):
    """What became of an objection."""

    answer = words("核实结果", 300, rows=3)
    is_upheld = one_of(
        "意见是否成立", [("no", "不成立，继续公示"), ("yes", "成立，撤销评定")], chips=True
    )
    field_order = ("answer", "is_upheld", "on")

    def clean_is_upheld(self) -> bool:
        """Return whether the objection holds."""
        said: str = self.cleaned_data["is_upheld"]
        if said not in {"yes", "no"}:
            raise ValidationError("请选择意见是否成立。", code="choose")
        return said == "yes"
