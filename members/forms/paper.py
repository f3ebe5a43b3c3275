"""The forms of what is printed, and of one fact for many people."""

from __future__ import annotations

from typing import Any

from django import forms

from members.models import Education, PoliticalStatus, SourceCategory
from orgs.forms.desk import DeskForm, OrgField

KINDS = {"political_status": PoliticalStatus, "education": Education,
         "source_category": SourceCategory}  # fmt: skip
NAMES = {"political_status": "政治面貌", "education": "文化程度", "source_category": "来源类别"}
EMPTY = "empty"


class OfForm(DeskForm):
    """Whose list it is."""

    org = OrgField(
        label="组织", required=False, help_text="打印这个组织和下级。不选就是您范围内的全部。"
    )


class ContactsForm(OfForm):
    """Whose contacts, with whole numbers or not, why, and in which form."""

    whole = forms.BooleanField(
        label="要完整的手机号", required=False, help_text="不勾选时号码中间遮住。"
    )
    reason = forms.CharField(
        label="事由", max_length=200, required=False,
        help_text="要完整号码时必填。每打印一次，记录一次。",
    )  # fmt: skip
    shape = forms.ChoiceField(
        label="形式", choices=[("page", "网页，直接打印"), ("xlsx", "表格（xlsx）")], initial="page"
    )


class SetForm(DeskForm):
    """One fact for all who are chosen: what, and which word of its list."""

    what = forms.ChoiceField(label="统一填写")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: list[tuple[str, Any]] = [("", "请选择")]
        for field, kind in KINDS.items():
            options = [(f"{field}:{value}", str(label)) for value, label in kind.choices]
            told.append((NAMES[field], [*options, (f"{field}:{EMPTY}", f"{NAMES[field]}：清空")]))
        self.offer("what", told)

    def chosen(self) -> tuple[str, str]:
        """Return the field and its value; "" empties it."""
        field, _, value = self.cleaned_data["what"].partition(":")
        return field, "" if value == EMPTY else value
