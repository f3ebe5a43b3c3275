"""What is filled in for disclosure; the same on the phone and at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from duties.forms.arranging import DayForm
from duties.forms.needs import words
from fulian.admin import ActForm
from homes.models import Disclosure, NameConsent, TakeDown
from homes.queries.disclosure import Asked
from homes.rules import disclosure as rules
from members.models import Appointment

FIELDS = ("name", "post", "term")


def way(label: str) -> forms.ChoiceField:
    """Return the field that asks how an answer was given."""
    return forms.ChoiceField(
        label=label, widget=forms.RadioSelect, choices=NameConsent.Way.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择怎么说的。"),
    )  # fmt: skip


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
    way = way("怎么说的")
    field_order = ("answer", "way", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "哪一天说的"

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {"agrees": clean["answer"] == "agreed", "on": clean["on"], "way": clean["way"]}


class ConsentsForm(DayForm):
    """Who of those not asked yet said yes; nobody is ticked beforehand."""

    seats = forms.MultipleChoiceField(
        label="勾选本人说了同意的", widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_list"), "请勾选本人说了同意的人。"
        ),
        help_text="没勾的还算没有问过。说不公开的，登记完点她的名字单独登记。",
    )  # fmt: skip
    way = way("她们是怎么说的")
    field_order = ("seats", "way", "on")

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(seat.pk): seat for seat in seats}
        names = [(pk, f"{one.person.name}（{one.get_office_display()}）")
                 for pk, one in self.known.items()]  # fmt: skip
        self.fields["seats"].choices = names  # type: ignore[attr-defined]  # a ChoiceField
        # Those who agreed are offered no more, and yet known: the same form may come twice.
        self.fields["seats"].widget.choices = [
            pair for pair in names if self.known[pair[0]].person.name_shown_since is None
        ]
        self.fields["on"].label = "哪一天说的"

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        chosen = [self.known[pk] for pk in clean["seats"]]
        return {"seats": chosen, "on": clean["on"], "way": clean["way"]}


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
