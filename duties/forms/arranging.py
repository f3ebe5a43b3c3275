"""Forms by which posts are assigned and people linked, on the desk and on the phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import Household, LiaisonLink, Woman
from duties.queries.gaps import ALONE, Gap
from duties.queries.nets import FAR, Net
from duties.queries.posts import PostBoard
from duties.rules.links import ABOVE
from fulian.admin import ActForm
from members.models import Appointment, WomensGroup

CHOOSE = ("", "请选择")
GONE = "选的人已经不在名单里，请重新选择。"


class DayForm(ActForm):
    """From which day it holds; not one that has not come."""

    on = forms.DateField(
        label="从哪一天起", error_messages={"required": "请填日期。", "invalid": "请填日期。"},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        """Refuse a day that has not come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError("不能晚于今天。", code="future")
        return on


class AssignForm(DayForm):
    """Who takes up which post."""

    seat = forms.ChoiceField(
        label="谁", error_messages={"required": "请选择谁。", "invalid_choice": GONE}
    )
    post = forms.ChoiceField(
        label="岗位", error_messages={"required": "请选择岗位。", "invalid_choice": "请选择岗位。"}
    )
    field_order = ("post", "seat", "on")

    def __init__(self, *args: Any, board: PostBoard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in board.seats}
        self.posts = {str(line.post.pk): line.post for line in board.lines}
        people = [
            (k, f"{s.person.name}（{s.get_office_display()}）") for k, s in self.seats.items()
        ]
        self.offer("seat", [CHOOSE, *people])
        posts = [(key, post.name) for key, post in self.posts.items()]
        self.offer("post", [CHOOSE, *posts])

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        seat, post = self.seats[clean["seat"]], self.posts[clean["post"]]
        return {"appointment": seat, "post": post, "on": clean["on"]}


FARS: dict[str, Any] = {"group": WomensGroup, "household": Household, "woman": Woman}


class LinkForm(DayForm):
    """Who keeps in touch with those of one kind whom nobody keeps in touch with."""

    above = forms.ChoiceField(
        label="由谁联系", error_messages={"required": "请选择由谁联系。", "invalid_choice": GONE}
    )
    below = forms.MultipleChoiceField(
        label="联系谁",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要联系的人或小组。", "invalid_choice": GONE},
    )  # fmt: skip

    def __init__(self, *args: Any, net: Net, gap: Gap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gap = gap
        self.end = ALONE[gap.kind][1]
        upper = [(str(s.pk), s.name) for s in net.seats.values() if s.office == ABOVE[gap.level]]
        first = [] if len(upper) == 1 else [CHOOSE]
        self.offer("above", [*first, *upper])
        waiting = [(str(pk), name) for pk, name in gap.who]
        self.offer("below", waiting)
        self.has_above = bool(upper)

    @property
    def key(self) -> str:
        """What tells this form from the others of the page."""
        return self.end if self.end in FAR else str(self.gap.level)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        keys = [int(pk) for pk in clean["below"]]
        kind = FARS.get(self.end, Appointment)
        return {
            "above": Appointment.objects.get(pk=clean["above"]),
            "far" if self.end in FARS else "below": list(kind.objects.filter(pk__in=keys)),
            "on": clean["on"],
        }


class BesideForm(DayForm):
    """Who else keeps in touch with somebody, beside the main one."""

    far = forms.ChoiceField(
        label="联系谁", error_messages={"required": "请选择联系谁。", "invalid_choice": GONE}
    )
    above = forms.ChoiceField(
        label="再加谁来联系",
        help_text="主要联系人还是原来那位，再加一位帮着联系。",
        error_messages={"required": "请选择由谁联系。", "invalid_choice": GONE},
    )
    field_order = ("far", "above", "on")

    def __init__(self, *args: Any, net: Net, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upper = [(str(s.pk), f"{s.name}（{s.title}）") for s in net.seats.values()]
        lower = [(f"below-{key}", said) for key, said in upper]
        for end, said in (("group", "妇女小组"), ("household", "家庭"), ("woman", "妇女")):
            lower += [(f"{end}-{pk}", f"{name}（{said}）") for pk, name in net.far(end).items()]
        self.offer("above", [CHOOSE, *upper])
        self.offer("far", [CHOOSE, *lower])

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        end, pk = clean["far"].split("-")
        far = FARS.get(end, Appointment).objects.get(pk=pk)
        above = Appointment.objects.get(pk=clean["above"])
        return {"above": above, end: far, "on": clean["on"], "is_primary": False}


class SureForm(DayForm):
    """From which day something ends."""


def link_forms(
    net: Net, gaps: list[Gap], today: date, sent: Any = None
) -> tuple[list[LinkForm], LinkForm | None]:
    """Return a form for every level that lacks somebody, and the one that was ``sent``."""
    asked = str(sent.get("level", "")) if sent is not None else ""
    forms_: list[LinkForm] = []
    bound = None
    for gap in gaps:
        if not gap.level:
            continue
        form = LinkForm(net=net, gap=gap, today=today)
        if asked == form.key:
            form = bound = LinkForm(sent, net=net, gap=gap, today=today)
        forms_.append(form)
    return forms_, bound


def named_ends(tie: LiaisonLink) -> tuple[str, str]:
    """Return what both ends of a link are called; the lower one first."""
    far = tie.below.person if tie.below else tie.group or tie.household or tie.woman
    return str(far.name if far else "") or "已删除姓名的人", tie.above.person.name
