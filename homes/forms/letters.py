"""What is filled in at the box, and by those who answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing

from duties.forms.needs import called
from duties.models import NeedCategory
from fulian.admin import ActForm
from homes.models import Audience, LetterKind
from homes.rules import letters as laws
from members.models import Appointment

SALT, LASTS = "homes.say", 24 * 3600  # seconds a page may lie open
OLD = "这一页打开得太久了。您写的都还在，请再点一次“交上去”。"
ABOUT_US = "about_us"
KINDS = [
    ("message", "留言：有事想说、想问"),
    ("suggestion", "建议"),
    ("complaint", "投诉别的人和事"),
    (ABOUT_US, "投诉这个妇联或它的干部（由上级妇联收，她们看不到）"),
    ("operator", "这个网站不好用（由平台运维方收，县里看不到）"),
]
COUNTYS = "投诉县妇联（由县里的审计员收，县妇联看不到）"


def form_key(org_code: str) -> str:
    """Return the key of a fresh page: ours, of this place, and of one letter."""
    return signing.TimestampSigner(salt=SALT).sign(f"{org_code}|{uuid.uuid4().hex}")


class SayForm(forms.Form):
    """A letter of whoever comes by: no name, no account, no cookie."""

    what = forms.ChoiceField(
        label="您要说的是", choices=KINDS, initial="message", widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择一种。"),
    )  # fmt: skip
    text = forms.CharField(
        label="想说的话", widget=forms.Textarea({"rows": 6}), max_length=20_000,
        help_text=f"最多 {laws.LONGEST} 个字。不用写名字。",
        error_messages={"required": "请写想说的话。", "max_length": "写得太长了，最多 500 个字。",
                        "null_characters_not_allowed": "里面有不能用的字符，请重写。"},
    )  # fmt: skip
    contact = forms.CharField(
        label="怎么联系您（可以不填）", max_length=200, required=False,
        help_text="电话或微信。加密保存，只有办这件事的人写明原因才能看，答复后三十天清除。",
        error_messages={"max_length": f"联系方式最多写 {laws.CONTACT} 个字。"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    sensitive = forms.BooleanField(label="涉及家庭暴力或未成年人（只给指定的人看）", required=False)
    website = forms.CharField(required=False, max_length=200)  # people do not see it
    key = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, org_code: str, is_top: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org_code, self.is_old, self.nonce = org_code, False, ""
        for name in ("text", "contact"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        if is_top:
            choices = [(key, COUNTYS if key == ABOUT_US else said) for key, said in KINDS]
            self.fields["what"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Know the page by its key: not another place's, and not an old one.

        What fills in everything it finds is refused: people do not see that field.
        """
        found: dict[str, Any] = super().clean() or {}
        if found.get("website"):
            raise forms.ValidationError("请不要填写看不见的那一格，再交一次。", code="honeypot")
        try:
            said = signing.TimestampSigner(salt=SALT).unsign(found.get("key", ""), max_age=LASTS)
        except signing.BadSignature as bad:
            self.is_old = True
            raise forms.ValidationError(OLD, code="old") from bad
        code, _, self.nonce = said.partition("|")
        if code != self.org_code:
            self.is_old = True
            raise forms.ValidationError(OLD, code="old")
        return found

    def facts(self) -> dict[str, Any]:
        """Return what the service asks."""
        clean = self.cleaned_data
        what = clean["what"]
        to_operator = what == "operator"
        is_about_us = what == ABOUT_US
        kind = LetterKind.COMPLAINT if is_about_us else LetterKind.MESSAGE if to_operator else what
        return {
            "kind": kind, "text": clean["text"], "contact": clean["contact"],
            "audience": Audience.OPERATOR if to_operator else Audience.ORG,
            "is_about_us": is_about_us, "is_sensitive": clean["sensitive"] and not to_operator,
            "form_key": self.nonce,
        }  # fmt: skip


class ReceiptForm(forms.Form):
    """The receipt, and what she says of the answer."""

    receipt = forms.CharField(
        label="回执号", max_length=80, help_text="交上去的时候给您的 12 个字符。",
        error_messages={"required": "请填回执号。", "max_length": "回执号不对，请再看一看。",
                        "null_characters_not_allowed": "回执号不对，请再看一看。"},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    satisfied = forms.ChoiceField(
        choices=[("", ""), ("yes", "满意"), ("no", "不满意")], required=False
    )


class AnswerForm(ActForm):
    """What the writer reads."""

    text = forms.CharField(
        label="答复", max_length=laws.LONGEST, widget=forms.Textarea({"rows": 6}),
        help_text="写信的人凭回执号看到。不要写别人的姓名、电话。",
        error_messages={"required": "请写答复。"},
    )  # fmt: skip


class WhyNotForm(ActForm):
    """Why a letter is not dealt with."""

    why = forms.CharField(
        label="不予办理的原因", max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text="广告、看不懂、不归妇联办的，写一句原因；写信的人会看到。",
        error_messages={"required": "请写不予办理的原因。"},
    )  # fmt: skip


class RevealForm(ActForm):
    """Why the contact is looked at."""

    reason = forms.CharField(
        label="查看的事由", max_length=200, help_text="会留在操作记录里。",
        error_messages={"required": "请写明查看的事由。"},
    )  # fmt: skip


class ColleagueForm(ActForm):
    """Who is to answer."""

    seat = forms.ChoiceField(
        label="交给谁办", widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择一位。"),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        names = [(pk, called(seat)) for pk, seat in self.seats.items()]
        self.offer("seat", names)

    @property
    def chosen(self) -> Appointment:
        """Who was chosen."""
        return self.seats[self.cleaned_data["seat"]]


class NeedForm(ActForm):
    """What kind of need a letter tells of."""

    category = forms.ChoiceField(
        label="哪方面的", choices=NeedCategory, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择哪方面的。"),
    )  # fmt: skip
