"""Fields the forms of the programmes share: words, days, small numbers, one of a few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from duties.forms.arranging import DayForm
from fulian.admin import ActForm

CHOOSE = ("", "请选择")


def words(label: str, most: int, *, required: bool = True, hint: str = "", rows: int = 0) -> Any:
    """Return a field of words: one line, or a box of ``rows``."""
    widget: Any = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=widget,
        error_messages={
            "required": f"请填写{label}。", "max_length": f"{label}最多写 {most} 个字。",
        },
    )  # fmt: skip


def day(label: str, *, required: bool = True, hint: str = "") -> Any:
    """Return a field of a day."""
    return forms.DateField(
        label=label, required=required, help_text=hint,
        error_messages={"required": f"请填{label}。", "invalid": "请填一个有效的日期。"},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def number(
    label: str, first: int, last: int, *, required: bool = True, hint: str = "",
    initial: int | None = None,
) -> Any:  # fmt: skip
    """Return a field of a whole number from ``first`` to ``last``."""
    bad = f"{label}请填 {first} 到 {last} 的整数。"
    return forms.IntegerField(
        label=label, required=required, min_value=first, max_value=last, help_text=hint,
        initial=initial, widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), bad),
    )  # fmt: skip


def one_of(
    label: str, choices: Any = (), *, chips: bool = False, required: bool = True, hint: str = ""
) -> Any:
    """Return a field that is one of a few: chips to tap, or a list to open."""
    says = f"请选择{label}。"
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint,
        widget=forms.RadioSelect() if chips else forms.Select(),
        error_messages={"required": says, "invalid_choice": says},
    )  # fmt: skip


def choose(
    form: forms.Form, name: str, rows: Iterable[tuple[Any, str]], *, first: bool = True
) -> None:
    """Give the field ``name`` its choices: keys of rows and what they are called."""
    found = [(str(key), said) for key, said in rows]
    field: Any = form.fields[name]
    field.choices = [CHOOSE, *found] if first else found


class OnForm(DayForm):
    """On which day; not one that has not come."""

    on = day("日期")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told: the answers as they are, unless a form says else."""
        return dict(self.cleaned_data)


class ReasonForm(OnForm):
    """Why, and on which day."""

    reason = words("原因", 100)
    field_order = ("reason", "on")


class WhyForm(ActForm):
    """Why."""

    reason = words("原因", 100)
