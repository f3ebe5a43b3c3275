"""What is filled in for care teams and children in care: little, and mostly tapped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from duties.forms.ledgers import day_field, text_field
from duties.forms.needs import GONE, called
from fulian.admin import ActForm
from homes.models import Ask, CareEnd, ChildKind, ChildSex, Look, Relation
from homes.rules.care import LOOKS, MOST_NAME, MOST_WORDS
from members.models import Appointment

ENDS = [
    (one.value, one.label)
    for one in (CareEnd.PARENT_BACK, CareEnd.MOVED, CareEnd.OTHER, CareEnd.MISTAKE)
]
MET = (("yes", "见到了"), ("no", "没有见到"))
NOT_YET = "这一项还没有选。别的都好，就勾上面“都看过、都问过”那一格。"


def line(label: str, *, required: bool = True, hint: str = "") -> forms.CharField:
    """Return a question for a name."""
    return forms.CharField(
        label=label, required=required, max_length=MOST_NAME, help_text=hint,
        error_messages={
            "required": f"请填写{label}。", "max_length": f"{label}最多写 {MOST_NAME} 个字。",
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


def choice(label: str, choices: Any, *, required: bool = True, hint: str = "") -> forms.ChoiceField:
    """Return a question with a few answers to tap."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), f"请选择{label}。"),
    )  # fmt: skip


def seat_field(label: str) -> forms.ChoiceField:
    """Return a question for somebody of the committee."""
    return forms.ChoiceField(
        label=label, error_messages={"required": f"请选择{label}。", "invalid_choice": GONE}
    )


def _called(seat: Appointment) -> str:
    """Return what a seat is called, and that whoever sits in it could see nothing on a phone."""
    return called(seat) if seat.grant_id else f"{called(seat)}，还没有账号"


class SeatsForm(ActForm):
    """A form that asks for somebody of the village's committee."""

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        choices = [("", "请选择"), *((key, _called(seat)) for key, seat in self.seats.items())]
        self.offer("seat", choices)


class TeamForm(SeatsForm):
    """Who leads a new team, who is on it, from which day."""

    seat = seat_field("队长")
    members = forms.MultipleChoiceField(
        label="队员", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="本村的主席、副主席和执委。", error_messages={"invalid_choice": GONE},
    )  # fmt: skip
    volunteers = forms.CharField(
        label="志愿者", required=False, max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text="不是执委的，写姓名，一行一个。没有就不写。",
        error_messages={"max_length": "志愿者最多写 400 个字。"},
    )  # fmt: skip
    on = day_field("成立日期")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["members"]
        field.choices = [(key, called(seat)) for key, seat in self.seats.items()]
        self.fields["on"].initial = today

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        names = [name.strip() for name in clean["volunteers"].splitlines() if name.strip()]
        return {
            "leader": self.seats[clean["seat"]], "on": clean["on"], "volunteers": names,
            "members": [self.seats[key] for key in clean["members"]],
        }  # fmt: skip


class LeaderForm(SeatsForm):
    """Who leads the team from now on."""

    seat = seat_field("队长")


class CarerForm(SeatsForm):
    """Who looks after a child from now on."""

    seat = seat_field("看护人")


class MemberForm(SeatsForm):
    """Who joins the team: somebody of the committee, or a volunteer by name."""

    seat = forms.ChoiceField(label="执委", required=False, error_messages={"invalid_choice": GONE})
    volunteer = line("志愿者姓名", required=False, hint="不是执委的，在这里写姓名。")

    def clean(self) -> dict[str, Any]:
        """Refuse both, and neither."""
        clean = super().clean() or {}
        if bool(clean.get("seat")) == bool(clean.get("volunteer")):
            self.add_error(None, "请选一位执委，或者写一位志愿者的姓名，只能一样。")
        return clean

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        seat = self.cleaned_data["seat"]
        return {"seat": self.seats[seat] if seat else None,
                "volunteer": self.cleaned_data["volunteer"]}  # fmt: skip


