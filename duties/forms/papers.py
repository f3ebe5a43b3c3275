"""Forms of the desk about paper logs: which sheet, its lines, and what is to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import DutyPost
from duties.queries.papers import ROWS, Paper, paper_of_code, papers_of
from duties.rules.log import LONGEST, MOST_SERVED
from duties.services import PaperLine, Words
from fulian.admin import ActForm
from members.models import Appointment
from orgs.forms.desk import DeskForm, OrgField

MONTHS = ["%Y-%m", "%Y%m"]
MONTH_ERRORS = {"required": "请选择月份。", "invalid": "月份请写成 2026-11 这样。"}
BAD_DAY = "请填日期。"


def month_field(label: str = "月份", **more: Any) -> forms.DateField:
    """Return a box for a month; it holds the month's first day."""
    return forms.DateField(
        label=label, input_formats=MONTHS, error_messages=MONTH_ERRORS,
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"), **more,
    )  # fmt: skip


class CodeForm(DeskForm):
    """Which sheet lies on the table: by the code in its corner, or by place and month."""

    code = forms.CharField(
        label="纸上的编号", required=False, max_length=60,
        help_text="在纸的右上角，例如 430424112200-202611。可以用扫码枪扫二维码。",
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip
    org = OrgField(
        label="或者选村（社区）", required=False, help_text="纸上没有编号时用。输入名称或代码查找。"
    )
    month = month_field(required=False)
    sometimes = ("code", "org", "month")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["month"].initial = today.replace(day=1)
        self.paper: Paper | None = None

    def clean(self) -> dict[str, Any]:
        """Find the sheet."""
        clean = super().clean() or {}
        if self.errors:
            return clean
        if clean["code"]:
            try:
                self.paper = paper_of_code(clean["code"], self.today)
            except ValidationError as refusal:
                raise ValidationError({"code": refusal}) from refusal
            return clean
        if not clean["org"]:
            raise ValidationError({"code": "请填纸上的编号，或者选一个村（社区）。"})
        month = clean["month"] or self.today.replace(day=1)
        if month > self.today:
            raise ValidationError({"month": "这个月还没有到。"})
        self.paper = papers_of([clean["org"]], month)[0]
        return clean


class RowForm(ActForm):
    """One line of a sheet; an empty one is left out."""

    day = forms.DateField(
        label="日期", required=False, error_messages={"invalid": BAD_DAY},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    post = forms.ChoiceField(
        label="岗位", required=False, error_messages={"invalid_choice": "请选择岗位。"}
    )
    seat = forms.ChoiceField(
        label="谁", required=False, error_messages={"invalid_choice": "请选择谁做的。"}
    )
    what = forms.CharField(
        label="做了什么", required=False, max_length=LONGEST,
        error_messages={"max_length": f"做了什么最多写 {LONGEST} 个字。"},
    )  # fmt: skip
    served = forms.IntegerField(
        label="服务人数", required=False, min_value=0, max_value=MOST_SERVED,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "服务人数请填数字，例如 3。"
        ),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    wanted = (("day", BAD_DAY), ("post", "请选择岗位。"), ("seat", "请选择谁做的。"),
              ("what", "请写做了什么。"))  # fmt: skip

    def __init__(self, *args: Any, number: int, sheet: SheetForm, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"r{number}", **kwargs)
        self.number = number
        blank = [("", "")]
        self.offer("post", [*blank, *((k, p.name) for k, p in sheet.posts.items())])
        self.offer("seat", [*blank, *sheet.people])
        first, last = sheet.paper.month, sheet.paper.last
        self.fields["day"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"第 {number} 行{field.label}"

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was filled in."""
        return not any(str(self[name].value() or "").strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask for what a line that was begun lacks."""
        clean = super().clean() or {}
        if not self.is_empty:
            for name, says in self.wanted:
                if name not in self.errors and not clean.get(name):
                    self.add_error(name, says)
        return clean


class SheetForm(ActForm):
    """The lines of a sheet, as many as are printed; whatever is wrong stays as it was typed."""

    def __init__(
        self, data: Any = None, *, paper: Paper, seats: Sequence[Appointment],
        posts: Sequence[DutyPost],
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.paper = paper
        self.posts = {str(post.pk): post for post in posts}
        self.seats = {str(seat.pk): seat for seat in seats}
        self.people = [
            (key, f"{seat.person.name}（{seat.get_office_display()}）")
            for key, seat in self.seats.items()
        ]
        self.rows = [RowForm(data, number=n, sheet=self) for n in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Refuse all while a line is wrong."""
        clean = super().clean() or {}
        wrong = [row.number for row in self.rows if not row.is_valid()]  # each says what is wrong
        if wrong:
            raise ValidationError("有几行没有填对，改好标红的再保存；其他行还在。", code="rows")
        return clean

    @property
    def filled(self) -> list[RowForm]:
        """The lines that say something."""
        return [row for row in self.rows if not row.is_empty]

    @property
    def lines(self) -> list[PaperLine]:
        """What the service is told."""
        return [
            PaperLine(
                self.seats[row["seat"]],
                Words(self.posts[row["post"]], row["day"], row["what"], served=row["served"]),
            )
            for row in (one.cleaned_data for one in self.filled)
        ]

    def show(self, refusal: ValidationError) -> None:
        """Show what the service refused beside its line."""
        told = getattr(refusal, "error_dict", {})
        if not told or not all(name.isdigit() for name in told):
            super().show(refusal)
            return
        for name, errors in told.items():
            self.filled[int(name)].add_error(None, errors)
        self.add_error(None, "有几行没有通过，改好标红的再保存；其他行还在。")


class PrintPapersForm(DeskForm):
    """Whose empty sheets are printed, for which month."""

    org = OrgField(label="组织", help_text="乡镇（街道）下面每个村各一张；也可以只选一个村。")
    month = month_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].initial = today.replace(day=1)


class PrintLogForm(DeskForm):
    """Whose log is printed, from when to when."""

    org = OrgField(label="组织", help_text="乡镇（街道）连同下面的村一起打印。")
    first = forms.DateField(
        label="从哪天", error_messages={"required": BAD_DAY, "invalid": BAD_DAY},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    last = forms.DateField(
        label="到哪天", error_messages={"required": BAD_DAY, "invalid": BAD_DAY},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = today.replace(day=1)
        self.fields["last"].initial = today

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        clean = super().clean() or {}
        first, last = clean.get("first"), clean.get("last")
        if first and last and last < first:
            raise ValidationError({"last": "结束的日子不能早于开始的日子。"})
        return clean
