"""What is filled in for a duty report, and for an appraisal: by the chair, and by the women."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from duties.models import DutyLogEntry, DutyReport
from duties.rules import reviews as laws
from fulian.admin import ActForm
from members.models import Appointment
from orgs.forms.desk import DeskForm, OrgField

USUAL_DAYS = 14
DAY = {"required": "请填日期。", "invalid": "请填一个有效的日期。"}


class YearForm(ActForm):
    """In which seat, of which year, to whom."""

    seat = forms.ChoiceField(
        label="以什么职务",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择职务。"),
    )
    year = forms.TypedChoiceField(
        label="哪一年", coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择哪一年。"),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label="向谁述职", choices=DutyReport.Audience,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择向谁述职。"),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Sequence[Appointment], today: date, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.seats = {str(seat.pk): seat for seat in seats}
        years = [(today.year, f"{today.year}年"), (today.year - 1, f"{today.year - 1}年")]
        offices = [(pk, seat.get_office_display()) for pk, seat in self.seats.items()]
        self.offer("seat", offices)
        self.offer("year", years)


class StoriesForm(ActForm):
    """Which of her own lines she tells."""

    stories = forms.TypedMultipleChoiceField(
        label="选几件想讲的事", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=f"最多 {laws.MOST_STORIES} 件，也可以不选。",
        error_messages={"invalid_choice": "选的记录已经不在，请重新选择。"},
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Sequence[DutyLogEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(line.pk, f"{line.done_on:%-m月%-d日} {line.what[:60]}") for line in lines]
        self.offer("stories", told)


class ReportForm(ActForm):
    """Her own words."""

    text = forms.CharField(
        label="述职报告", max_length=laws.LONGEST_REPORT, widget=forms.Textarea({"rows": 18}),
        error_messages={
            "required": "请写述职报告。", "max_length": f"最多写 {laws.LONGEST_REPORT} 个字。",
        },
    )  # fmt: skip


class AppraisalForm(ActForm):
    """From which day to which women are asked."""

    since = forms.DateField(
        label="从哪一天", error_messages=DAY,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    last = forms.DateField(
        label="到哪一天", error_messages=DAY, help_text="这一天还可以填。结束以后才看得到结果。",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today
        self.fields["last"].initial = today + timedelta(days=USUAL_DAYS)


class PlaceAppraisalForm(AppraisalForm, DeskForm):
    """And which organisation."""

    org = OrgField(label="组织", help_text="请妇女群众评议哪个组织。输入名称或代码查找。")
    field_order = ("org", "since", "last")


class EarlyForm(ActForm):
    """Nothing to fill in: asked before it is done."""


class AnswerForm(forms.Form):
    """What a woman answers: a grade to each question, a few words if she likes."""

    words = forms.CharField(
        label="想对妇联说的话", required=False, max_length=laws.LONGEST_WORDS,
        help_text="不写也行。请不要写自己的名字。", widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": f"最多写 {laws.LONGEST_WORDS} 个字。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = list(enumerate(laws.GRADES))
        for n, question in enumerate(laws.QUESTIONS):
            self.fields[f"q{n}"] = forms.TypedChoiceField(
                label=question, choices=grades, coerce=int, widget=forms.RadioSelect,
                error_messages=dict.fromkeys(("required", "invalid_choice"), "请选一个。"),
            )  # fmt: skip

    def questions(self) -> list[Any]:
        """Return the boxes of the questions, in their order."""
        return [self[f"q{n}"] for n in range(len(laws.QUESTIONS))]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {
            "grades": [clean[f"q{n}"] for n in range(len(laws.QUESTIONS))], "words": clean["words"],
        }  # fmt: skip