class ChildForm(ActForm):
    """The little that is kept of a child."""

    name = line("孩子的名字或者代称", hint="可以只写小名或者代称，例如：小石榴。")
    birth_year = forms.IntegerField(
        label="出生年份", help_text="只要年份，例如 2016。",
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid"), "请填出生年份，例如 2016。"),
    )  # fmt: skip
    kind = choice("儿童类别", ChildKind.choices)
    sex = choice("性别（可以不选）", ChildSex.choices, required=False)
    guardian = line("监护人的姓名")
    relation = choice("监护人是孩子的什么人", Relation.choices)
    group = line("住在哪个组", required=False, hint="写到村民小组就够了。可以不填。")


class RegisterForm(ChildForm):
    """A child, and the guardian's consent."""

    consent_on = day_field("哪一天同意的")
    paper = choice("怎么同意的", (("yes", "签了纸质同意书"), ("no", "当面口头同意")))
    given = forms.BooleanField(
        label="监护人知道要登记什么、谁能看、随时可以撤回，并且同意",
        error_messages={"required": "监护人没有同意，不能登记。"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent_on"].initial = today

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = dict(self.cleaned_data)
        consent = {
            "given": clean.pop("given"), "on": clean.pop("consent_on"),
            "paper": clean.pop("paper") == "yes", "who": clean["guardian"],
            "relation": clean["relation"],
        }  # fmt: skip
        return {"facts": clean, "consent": consent}


class EndForm(ActForm):
    """Why the care of a child ends."""

    reason = choice("为什么结束", ENDS)


class SureForm(ActForm):
    """Nothing but the button."""


class VisitForm(ActForm):
    """A visit: one tap where all is well; else a tap for each look or ask that is not.

    Six looks and six asks have an answer each (B3.5); the one tap answers those left out.
    """

    done_on = day_field("哪一天去的")
    met = choice("见到孩子了吗", MET)
    all_fine = forms.BooleanField(label="都看过、都问过，没有问题（下面选的除外）", required=False)
    problem = text_field("问题", most=MOST_WORDS, required=False, hint="有问题的才写。")
    action = text_field("怎么办的", most=MOST_WORDS, required=False, hint="有问题的才写。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = today
        for n, (look, ask) in enumerate(LOOKS):
            self.fields[f"look{n}"] = choice(f"{n + 1}. {look}", Look.choices, required=False)
            self.fields[f"ask{n}"] = choice(ask, Ask.choices, required=False)

    @property
    def looks(self) -> list[Any]:
        """The six looks, each with what is asked beside it, for the page."""
        return [(self[f"look{n}"], self[f"ask{n}"]) for n in range(len(LOOKS))]

    def clean(self) -> dict[str, Any]:
        """Answer what was left out as the one tap for all says; without it, refuse a gap."""
        clean = super().clean() or {}
        is_rest_fine = clean.get("all_fine")
        told: dict[str, list[str]] = {"look": [], "ask": []}
        for n in range(len(LOOKS)):
            for what, answers in told.items():
                said = clean.get(f"{what}{n}", "")
                if not said and not is_rest_fine and not self.errors:
                    self.add_error(f"{what}{n}", NOT_YET)
                answers.append(said or Look.FINE.value)
        return clean | {"looks": told["look"], "asks": told["ask"]}

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {"done_on": clean["done_on"], "met_child": clean["met"] == "yes",
                "looks": clean["looks"], "asks": clean["asks"], "problem": clean["problem"],
                "action": clean["action"]}  # fmt: skip


class ChangeVisitForm(VisitForm):
    """A visit corrected within its week; its day stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["done_on"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        self.cleaned_data["done_on"] = None
        facts = super().facts()
        del facts["done_on"]
        return facts


class AmendForm(ActForm):
    """A sentence added to a visit."""

    text = text_field("补充说明", most=MOST_WORDS)
