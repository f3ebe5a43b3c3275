"""What people fill in to come in, to choose a password, and to search."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from fulian import crypto
from orgs.rules.tree import DIVISION, UNIT

BAD_PHONE = "请输入 11 位手机号码。"
BAD_CODE = "组织代码是纸上的 12 位数字，请核对。"
ADVICE = "至少 8 个字，不能全是数字。请记在只有您自己知道的地方。"


def phone_field() -> forms.CharField:
    """Return a field for a mobile number, however it was typed."""
    attrs = {"inputmode": "tel", "autocomplete": "username", "placeholder": "11 位手机号码"}
    return forms.CharField(
        label="手机号",
        max_length=30,
        error_messages={"required": "请填写手机号。", "max_length": BAD_PHONE},
        widget=forms.TextInput(attrs),
    )


def password_field(label: str, *, new: bool = False, advice: str = "") -> forms.CharField:
    """Return a field for a password; a ``new`` one is not filled in by the browser."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        help_text=advice,
        error_messages={"required": f"请填写{label}。", "max_length": "密码太长了。"},
        widget=forms.PasswordInput(attrs),
    )


class LoginForm(forms.Form):
    """Phone and password."""

    phone = phone_field()
    password = password_field("密码")


class ForgotForm(forms.Form):
    """The phone of somebody who forgot her password."""

    phone = phone_field()

    def clean_phone(self) -> str:
        """Return the digits; refuse what cannot be a mobile number."""
        number = crypto.normal_phone(self.cleaned_data["phone"])
        if not crypto.is_phone(number):
            raise forms.ValidationError(BAD_PHONE, code="bad_phone")
        return number


class ClaimForm(forms.Form):
    """A password chosen, twice."""

    password = password_field("新密码", new=True, advice=ADVICE)
    again = password_field("再输一次新密码", new=True)

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        given = super().clean() or {}
        if "again" in given and given.get("password") != given["again"]:
            self.add_error("again", "两次输入的密码不一样，请再试一次。")
        return given


class AcceptForm(forms.Form):
    """The password she has: a link of somebody without power over all her seats."""

    password = password_field("您原来的密码")


class CodeForm(ClaimForm):
    """A code from paper, who she is, and a password twice."""

    code = forms.CharField(
        label="认领码",
        max_length=20,
        help_text="纸上的 8 个字符，大小写都可以。",
        error_messages={"required": "请填写认领码。", "max_length": "认领码只有 8 个字符。"},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(
        label="您的姓名",
        max_length=40,
        error_messages={"required": "请填写姓名。", "max_length": "姓名太长了。"},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = phone_field()
    field_order = ["code", "name", "phone", "password", "again"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"
        self.fields["password"].help_text = f"{ADVICE}在本县已有账号的，填原来的密码。"
        self.fields["again"].label = "再输一次密码"

    def clean_phone(self) -> str:
        """Return the digits; refuse what cannot be a mobile number."""
        number = crypto.normal_phone(self.cleaned_data["phone"])
        if not crypto.is_phone(number):
            raise forms.ValidationError(BAD_PHONE, code="bad_phone")
        return number


class CodeOrgForm(forms.Form):
    """Of which organisation the code on paper is."""

    org = forms.CharField(
        label="组织代码",
        max_length=40,
        help_text="纸上的 12 位数字。",
        error_messages={"required": "请填写组织代码。", "max_length": BAD_CODE},
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_org(self) -> str:
        """Return the code however it was typed; refuse what can be none."""
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["org"]).split())
        if not any(shape.fullmatch(code) for shape in (DIVISION, UNIT)):
            raise forms.ValidationError(BAD_CODE, code="bad_code")
        return code


class PasswordForm(ClaimForm):
    """The old password, and another one twice."""

    old = password_field("原来的密码")
    field_order = ["old", "password", "again"]


class SearchForm(forms.Form):
    """A name, or the beginning of a code."""

    q = forms.CharField(
        label="组织名称或代码",
        max_length=40,
        required=False,
        error_messages={"max_length": "请少输几个字。"},
        widget=forms.TextInput(
            {"type": "search", "placeholder": "例如：白莲村", "enterkeyhint": "search"}
        ),
    )
