"""Forms of the ledgers: what every line is asked, with the questions of its kind between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django import forms

from duties.ledgers import LedgerForm
from duties.models import ContactMode, LedgerEntry
from duties.services.ledgers import answers_in
from fulian.admin import ActForm
from members.models import Appointment

DATE = {"required": "请填日期。", "invalid": "请填一个有效的日期。"}
TICK = "涉及家庭暴力或未成年人"


def day_field(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """Return a question for a day."""
    return forms.DateField(
        label=label, required=required, help_text=hint, error_messages=DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def text_field(label: str, *, most: int, required: bool = True, hint: str = "") -> forms.CharField:
    """Return a question for a few words."""
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint,
        error_messages={
            "required": f"请填写{label}。", "max_length": f"{label}最多写 {most} 个字。",
        },
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


class EntryForm(ActForm):
    """Who, when, about whom, and when again; its kind's own questions stand between."""

    own: Any = None  # the kind
    seat = forms.ChoiceField(
        label="谁做的",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择是谁做的。"),
    )
    done_on = day_field("日期")
    known = forms.ChoiceField(
        label="登记过的", required=False,
        error_messages={"invalid_choice": "选的对象已经不在登记里，请重新选择。"},
    )  # fmt: skip
    subject_name = forms.CharField(
        label="联系对象", max_length=40, required=False,
        error_messages={"max_length": "姓名或称呼最多写 40 个字。"},
        help_text="写姓名，或者大家怎么称呼，例如：老街李婶。",
    )  # fmt: skip
    next_on = day_field("下次联系日期", required=False, hint="不定也行。")
    paper = forms.CharField(
        label="纸质记录编号", max_length=30, required=False,
        error_messages={"max_length": "编号最多 30 个字。"},
    )  # fmt: skip
    is_sensitive = forms.BooleanField(
        label=TICK, required=False, help_text="勾选以后只有您和您选的经办人能看，别人查不到。"
    )
    handlers = forms.MultipleChoiceField(
        label="还请谁一起办", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只在上面勾选时有用；可以不选。",
        error_messages={"invalid_choice": "选的人已经不在岗，请重新选择。"},
    )  # fmt: skip

    def __init__(
        self, *args: Any, today: date, seats: Sequence[Appointment],
        others: Sequence[tuple[int, str]] = (), is_paper: bool = False,
        known: Mapping[str, Any] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._offer(known or {})
        self.seats = {str(seat.pk): seat for seat in seats}
        who: Any = self.fields["seat"]
        who.choices = [
            (pk, f"{seat.person.name}（{seat.get_office_display()}）")
            for pk, seat in self.seats.items()
        ]
        handlers: Any = self.fields["handlers"]
        handlers.choices = [(str(pk), name) for pk, name in others]
        self.fields["done_on"].initial = today
        self.fields["done_on"].widget.attrs["max"] = today.isoformat()
        if self.own.about:
            self.fields["subject_name"].label = self.own.about
        else:
            del self.fields["subject_name"]
        if not is_paper:
            del self.fields["paper"]
        if not others:
            del self.fields["handlers"]

    def _offer(self, known: Mapping[str, Any]) -> None:
        """Offer the groups, households and women that are registered, each by its key."""
        self._rows = known
        if not (known and self.own.about):
            del self.fields["known"]
            return
        field: Any = self.fields["known"]
        ends = (("group", "妇女小组"), ("household", "家庭"), ("woman", "妇女"))
        named = [
            (title, [(key, str(row)) for key, row in known.items() if key.startswith(end)])
            for end, title in ends
        ]
        field.choices = [("", "不选，写在下面"), *(one for one in named if one[1])]

    def answers(self) -> dict[str, Any]:
        """Return the kind's answers by field name."""
        return {name: self.cleaned_data.get(name) for name in self.own.base_fields}

    def facts(self) -> dict[str, Any]:
        """Return what the service is told, but for the sensitive tick."""
        clean = self.cleaned_data
        facts = {
            "kind": self.own.code, "appointment": self.seats[clean["seat"]],
            "done_on": clean["done_on"], "answers": self.answers(), "next_on": clean["next_on"],
            "subject_name": clean.get("subject_name", ""),
        }  # fmt: skip
        if key := clean.get("known"):
            facts[key.split("-")[0]] = self._rows[key]
        return facts | ({"paper": clean["paper"]} if "paper" in self.fields else {})

    def chosen_handlers(self) -> list[int]:
        """Return the accounts that shall handle a sensitive line too."""
        return [int(pk) for pk in self.cleaned_data.get("handlers", [])]


@cache
def entry_form(kind: type[LedgerForm]) -> type[EntryForm]:
    """Return the form of a whole line of ``kind``."""
    order = ("seat", "done_on", "paper", "known", "subject_name", *kind.base_fields, "next_on",
             "is_sensitive", "handlers")  # fmt: skip
    told = {"own": kind, "field_order": order, "__doc__": kind.__doc__}
    made: type[EntryForm] = type(f"{kind.__name__}Entry", (EntryForm, kind), told)
    return made


class ChangeForm(ActForm):
    """A line's answers anew, and why."""

    own: Any = None
    subject_name = forms.CharField(
        label="联系对象", max_length=40, required=False,
        error_messages={"max_length": "姓名或称呼最多写 40 个字。"},
    )  # fmt: skip
    next_on = day_field("下次联系日期", required=False)
    reason = forms.CharField(
        label="改动的原因", max_length=200, required=False,
        help_text="登记超过 7 天的必填，会留在操作记录里。",
        error_messages={"max_length": "原因最多写 200 个字。"},
    )  # fmt: skip

    def __init__(self, *args: Any, entry: LedgerEntry, **kwargs: Any) -> None:
        told: dict[str, Any] = {"subject_name": entry.subject_name, "next_on": entry.next_on}
        super().__init__(*args, initial=told | answers_in(entry), **kwargs)
        self.fields["subject_name"].label = self.own.about or "联系对象"
        if not self.own.about:
            del self.fields["subject_name"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean: Mapping[str, Any] = self.cleaned_data
        return {
            "answers": {name: clean.get(name) for name in self.own.base_fields},
            "subject_name": clean.get("subject_name", ""), "next_on": clean["next_on"],
            "reason": clean["reason"],
        }  # fmt: skip


@cache
def change_form(kind: type[LedgerForm]) -> type[ChangeForm]:
    """Return the form by which a line of ``kind`` is changed."""
    order = ("subject_name", *kind.base_fields, "next_on", "reason")
    told = {"own": kind, "field_order": order, "__doc__": kind.__doc__}
    made: type[ChangeForm] = type(f"{kind.__name__}Change", (ChangeForm, kind), told)
    return made


class FollowForm(ActForm):
    """Another contact."""

    on = day_field("日期")
    mode = forms.ChoiceField(
        label="联系方式", choices=ContactMode.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择联系方式。"),
    )  # fmt: skip
    what = text_field("情况", most=500)
    next_on = day_field("下次联系日期", required=False, hint="不定也行。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class CloseForm(ActForm):
    """What came of it, and when; where the kind knows a few outcomes, one of them."""

    result = text_field("成效", most=500)
    on = day_field("办结日期")

    def __init__(self, *args: Any, kind: type[LedgerForm], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = kind.base_fields.get(kind.closes_by)
        if isinstance(asked, forms.ChoiceField):
            flat: Any = asked.choices
            self.fields["result"] = forms.ChoiceField(
                label=asked.label, choices=[one for one in flat if one[0]],
                error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择结果。"),
            )  # fmt: skip
            self.order_fields(("result", "on"))
        elif asked is not None:
            self.fields["result"].label = str(asked.label)
        self.fields["on"].initial = today


class ReopenForm(ActForm):
    """Why a closed line is opened again."""

    reason = text_field("原因", most=200, hint="例如：过了几天她又来说，问题没有解决。")


class ProtectForm(ActForm):
    """Who shall handle a line that is moved behind the wall."""

    handlers = forms.MultipleChoiceField(
        label="还请谁一起办", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "选的人已经不在岗，请重新选择。"},
    )  # fmt: skip

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["handlers"]
        field.choices = [(str(pk), name) for pk, name in others]


class HandlerForm(ActForm):
    """One account, and why."""

    user = forms.ChoiceField(
        label="谁", error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择一位。")
    )
    reason = text_field(
        "原因", most=200, hint="会记在这一条里，经办人都看得到。例如：由她上门更方便。"
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.choices = [("", "请选择"), *((str(pk), name) for pk, name in people)]


class GlassForm(ActForm):
    """Which line is looked at in an emergency, and why."""

    number = forms.IntegerField(
        label="保密台账编号", min_value=1, max_value=2**62,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "请填编号，例如 12。"
        ),
        help_text="经办人和操作记录里都有这个编号。",
    )  # fmt: skip
    reason = text_field(
        "事由", most=200, hint="会留在操作记录里，并且马上告诉经办人、审计员和管理员。"
    )


class ExportForm(ActForm):
    """Whether names and words shall come along, and why."""

    whole = forms.BooleanField(
        label="带上姓名和内容", required=False, help_text="不勾选时只有类别、日期和办理状态。"
    )
    reason = forms.CharField(
        label="事由", max_length=200, required=False,
        help_text="带上姓名和内容时必填，会留在操作记录里。",
        error_messages={"max_length": "事由最多写 200 个字。"},
    )  # fmt: skip
