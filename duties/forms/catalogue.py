"""Forms of the desk about the county's catalogue of posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import DutyPost
from duties.rules.catalogue import LONGEST_DUTIES
from fulian.admin import ActForm
from fulian.admin.forms import dress
from orgs.forms.desk import DatedForm, EffectsForm

NAME_HELP = "例如：乡村振兴岗。最多 20 个字。"


class PostForm(DatedForm):
    """What a post is called and has to do, and from when."""

    name = forms.CharField(
        label="岗位名称", max_length=20, help_text=NAME_HELP,
        error_messages={"required": "请填写岗位名称。", "max_length": "岗位名称最多 20 个字。"},
    )  # fmt: skip
    duties = forms.CharField(
        label="职责", max_length=LONGEST_DUTIES, required=False,
        help_text="写给村里的姐妹看：这个岗位要做哪些事。手机和公开页上都能看到。",
        error_messages={"max_length": f"职责最多写 {LONGEST_DUTIES} 个字。"},
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["on"].label = "从哪一天起"


class NewPostForm(PostForm):
    """A post of the county's own."""

    place = forms.IntegerField(
        label="排在第几个", required=False, min_value=1, max_value=99,
        help_text="不填就排在最后。",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "次序要填数字。"),
    )  # fmt: skip


class RetireForm(EffectsForm):
    """From when a post is kept no longer: today, before, or a day to come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on, reason = self.fields["on"], self.fields["reason"]
        on.label, on.help_text = "停用日期", "从这一天起不再设这个岗位。"
        on.widget.attrs.pop("max", None)
        reason.required = False

    def clean_on(self) -> date:
        """Leave the day to the service: a post may be retired from a day to come."""
        on: date = self.cleaned_data["on"]
        return on


class RestoreForm(DatedForm):
    """From when a retired post is kept again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["on"].label = "从哪一天起恢复"


class OrderForm(ActForm):
    """The posts' order, a number each."""

    def __init__(self, *args: Any, posts: Sequence[DutyPost], **kwargs: Any) -> None:
        self.posts = list(posts)
        super().__init__(*args, **kwargs)
        for post in self.posts:
            self.fields[f"place_{post.pk}"] = forms.IntegerField(
                label=post.name + ("（已停用）" if post.until else ""), initial=post.place,
                min_value=1, max_value=999, widget=forms.NumberInput(),
                error_messages=dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"), "次序要填数字。"
                ),
            )  # fmt: skip
            dress(self.fields[f"place_{post.pk}"].widget)

    def clean(self) -> dict[str, Any]:
        """Refuse two posts at one place."""
        clean = super().clean() or {}
        places = list(clean.values())
        if len(set(places)) < len(places):
            raise ValidationError("有两个岗位的次序一样，请改成不同的数。", code="twice")
        return clean

    @property
    def order(self) -> list[int]:
        """The posts' keys by their numbers."""
        clean = self.cleaned_data
        return [p.pk for p in sorted(self.posts, key=lambda post: clean[f"place_{post.pk}"])]
