"""What is filled in for disclosure; the same on the phone and at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from duties.forms.arranging import DayForm
from duties.forms.needs import words
from fulian.admin import ActForm
from homes.models import Disclosure, TakeDown
from homes.queries.disclosure import Asked
from homes.rules import disclosure as rules

FIELDS = ("name", "post", "term")


class PlanForm(ActForm):
    """What the organisation means to do in a quarter."""

    quarter = forms.ChoiceField(
        label="哪个季度", widget=forms.RadioSelect,
        error_messages={"required": "请选择季度。", "invalid_choice": "只能选本季度或下季度。"},
    )  # fmt: skip
    text = words(
        "活动安排", rules.LONGEST_PLAN, rows=6,
        hint="写几句就行，例如：12月上旬冬至包饺子，在妇女之家。群众都能看到，不要写电话和个人的事。",
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = rules.quarter_of(on)
        self.quarters = {one.isoformat(): one for one in (now, rules.next_quarter(now))}
        said = [(key, rules.quarter_said(one)) for key, one in self.quarters.items()]
        self.offer("quarter", said)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {"quarter": self.quarters[clean["quarter"]], "text": clean["text"]}


class DutiesForm(ActForm):
    """What the organisation has to do, in its own words."""

    text = words(
        "职责任务", rules.LONGEST_DUTIES, required=False, rows=8,
        hint="不写就用县妇联的统一模板。",
    )  # fmt: skip


class TemplateForm(ActForm):
    """What all organisations of a level have to do."""

    text = words("职责任务", rules.LONGEST_DUTIES, rows=8)


class FieldsForm(ActForm):
    """What of officers who agreed is shown."""

    shown = forms.MultipleChoiceField(
        label="本人同意公开的，显示哪些", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("name", "姓名"), ("post", "岗位"), ("term", "任职时间")],
        error_messages={"invalid_choice": "请在列出的里面选。"},
        help_text="职务总是公开的。电话、身份证号、生日、住址和照片从不公开。",
    )  # fmt: skip

    @staticmethod
    def start(chosen: Disclosure | None) -> dict[str, list[str]]:
        """Return what is chosen now."""
        row = chosen or Disclosure()
        return {"shown": [one for one in FIELDS if getattr(row, f"shows_{one}")]}

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        return {one: one in self.cleaned_data["shown"] for one in FIELDS}


class HangForm(DayForm):
    """Where the printed sheet hangs, and since when."""

    where = forms.CharField(
        label="贴在哪里", max_length=rules.LONGEST_PLACE, help_text="例如：村部公开栏。",
        error_messages={"required": "请填张贴地点。"},
    )  # fmt: skip
    field_order = ("where", "on")


class ConsentForm(DayForm):
    """What she answered."""

    answer = forms.ChoiceField(
        label="本人怎么说", widget=forms.RadioSelect,
        choices=[("agreed", "同意公开姓名"), ("refused", "不同意，只公开职务")],
        error_messages={"required": "请选择本人怎么说。"},
    )  # fmt: skip
    field_order = ("answer", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "哪一天说的"


class DownForm(ActForm):
    """What is taken down, and why."""

    what = forms.ChoiceField(
        label="撤下什么", widget=forms.RadioSelect,
        error_messages={"required": "请选择撤下什么。", "invalid_choice": "请选择撤下什么。"},
    )  # fmt: skip
    reason = words("撤下原因", rules.LONGEST_REASON, rows=2, hint="只留在操作记录里，群众看不到。")

    def __init__(self, *args: Any, people: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(k, n) for k, n in TakeDown.What.choices if k != TakeDown.What.PERSON]
        shown = [one for one in people if one.answer == "agreed" and not one.is_hidden]
        who = [(f"person-{one.person}", f"{one.name}的身份") for one in shown]
        self.offer("what", items + who)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told; ``person`` is a key."""
        what, _, person = self.cleaned_data["what"].partition("-")
        facts = {"what": what, "reason": self.cleaned_data["reason"]}
        return facts | {"person": int(person)} if person else facts
