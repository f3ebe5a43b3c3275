"""Mending chains by what is proposed: one gap, or all of an organisation, shown before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from duties.queries.gaps import OF_TIES, Gap, GapKind, Proposal, found_in, gaps_of, proposals_of
from duties.queries.nets import Net
from duties.services.links import Wanted
from fulian.admin import ActForm

SHOWN = 30  # of one kind on a page: mending makes room for the next


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits: her key, her name, and what is proposed ("" when nothing is)."""

    pk: int
    name: str
    key: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """A gap with everybody who waits."""

    gap: Gap
    waiting: tuple[Waiting, ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.gap.who)


def mends_of(net: Net, most: int, *, named: bool = True) -> list[Mend]:
    """Return the gaps of one organisation, each with what is proposed."""
    found = found_in(net, most)
    given = {(one.kind, one.far): one for one in proposals_of(net, found, most)}
    return [
        Mend(gap, tuple(_waiting(net, gap, pk, name, given) for pk, name in gap.who[:SHOWN]),
             max(0, len(gap.who) - SHOWN))
        for gap in gaps_of(net, most, named=named)
    ]  # fmt: skip


def key_of(one: Proposal) -> str:
    """Return what a button sends: who is to keep in touch with whom."""
    return f"{one.end}-{one.far}-{one.above}"


def _waiting(
    net: Net, gap: Gap, pk: int, name: str, given: dict[tuple[GapKind, int], Proposal]
) -> Waiting:
    if gap.kind in OF_TIES:
        return Waiting(pk, name, f"end-{pk}-0", "解除这条联系")
    one = given.get((gap.kind, pk))
    if one is None:
        return Waiting(pk, name)
    return Waiting(pk, name, key_of(one), f"由{net.seats[one.above].name}联系")


class MendForm(ActForm):
    """What is proposed: ``chosen`` are the keys of the buttons; nothing else is written."""

    chosen = forms.MultipleChoiceField(
        label="按建议建立",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "还没有选，请至少勾选一条。",
            "invalid_choice": "有人刚刚改过，建议已经变了，请看看新的建议。",
        },
    )

    def __init__(self, *args: Any, net: Net, most: int, asked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = found_in(net, most)
        ends = [f"end-{pk}-0" for kind in OF_TIES for pk in found.get(kind, ())]
        self.given = {key_of(one): one for one in proposals_of(net, found, most)}
        names = dict(_named(net, most))
        choices = [(key, names[key]) for key in (*self.given, *ends) if key in names]
        chosen: Any = self.fields["chosen"]
        chosen.choices = choices
        chosen.initial = [asked] if asked in dict(choices) else [key for key, _ in choices]
        self.has_any = bool(choices)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        keys = self.cleaned_data["chosen"]
        told = [self.given[key] for key in keys if key in self.given]
        return {
            "links": [Wanted(one.above, one.end, one.far) for one in told],
            "ends": [int(key.split("-")[1]) for key in keys if key not in self.given],
        }

    def said(self) -> str:
        """Return what was done, in a sentence."""
        made, ended = self.outcome
        if not made and not ended:
            return "别人已经补上了，没有改动。"
        told = [f"建立 {made} 条联系"] if made else []
        told += [f"解除 {ended} 条"] if ended else []
        return f"已经{'，'.join(told)}。"


def _named(net: Net, most: int) -> list[tuple[str, str]]:
    found = found_in(net, most)
    given = {(one.kind, one.far): one for one in proposals_of(net, found, most)}
    said = []
    for gap in gaps_of(net, most):
        for pk, name in gap.who:
            one = given.get((gap.kind, pk))
            if gap.kind in OF_TIES:
                said.append((f"end-{pk}-0", f"解除：{name}"))
            elif one is not None:
                said.append((key_of(one), f"{net.seats[one.above].name} 联系 {name}"))
    return said
