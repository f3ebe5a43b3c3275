"""What a township fills in on the phone to ask its villages: a few plain questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from homes.forms.requests import DraftForm
from homes.models import DataRequest, FieldKind, RequestField

MOST = 4
KINDS = [one for one in FieldKind.choices if one[0] != FieldKind.CHOICE]
FIRST, LAST = ("title", "why"), ("minutes", "due_on", "within")


class PhoneDraftForm(DraftForm):
    """Up to four questions without options or hints; longer ones are for the desk."""

    most_lines = MOST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["names"]
        offered = self.fields["to"].choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(offered) == 1:
            self.fields["to"].widget = forms.HiddenInput()
            self.fields["to"].initial = offered[0][0]
        for n in range(1, MOST + 1):
            for part in ("options", "hint"):
                del self.fields[f"{part}{n}"]
            self.fields[f"name{n}"].label = f"第 {n} 项问什么" + "（没有就空着）" * (n > 1)
            self.fields[f"kind{n}"].choices = KINDS  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["name1"].help_text = "例如：留守老人户数。不能问身份证号、电话、照片和定位。"

    def first(self) -> list[Any]:
        """Return what it is about."""
        return [self[name] for name in FIRST]

    def last(self) -> list[Any]:
        """Return how long it takes, until when, and whom it goes to."""
        shown = [self[name] for name in LAST if name in self.fields]
        return [self["to"], *shown]

    def questions(self) -> list[tuple[Any, Any]]:
        """Return each line: what is asked, and how it is answered."""
        return [(self[f"name{n}"], self[f"kind{n}"]) for n in range(1, MOST + 1)]

    @staticmethod
    def fits(fields: Iterable[RequestField]) -> bool:
        """Say whether a draft written at the desk can be written anew here without losing any."""
        held = list(fields)
        return len(held) <= MOST and not any(one.hint or one.options for one in held)

    @staticmethod
    def start(request: DataRequest, org: Any) -> dict[str, Any]:
        """Return how the form is filled with what a draft says."""
        return {k: v for k, v in DraftForm.of(request, org).items() if k != "names"}
