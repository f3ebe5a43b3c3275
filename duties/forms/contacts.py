"""Forms of the register of women and households in contact; few fields, all of them needed."""

from __future__ import annotations

from typing import Any

from django import forms

from duties.forms.arranging import GONE, DayForm
from duties.models import Household, Woman, WomanKind
from duties.queries.contacts import names_known
from duties.queries.nets import Net
from duties.rules.contacts import Line, lines_of
from fulian import scoping
from fulian.admin import ActForm
from members.models import Appointment, WomensGroup
from orgs.models import Org

NOBODY = ("", "以后再安排")
NO_GROUP = ("", "不分小组")


class ContactForm(DayForm):
    """What every line of the register may have: its group, and who keeps in touch."""

    name = forms.CharField(
        label="姓名或称呼", max_length=40, error_messages={"required": "请填写姓名或称呼。"}
    )
    group = forms.ChoiceField(
        label="妇女小组", required=False, error_messages={"invalid_choice": GONE}
    )
    above = forms.ChoiceField(
        label="由哪位妇女代表联系", required=False, error_messages={"invalid_choice": GONE}
    )

    def __init__(self, *args: Any, net: Net, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.net = net
        groups = [(str(pk), name) for pk, name in net.groups.items()]
        people = [(str(pk), s.name) for pk, s in net.seats.items() if net.leads(pk)]
        self.offer("group", [NO_GROUP, *groups])
        self.offer("above", [NOBODY, *people])
        if len(people) == 0:
            del self.fields["above"]

    def ends(self) -> dict[str, Any]:
        """Return the group that was chosen, and who is to keep in touch."""
        clean = self.cleaned_data
        above, group = clean.get("above"), clean.get("group")
        return {
            "above": Appointment.objects.get(pk=above) if above else None,
            "group": WomensGroup.objects.get(pk=group) if group else None,
        }


class HouseholdForm(ContactForm):
    """A household."""

    women = forms.IntegerField(
        label="妇女人数（选填）", required=False, min_value=0, max_value=50,
        error_messages={"invalid": "请填数字。"},
    )  # fmt: skip
    field_order = ("name", "group", "women", "above", "on")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return self.ends() | {"name": clean["name"], "women": clean["women"], "on": clean["on"]}


class WomanForm(ContactForm):
    """A woman, and why she is kept in touch with."""

    kind = forms.ChoiceField(label="类别", choices=WomanKind.choices, initial=WomanKind.OTHER)
    household = forms.ChoiceField(
        label="哪一户（选填）", required=False, error_messages={"invalid_choice": GONE}
    )
    field_order = ("name", "kind", "group", "household", "above", "on")

    def __init__(self, *args: Any, net: Net, **kwargs: Any) -> None:
        super().__init__(*args, net=net, **kwargs)
        homes = [(str(pk), name) for pk, name in net.households.items()]
        self.offer("household", [("", "不选"), *homes])

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean, home = self.cleaned_data, self.cleaned_data["household"]
        found = Household.objects.get(pk=home) if home else None
        told = {"name": clean["name"], "kind": clean["kind"], "on": clean["on"]}
        return self.ends() | told | {"household": found}


class PasteForm(ContactForm):
    """Many at once: a name on each line, looked at before it is written."""

    text = forms.CharField(
        label="每行一个", widget=forms.Textarea({"rows": 8}), max_length=20_000,
        error_messages={"required": "请粘贴名单，每行一个。"},
    )  # fmt: skip
    name = None  # type: ignore[assignment]  # the lines name them
    field_order = ("text", "group", "above", "on")

    def __init__(self, *args: Any, org: Org, is_woman: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org, self.is_woman = org, is_woman
        self.lines: list[Line] = []

    def clean(self) -> dict[str, Any]:
        """Read the lines; names known in the place are told."""
        clean: dict[str, Any] = super().clean() or {}
        if "text" in clean:
            group = WomensGroup.objects.filter(pk=clean.get("group") or 0).first()
            known = names_known(self.org, "woman" if self.is_woman else "household", group)
            self.lines = lines_of(clean["text"], is_woman=self.is_woman, known=known)
        return clean

    @property
    def good(self) -> list[Line]:
        """The lines that can be taken."""
        return [line for line in self.lines if not line.wrong]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told: rows not saved yet."""
        ends, county = self.ends(), scoping.current().county
        same: dict[str, Any] = {
            "county_id": county, "org": self.org, "group": ends["group"],
            "since": self.cleaned_data["on"],
        }  # fmt: skip
        if self.is_woman:
            rows: list[Any] = [Woman(name=one.name, kind=one.kind, **same) for one in self.good]
            return {"women": rows, "above": ends["above"]}
        rows = [Household(name=one.name, women=one.women, **same) for one in self.good]
        return {"households": rows, "above": ends["above"]}


class BareForm(ActForm):
    """Nothing is asked: the button says it."""
