"""What is filled in for needs and items: mostly tapped, one sentence typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from duties.models import NeedCategory, NeedChannel
from fulian.admin import ActForm
from members.models import Appointment

GONE = "选的人已经不在名单里，请重新选择。"


def words(label: str, most: int, *, required: bool = True, hint: str = "", rows: int = 3) -> Any:
    """Return a field for a sentence or two."""
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": f"请写{label}。", "max_length": f"{label}最多写 {most} 个字。"},
    )  # fmt: skip


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, required=required, help_text=hint,
        error_messages={"required": f"请填{label}。", "invalid": f"请填一个有效的{label}。"},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def number(label: str) -> forms.IntegerField:
    """Return a field for a number that may be left out."""
    said = f"{label}请填数字。"
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=9999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


def called(seat: Appointment) -> str:
    """Return how a list calls the holder of a seat."""
    return f"{seat.person.name}（{seat.get_office_display()}）"


class NeedForm(ActForm):
    """What a woman asked: through which channel, of which kind, in a sentence, and who."""

    channel = forms.ChoiceField(
        label="怎么反映的", choices=NeedChannel.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择怎么反映的。"},
    )  # fmt: skip
    category = forms.ChoiceField(
        label="哪方面的", choices=NeedCategory.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择哪方面的。"},
    )  # fmt: skip
    text = words("诉求", 500, hint="一两句话，她要什么。")
    asked_by = forms.CharField(
        label="谁提出的", max_length=40, required=False, help_text="可以不填。填了方便告诉她结果。",
        error_messages={"max_length": "谁提出的最多写 40 个字。"},
    )  # fmt: skip
    received_on = day("收到日期", required=False, hint="不填就是今天。")
    seat = forms.ChoiceField(label="谁接收的", error_messages={"invalid_choice": GONE})

    def __init__(self, *args: Any, seats: Sequence[Appointment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        if not seats:
            del self.fields["seat"], self.fields["received_on"]
            return
        choices = [(key, called(seat)) for key, seat in self.seats.items()]
        self.offer("seat", choices)
        self.fields["seat"].initial = choices[0][0]
        if len(choices) == 1:
            self.fields["seat"].widget = forms.HiddenInput()

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = dict(self.cleaned_data)
        if seat := clean.pop("seat", None):
            clean["appointment"] = self.seats[seat]
        return clean


class AnswerForm(ActForm):
    """What she was told, and when."""

    result = words("办理结果", 500, hint="办成了什么，或者为什么办不了。")
    on = day("哪天告诉她的")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()


class PublishForm(ActForm):
    """A preliminary result, and until when the women may say what they think."""

    preliminary = words("初步结果", 500, hint="会公布到群里，不要写个人的隐私。")
    until = day("征求意见到哪天")


class CommentForm(ActForm):
    """What somebody said to it."""

    text = words("意见", 300, rows=2)
    who = forms.CharField(label="谁说的", max_length=40, required=False, help_text="可以不填。")
    said_on = day("哪天说的")


class OwnerForm(ActForm):
    """Who is to do it."""

    owner = forms.ChoiceField(
        label="负责人", error_messages={"required": "请选择负责人。", "invalid_choice": GONE}
    )

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        choices = [("", "请选择"), *((key, called(seat)) for key, seat in self.seats.items())]
        self.offer("owner", choices)

    @property
    def chosen(self) -> Appointment:
        """The seat that was chosen."""
        return self.seats[self.cleaned_data["owner"]]


class DecideForm(OwnerForm):
    """What is to be done, by whom, until when, and the hands that were counted."""

    text = words("议定的事", 500)
    due_on = day("完成期限")
    votes_for, votes_against = number("同意"), number("不同意")
    votes_abstain = number("弃权")
    field_order = ("text", "owner", "due_on")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        votes = (clean["votes_for"], clean["votes_against"], clean["votes_abstain"])
        return {
            "text": clean["text"], "owner": self.chosen, "due_on": clean["due_on"], "votes": votes,
        }  # fmt: skip


class CloseForm(ActForm):
    """Why an item is not pursued."""

    because = words("不再议的原因", 100, required=False, rows=2,
                    hint="传达、学习的议题可以不填；研究决定的要写原因。")  # fmt: skip


class ResultForm(ActForm):
    """What came of a resolution; one tap is enough."""

    result = words("办理结果", 500, required=False, hint="可以不填，不填就记“已经办好”。")
