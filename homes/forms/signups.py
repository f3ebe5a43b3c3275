"""What a woman fills in to come, and the organiser to note who came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.forms.meetings import PasteForm, pasted
from duties.rules import jielong
from fulian.admin import ActForm
from homes.rules import signups as rules


class SignUpForm(ActForm):
    """Her name and the last four digits of her phone; nothing else is asked."""

    name = forms.CharField(
        label="姓名", max_length=rules.LONGEST_NAME, error_messages={
            "required": "请写姓名。", "max_length": f"姓名最多写 {rules.LONGEST_NAME} 个字。",
            "null_characters_not_allowed": "姓名只写汉字或者字母。",
        }, widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    tail = forms.CharField(
        label="手机号码最后四位", max_length=8,
        error_messages=dict.fromkeys(("required", "max_length"), "请填手机号码的最后四位数字。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_name(self) -> str:
        """Refuse what is no name."""
        return rules.name_of(self.cleaned_data["name"])

    def clean_tail(self) -> str:
        """Refuse what are no four digits."""
        return rules.tail_of(self.cleaned_data["tail"])


class LeaveForm(SignUpForm):
    """And the number she was given: only she can cancel."""

    receipt = forms.CharField(
        label="回执号", max_length=12, help_text="报名成功时页面上的六位数字。",
        error_messages=dict.fromkeys(("required", "max_length"), "请填六位数字的回执号。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class CameForm(ActForm):
    """Who of the list came."""

    came = forms.TypedMultipleChoiceField(
        label="到场的", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "名单变了，请刷新页面再登记。"},
    )  # fmt: skip
    upto = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, keys: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("came", [(key, str(key)) for key in keys])
        self.fields["upto"].initial = max(keys, default=0)


class WalkInsForm(PasteForm):
    """A pasted 接龙, or a name in each line."""

    text = pasted(
        "接龙或者名字", "在微信里长按接龙，复制，粘贴到这里；也可以一行写一个名字。", rows=8
    )

    def read(self, members: dict[int, str]) -> tuple[list[int], list[str]]:
        """Return who of the list is meant, and who else came; who says she is away is left out."""
        pasted = jielong.match(jielong.read(self.cleaned_data["text"]), members)
        matched = [one.key for one in pasted.matched if not one.entry.is_away]
        others = [_checked(one.entry) for one in pasted.asked if not one.entry.is_away]
        return matched, others


def _checked(entry: jielong.Entry) -> str:
    """Return the name of an entry; refuse a line that has none, and say which."""
    try:
        return rules.name_of(entry.name)
    except ValidationError as bad:
        said = f"第 {entry.line} 行“{entry.text[:20]}”不像名字，请改一改，或者删掉这一行。"
        raise ValidationError(said, code="name") from bad
