"""Forms of the desk: plain forms, dressed like unfold's, that show what a service refused."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    CHECKBOX_CLASSES,
    INPUT_CLASSES,
    SELECT_CLASSES,
    TEXTAREA_CLASSES,
)

CLASSES: list[tuple[type[forms.Widget], list[str]]] = [
    (forms.CheckboxInput, CHECKBOX_CLASSES),
    (forms.RadioSelect, ["desk-choices"]),  # one or several of a few, each on its line
    (forms.Select, SELECT_CLASSES),
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.TextInput, INPUT_CLASSES),
    (forms.NumberInput, INPUT_CLASSES),
    (forms.DateInput, INPUT_CLASSES),
]


class ActForm(forms.Form):
    """A form that ends in one service. ``outcome`` is what the service returned.

    ``sometimes`` names fields that are demanded under a condition, which their help says: they
    may be left empty, and are not called 选填.
    """

    sometimes: ClassVar[Collection[str]] = ()
    outcome: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)
            if isinstance(field.widget, forms.Textarea):
                refuse_and_do_not_cut(field)

    def offer(self, name: str, choices: Any) -> None:
        """Let ``choices`` (pairs of a value and its words, or groups of them) be chosen from."""
        field: Any = self.fields[name]
        field.choices = choices

    def carry_out(self, act: Callable[[dict[str, Any]], Any]) -> bool:
        """Do ``act`` with the clean data; False when the form or the service refused."""
        if not self.is_bound or not self.is_valid():
            return False
        try:
            self.outcome = act(self.cleaned_data)
        except ValidationError as refusal:
            self.show(refusal)
            return False
        return True

    def show(self, refusal: ValidationError) -> None:
        """Show a refusal beside its field, or above all of them."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


def refuse_and_do_not_cut(field: forms.Field) -> None:
    """Have what is too long refused plainly: a browser cuts off the end of a pasted text unsaid."""
    most = field.widget.attrs.pop("maxlength", None)
    if most:
        field.error_messages.setdefault("max_length", f"{field.label}最多写 {most} 个字。")


def dress(widget: forms.Widget) -> None:
    """Give a plain widget unfold's looks."""
    if "class" in widget.attrs or isinstance(widget, forms.HiddenInput):
        return
    for kind, classes in CLASSES:
        if isinstance(widget, kind):
            widget.attrs["class"] = " ".join(classes)
            return
