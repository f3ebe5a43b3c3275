"""What is filled in to ask villages, to pass the gate, and to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from fulian.admin import ActForm
from fulian.admin.forms import dress
from homes.models import DataRequest, FieldKind, RequestAnswer, RequestField
from homes.queries import requests as reads
from homes.queries.gate import Gate
from homes.rules import asking, requests
from homes.rules.gate import ASK, Decision
from members.models import Appointment
from orgs.models import Level, Org

BOTH = "both"
LEVELS = {Level.VILLAGE: "村（社区）", Level.TOWNSHIP: "乡镇（街道）"}
MOST_BOXES = 60
PARTS = ("name", "kind", "options", "hint")
FACTS = ("title", "why", "minutes", "due_on", "to", "within", "names")


class DraftForm(ActForm):
    """What is asked, why, of whom, until when, and up to twelve fields."""

    most_lines = asking.MOST_FIELDS

    title = forms.CharField(label="标题", max_length=requests.LONGEST_TITLE)
    why = forms.CharField(
        label="为什么要填", max_length=requests.LONGEST_WHY,
        help_text="数据用在哪里、给谁用。填的人会看到这句话。", widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="每处大约要填几分钟", min_value=1, max_value=requests.MOST_MINUTES, initial=5,
        help_text="包括去问、去翻本子的时间。每一项至少按半分钟算。",
    )  # fmt: skip
    due_on = forms.DateField(
        label="截止日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填一个有效的日期。"},
    )  # fmt: skip
    to = forms.ChoiceField(label="发给谁")
    within = forms.MultipleChoiceField(
        label="只发给这些地方", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="一个都不勾，就是全部都发。",
    )  # fmt: skip
    names = forms.CharField(
        label="只发给这几个", required=False, max_length=600, widget=forms.Textarea({"rows": 2}),
        help_text="写名称，用顿号隔开；不写就按上面选的发。",
    )  # fmt: skip

    def __init__(self, *args: Any, org: Org, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org, self.below = org, list(reads.below(org))
        self.parts = [one for one in self.below if one.parent_id == org.pk]
        levels = [level for level in LEVELS if any(one.level == level for one in self.below)]
        offered = [(str(level), f"所有{LEVELS[level]}") for level in levels]
        if len(offered) > 1:
            offered.append((BOTH, "乡镇（街道）和村（社区）都发"))
        self.offer("to", offered)
        boxes = [(str(one.pk), one.short_name) for one in self.parts]
        if 0 < len(boxes) <= MOST_BOXES:
            self.offer("within", boxes)
        else:
            del self.fields["within"]
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        for n in range(1, self.most_lines + 1):
            self._add_line(n)

    def _add_line(self, n: int) -> None:
        made = {
            "name": forms.CharField(label=f"第 {n} 项", required=False, max_length=200),
            "kind": forms.ChoiceField(
                label="怎么填", choices=FieldKind.choices, required=False, initial=FieldKind.NUMBER
            ),
            "options": forms.CharField(label="可选的答案", required=False, max_length=300),
            "hint": forms.CharField(label="说明", required=False, max_length=200),
        }
        made["options"].widget.attrs["placeholder"] = "选一个时写，用顿号隔开"
        made["kind"].widget.attrs["class"] = "desk-input"
        for part, field in made.items():
            self.fields[f"{part}{n}"] = field
            dress(field.widget)

    def lines(self) -> Iterator[list[Any]]:
        """Yield the bound parts of each of the twelve lines."""
        for n in range(1, self.most_lines + 1):
            yield [self[f"{part}{n}"] for part in PARTS]

    def facts_fields(self) -> list[Any]:
        """Return the fields above the lines."""
        return [self[name] for name in FACTS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Find the places that are meant, and refuse a name that is none or several."""
        clean = super().clean() or {}
        if "to" in clean:
            clean["places"] = self._places(clean)
        return clean

    def _places(self, clean: Mapping[str, Any]) -> list[Org]:
        ticked = [one for one in self.parts if str(one.pk) in clean.get("within", ())]
        found = [
            one for one in self.below
            if clean["to"] in (BOTH, one.level)
            and (not ticked or any(top.lft <= one.lft <= top.rght for top in ticked))
        ]  # fmt: skip
        wanted = [w for w in clean.get("names", "").replace("，", "、").split("、") if w.strip()]
        if not wanted:
            return found
        chosen = []
        for word in (one.strip() for one in wanted):
            hits = [one for one in found if word in (one.short_name, one.name, one.code)]
            if len(hits) != 1:
                why = "有好几个，请先勾上它的乡镇" if hits else "不在上面选的范围里"
                self.add_error("names", f"“{word}”{why}。")
            chosen += hits
        return chosen

    def written(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        kept = {name: clean[name] for name in ("title", "why", "minutes", "due_on", "places")}
        return kept | {"fields": [one for one in self._lines() if one is not None]}

    def _lines(self) -> Iterator[asking.Asked | None]:
        for n in range(1, self.most_lines + 1):
            name, kind, options, hint = (self.cleaned_data.get(f"{part}{n}", "") for part in PARTS)
            said = tuple(w.strip() for w in options.replace("，", "、").split("、") if w.strip())
            if name.strip() or hint.strip() or said:
                yield asking.Asked(name, kind or FieldKind.NUMBER, hint, said)

    @staticmethod
    def of(request: DataRequest, org: Org) -> dict[str, Any]:
        """Return how the form is filled with what a draft says."""
        names = ("title", "why", "minutes", "due_on")
        start: dict[str, Any] = {name: getattr(request, name) for name in names}
        places = list(Org.rows.filter(pk__in=request.places))
        levels = {one.level for one in places}
        start["to"] = levels.pop() if len(levels) == 1 else BOTH
        if len(places) < len([o for o in reads.below(org) if start["to"] in (BOTH, o.level)]):
            start["names"] = "、".join(one.short_name for one in places)
            start["within"] = [str(pk) for pk in {one.parent_id for one in places} - {org.pk}]
        for n, one in enumerate(RequestField.rows.filter(request=request).order_by("place"), 1):
            start |= {f"name{n}": one.name, f"kind{n}": one.kind, f"hint{n}": one.hint,
                      f"options{n}": "、".join(one.options)}  # fmt: skip
        return start


class GateForm(ActForm):
    """A decision for each question that is answered already, and the cost that was seen."""

    excuse = forms.CharField(
        label="为什么一定要现在发", required=False, max_length=requests.LONGEST_EXCUSE,
        widget=forms.Textarea({"rows": 2}), help_text="会记下来，县里看得到。",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    sometimes = ("excuse",)

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": gate.total(1)}, **kwargs)
        self.gate = gate
        if not (gate.is_over or gate.is_short):
            del self.fields["excuse"]
        for one in gate.findings:
            choices = [(s.code, f"直接用：{s.title}（{s.has} 处有数）") for s in one.sources]
            choices.append((ASK, "还是要问"))
            self.fields[f"f{one.field.pk}"] = forms.ChoiceField(
                label=one.field.name, choices=choices, widget=forms.RadioSelect, required=False
            )
            self.fields[f"w{one.field.pk}"] = forms.CharField(
                label="还要问的理由", required=False, max_length=requests.LONGEST_REASON
            )
            for name in (f"f{one.field.pk}", f"w{one.field.pk}"):
                dress(self.fields[name].widget)

    def questions(self) -> Iterator[tuple[Any, Any, Any, Any]]:
        """Yield each finding, its choice, its reason, and what every receiver has."""
        for one in self.gate.findings:
            pk = one.field.pk
            yield one, self[f"f{pk}"], self[f"w{pk}"], one.rows(self.gate.places)

    def decided(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        made = {
            one.field.pk: Decision(clean[f"f{one.field.pk}"], clean[f"w{one.field.pk}"])
            for one in self.gate.findings if clean.get(f"f{one.field.pk}")
        }  # fmt: skip
        seen = clean["seen"] if self.gate.asks(made) else 0
        return {"decisions": made, "seen": seen, "excuse": clean.get("excuse", "")}


class WordForm(ActForm):
    """The county's word on a request: what it says to the township, if anything."""

    note = forms.CharField(
        label="想说的话", required=False, max_length=200, widget=forms.Textarea({"rows": 2})
    )


class ReasonForm(ActForm):
    """Why it is returned, or taken back."""

    reason = forms.CharField(
        label="原因", max_length=requests.LONGEST_REASON,
        error_messages={"required": "请写明原因。"},
    )  # fmt: skip


class SureForm(ActForm):
    """Nothing to fill in: asked before it is done."""


class HandForm(ActForm):
    """Who fills it in for the chair."""

    to = forms.ChoiceField(label="交给谁填", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, members: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(one.pk): one for one in members}
        offered = [("", "我自己填"), *((pk, one.person.name) for pk, one in self.members.items())]
        self.offer("to", offered)

    def chosen(self) -> Appointment | None:
        """Return the member who is to fill it in; None for the chair herself."""
        return self.members.get(self.cleaned_data["to"])


class FillForm(ActForm):
    """The fields of a request, begun with the draft, the answer, or what was answered last time.

    A draft may be filled in ``partly``. It is the organisation's own: who fills in ``for_another``
    begins without it.
    """

    def __init__(
        self, *args: Any, answer: RequestAnswer, asked: Sequence[RequestField],
        last: Mapping[int, tuple[str, date]], partly: bool = False, for_another: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.asked = asked
        for one in asked:
            key = str(one.pk)
            draft = "" if for_another else answer.draft.get(key)
            own = draft or answer.values.get(key)
            before = last.get(one.pk)
            made = _field(one)
            made.required, made.label = not partly, one.name
            made.error_messages["required"] = f"请填“{one.name}”。"
            made.initial = own or (before[0] if before else None)
            if before and not own:
                said = f"上次（{before[1]:%-m月%-d日}）填的是 {before[0]}，没变就不用改。"
                made.help_text = f"{one.hint} {said}".strip()
            self.fields[f"f{one.pk}"] = made
        for field in self.fields.values():
            dress(field.widget)

    def said(self) -> dict[str, Any]:
        """Return what the service is told: answers by the field's key."""
        return {str(one.pk): self.cleaned_data.get(f"f{one.pk}") for one in self.asked}


def _field(one: RequestField) -> forms.Field:
    """Return the box a field is answered in."""
    if one.kind == FieldKind.YES_NO:
        pairs = [("是", "是"), ("否", "否")]
        return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, help_text=one.hint)
    if one.kind == FieldKind.CHOICE:
        return forms.ChoiceField(
            choices=[(said, said) for said in one.options], widget=forms.RadioSelect,
            help_text=one.hint,
        )  # fmt: skip
    if one.kind == FieldKind.DATE:
        box: forms.Widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    elif one.kind == FieldKind.NUMBER:
        box = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    else:
        box = forms.Textarea({"rows": 2})
    return forms.CharField(widget=box, help_text=one.hint)
