"""What is filled in for officer cards: who consented, to what, and why one is ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from duties.forms.needs import called
from fulian.admin import ActForm
from homes.models import CardEnd, CardShows
from homes.queries.renewing import Renewal
from homes.rules import cards as laws
from members.models import Appointment

REVOKED = [(why.value, str(why.label)) for why in laws.REVOKED if why != CardEnd.REPLACED]


class CardsForm(ActForm):
    """Which of a committee get a card, and what it tells of them."""

    seats = forms.MultipleChoiceField(
        label="给谁发（勾选已经同意的人）", widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_list"), "请勾选已经同意公开身份的人。"
        ),
    )  # fmt: skip
    shows = forms.MultipleChoiceField(
        label="公开哪几项", choices=CardShows, widget=forms.CheckboxSelectMultiple,
        initial=list(laws.USUAL), help_text="只公开她同意的。没有电话，群众留言到妇联。",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择公开哪几项。"),
    )  # fmt: skip
    hours = forms.CharField(
        label="服务时间", max_length=40, required=False,
        help_text="例如：周三下午在妇女之家。勾了“服务时间”才公开。",
    )  # fmt: skip
    consented = forms.BooleanField(
        label="勾选的人都已经同意公开以上各项",
        error_messages={"required": "要先征得本人同意，才能公开她的身份。"},
    )

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(seat.pk): seat for seat in seats}
        names = [(pk, called(seat)) for pk, seat in self.known.items()]
        self.offer("seats", names)

    def facts(self) -> dict[str, Any]:
        """Return what the service asks."""
        clean = self.cleaned_data
        return clean | {"seats": [self.known[pk] for pk in clean["seats"]]}


class RenewForm(ActForm):
    """Which of those who sit here again said that their cards may go on."""

    seats = forms.MultipleChoiceField(
        label="勾选本人说可以继续公开的", widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_list"), "请勾选本人说可以继续公开的人。"
        ),
        help_text="公开的内容跟上次一样。想改的，不在这里勾，到“发码”里重新选。",
    )  # fmt: skip

    def __init__(self, *args: Any, found: Sequence[Renewal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.seat.pk): one.seat for one in found}
        names = [(str(one.seat.pk), f"{called(one.seat)}：{one.tells}") for one in found]
        self.fields["seats"].choices = names  # type: ignore[attr-defined]  # a ChoiceField

    def facts(self) -> dict[str, Any]:
        """Return what the service asks."""
        return {"seats": [self.known[pk] for pk in self.cleaned_data["seats"]]}


class RevokeForm(ActForm):
    """Why a card is ended."""

    why = forms.ChoiceField(
        label="为什么停用", choices=REVOKED, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择停用原因。"),
    )  # fmt: skip
