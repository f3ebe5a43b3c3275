"""What every ledger kind is: a plain form that says what it is called and what it fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms

LONGEST = 500
MOST_YUAN = 10_000_000


class LedgerForm(forms.Form):
    """A kind of ledger. Its fields are what is asked; the attributes say what follows from them.

    ``columns`` names which field fills a column of its own (category, amount, mode); every other
    answer is kept as words. ``opens_by`` is the answer that opens a line, ``done_by`` what is done
    about it, ``closes_by`` the answer without which it stays open. ``plain`` names answers that
    tell nothing of a person: an export without the right to words has only these. ``about`` is
    what whoever it is about is called, empty where it is about nobody.
    """

    code: ClassVar[str] = ""
    title: ClassVar[str] = ""
    short: ClassVar[str] = ""
    says: ClassVar[str] = ""
    about: ClassVar[str] = "联系对象"
    columns: ClassVar[Mapping[str, str]] = {}
    plain: ClassVar[frozenset[str]] = frozenset()
    opens_by: ClassVar[str] = ""
    done_by: ClassVar[str] = ""
    closes_by: ClassVar[str] = ""
    is_contact: ClassVar[bool] = False

    def must_be_sensitive(self, clean: Mapping[str, Any]) -> bool:
        """Say whether what was answered may stand in the sensitive ledger only."""
        return False

    def in_columns(self) -> dict[str, Any]:
        """Return what the clean answers put into columns."""
        return {column: self.cleaned_data[name] for column, name in self.columns.items()}

    def in_words(self) -> dict[str, Any]:
        """Return the clean answers that are kept as words."""
        kept = set(self.columns.values())
        mine = {name for name in self.base_fields if name not in kept}
        return {k: as_json(v) for k, v in self.cleaned_data.items() if k in mine}

    @classmethod
    def told(cls, answers: Mapping[str, Any], *, whole: bool = True) -> Iterator[tuple[str, str]]:
        """Yield every question with its answer as people read it; without ``whole`` the plain ones.

        ``answers`` are by field name: of a line, its words and its columns.
        """
        for name, field in cls.base_fields.items():
            if whole or name in cls.plain:
                yield str(field.label), said(field, answers.get(name))

    @classmethod
    def labels(cls, *, whole: bool = True) -> list[str]:
        """Return what the questions are called."""
        fields = cls.base_fields.items()
        return [str(field.label) for name, field in fields if whole or name in cls.plain]


def words(label: str, *, required: bool = False, rows: int = 2, hint: str = "") -> forms.CharField:
    """Return a question answered in words, 500 characters at most."""
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, help_text=hint,
        error_messages={
            "required": f"请填写{label}。", "max_length": f"{label}最多写 {LONGEST} 个字。",
        },
        widget=forms.Textarea({"rows": rows}),
    )  # fmt: skip


def choice(label: str, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    """Return a question answered by one of a few."""
    refused = f"请选择{label}。"
    first = [] if required else [("", "还没有")]
    return forms.ChoiceField(
        label=label, required=required, choices=[*first, *choices],
        error_messages={"required": refused, "invalid_choice": refused},
    )  # fmt: skip


def yuan(label: str) -> forms.IntegerField:
    """Return a question answered by whole yuan."""
    bad = f"{label}请填整数，例如 500。"
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_YUAN,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), bad),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


def said(field: Any, value: Any) -> str:
    """Return an answer as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = getattr(field, "choices", None)
    if choices is None:
        return str(value)
    flat = dict(_flat(choices))
    return "、".join(str(flat.get(one, one)) for one in ([value] if _is_one(value) else value))


def as_json(value: Any) -> Any:
    """Return a clean answer as it is kept."""
    return value.isoformat() if isinstance(value, date) else value


def _is_one(value: Any) -> bool:
    return not isinstance(value, list | tuple)


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), str(label)
