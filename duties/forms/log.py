"""What is filled in for a line of the log: mostly tapped, one sentence typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from duties.models import DutyPost
from duties.rules.posts import LONGEST, MOST_SERVED, PHOTO_BYTES
from members.models import Appointment

BAD_SERVED = "服务人数请填数字，例如 3。"


class LogForm(forms.Form):
    """A day, a post, what was done; for whom, how many and a photo if she likes."""

    day = forms.DateField(
        error_messages={"required": "请选择哪一天。", "invalid": "请选择哪一天。"}
    )
    other_day = forms.DateField(
        label="日期", required=False, help_text="填了这里，就按这里的日子记。可以补记一年以内的。",
        error_messages={"invalid": "请填一个有效的日期。"},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    post = forms.ChoiceField(
        error_messages={"required": "请选择岗位。", "invalid_choice": "请选择岗位。"}
    )
    seat = forms.ChoiceField(
        label="谁做的",
        error_messages={"required": "请选择谁做的。", "invalid_choice": "请选择谁做的。"},
    )
    what = forms.CharField(
        label="做了什么", max_length=LONGEST,
        error_messages={
            "required": "请写一句做了什么。", "max_length": f"做了什么最多写 {LONGEST} 个字。",
        },
        widget=forms.Textarea({"rows": 3, "placeholder": "例如：上门劝解一对闹矛盾的夫妻"}),
    )  # fmt: skip
    for_whom = forms.CharField(
        label="为谁做的", max_length=100, required=False,
        error_messages={"max_length": "为谁做的最多写 100 个字。"},
    )  # fmt: skip
    served = forms.IntegerField(
        label="服务了多少人", required=False, min_value=0, max_value=MOST_SERVED,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), BAD_SERVED),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    photo = forms.FileField(
        label="照片", required=False, help_text="不传也行。照片里的拍摄地点等信息会自动去掉。",
        error_messages=dict.fromkeys(("invalid", "empty", "missing"), "照片没有传上来，请重新选。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip

    def __init__(
        self, data: Any, files: Any, *, today: date, seats: Sequence[Appointment],
        posts: Sequence[DutyPost], held: set[int],
    ) -> None:  # fmt: skip
        super().__init__(data, files)
        self.seats = {str(seat.pk): seat for seat in seats}
        mine = [post for post in posts if post.pk in held]
        self.posts = {str(p.pk): p for p in [*mine, *(p for p in posts if p.pk not in held)]}
        self.days = [(today, "今天"), (today - timedelta(days=1), "昨天")]
        who, where = self.fields["seat"], self.fields["post"]
        who.choices = [(pk, _called(seat)) for pk, seat in self.seats.items()]  # type: ignore[attr-defined]  # a ChoiceField
        where.choices = [(pk, post.name) for pk, post in self.posts.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["day"].initial = today
        self.fields["post"].initial = str(mine[0].pk) if len(mine) == 1 else ""
        self.fields["other_day"].widget.attrs["max"] = today.isoformat()
        self.held = {str(pk) for pk in held}

    def clean_photo(self) -> Any:
        """Refuse what is too large before it is read."""
        photo = self.cleaned_data["photo"]
        if photo and photo.size > PHOTO_BYTES:
            raise forms.ValidationError(
                "照片太大，最多 10 MB，请换一张小一点的。", code="photo_size"
            )
        return photo

    @property
    def chosen_day(self) -> str:
        """The day that is ticked, as the form sends it."""
        value = self["day"].value()
        return value.isoformat() if isinstance(value, date) else str(value or "")

    @property
    def is_opened(self) -> bool:
        """Say whether the folded part holds something to look at."""
        names = ("for_whom", "served", "photo")
        return self.is_bound and any(self[n].errors or self[n].value() for n in names)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        photo = clean["photo"]
        return {
            "appointment": self.seats[clean["seat"]], "post": self.posts[clean["post"]],
            "done_on": clean["other_day"] or clean["day"], "what": clean["what"],
            "for_whom": clean["for_whom"], "served": clean["served"],
            "photo": photo.read() if photo else None,
        }  # fmt: skip


def _called(seat: Appointment) -> str:
    return f"{seat.person.name}（{seat.get_office_display()}）"
