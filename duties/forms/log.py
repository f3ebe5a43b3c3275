"""What is filled in for a line of the log: mostly tapped, one sentence typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from duties.models import DutyLogEntry, DutyPost
from duties.rules.log import LONGEST, MOST_SERVED, PHOTO_BYTES
from duties.services import Words
from fulian.admin import ActForm
from members.models import Appointment

BAD_SERVED = "服务人数请填数字，例如 3。"


class WordsForm(ActForm):
    """What a line says: what was done; for whom, how many, when and a photo if she likes."""

    what = forms.CharField(
        label="做了什么", max_length=LONGEST,
        error_messages={
            "required": "请写一句做了什么。", "max_length": f"做了什么最多写 {LONGEST} 个字。",
        },
        help_text=f"一两句话就行，最多 {LONGEST} 个字。",
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
    occasion = forms.CharField(
        label="什么场合", max_length=40, required=False,
        error_messages={"max_length": "场合最多写 40 个字。"},
        widget=forms.TextInput({"placeholder": "例如：清明节", "list": "occasions"}),
    )  # fmt: skip
    photo = forms.FileField(
        label="照片", required=False, help_text="不传也行。照片里的拍摄地点等信息会自动去掉。",
        error_messages=dict.fromkeys(("invalid", "empty", "missing"), "照片没有传上来，请重新选。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    occasions = ("三八节", "清明节", "端午节", "中秋节", "重阳节", "春节", "农忙", "开学")

    def clean_photo(self) -> Any:
        """Refuse what is too large before it is read."""
        photo = self.cleaned_data["photo"]
        if photo and photo.size > PHOTO_BYTES:
            raise forms.ValidationError(
                "照片太大，最多 10 MB，请换一张小一点的。", code="photo_size"
            )
        return photo

    def upload(self) -> bytes | None:
        """Return the photo as it came."""
        photo = self.cleaned_data["photo"]
        return photo.read() if photo else None

    @property
    def is_opened(self) -> bool:
        """Say whether the folded part holds something to look at."""
        names = ("for_whom", "served", "occasion", "photo")
        return any(self[n].errors or self[n].value() for n in names)


class LogForm(WordsForm):
    """A line: a day, a post, who, and what was done."""

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

    @property
    def chosen_day(self) -> str:
        """The day that is ticked, as the form sends it."""
        value = self["day"].value()
        return value.isoformat() if isinstance(value, date) else str(value or "")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {
            "appointment": self.seats[clean["seat"]], "post": self.posts[clean["post"]],
            "done_on": clean["other_day"] or clean["day"], "what": clean["what"],
            "for_whom": clean["for_whom"], "served": clean["served"],
            "occasion": clean["occasion"], "photo": self.upload(),
        }  # fmt: skip


class EditForm(WordsForm):
    """A line that was written; from the eighth day on a reason for changing it."""

    day = forms.DateField(
        label="日期", error_messages={"required": "请填日期。", "invalid": "请填一个有效的日期。"},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    post = forms.ChoiceField(
        label="岗位",
        error_messages={"required": "请选择岗位。", "invalid_choice": "请选择岗位。"},
    )
    without_photo = forms.BooleanField(label="去掉原来的照片", required=False)
    reason = forms.CharField(
        label="更正原因", max_length=100, help_text="原来写的会一起留着，您和主席都能看到。",
        error_messages={
            "required": "请写更正原因。", "max_length": "更正原因最多写 100 个字。",
        },
    )  # fmt: skip
    field_order = (
        "day", "post", "what", "for_whom", "served", "occasion", "photo", "without_photo", "reason",
    )  # fmt: skip

    def __init__(
        self, *args: Any, line: DutyLogEntry, posts: Sequence[DutyPost], today: date,
        is_free: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        names = ("what", "for_whom", "served", "occasion")
        start: dict[str, Any] = {name: getattr(line, name) for name in names}
        start |= {"day": line.done_on, "post": str(line.post_id)}
        super().__init__(*args, initial=start, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        self.offer("post", [(pk, post.name) for pk, post in self.posts.items()])
        self.fields["day"].widget.attrs["max"] = today.isoformat()
        if not line.photo:
            del self.fields["without_photo"]
        if is_free:
            del self.fields["reason"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        said = Words(
            self.posts[clean["post"]], clean["day"], clean["what"], clean["for_whom"],
            clean["served"], clean["occasion"],
        )  # fmt: skip
        told = {"reason": clean["reason"]} if "reason" in clean else {}
        without = bool(clean.get("without_photo"))
        return {"said": said, "photo": self.upload(), "without_photo": without, **told}


class StrikeForm(ActForm):
    """Why a line is to count no more."""

    reason = forms.CharField(
        label="作废原因", max_length=100, help_text="例如：写重了。",
        error_messages={
            "required": "请写作废原因。", "max_length": "作废原因最多写 100 个字。",
        },
    )  # fmt: skip


class FindForm(forms.Form):
    """Which lines are looked for: by words, post and month; what is not understood is left out."""

    q = forms.CharField(label="找什么", required=False, max_length=60)
    post = forms.ChoiceField(label="岗位", required=False)
    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
    )  # fmt: skip

    def __init__(self, data: Any, *, posts: Sequence[DutyPost]) -> None:
        super().__init__(data)
        choices = [("", "全部岗位"), *((str(post.pk), post.name) for post in posts)]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.is_valid()

    @property
    def wanted(self) -> dict[str, Any]:
        """What the query is told."""
        clean = self.cleaned_data
        post = int(clean.get("post") or 0)
        return {"text": clean.get("q", ""), "post": post, "month": clean.get("month")}


def _called(seat: Appointment) -> str:
    return f"{seat.person.name}（{seat.get_office_display()}）"
