"""What is filled in for an activity: a title, a day and a place are enough; the rest may wait."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.forms.needs import GONE, called, day, number, words
from fulian.admin import ActForm
from homes.models import Activity, Theme
from homes.queries.activities import Choices, partners_named
from homes.rules.activities import LONGEST_REASON, LONGEST_SUMMARY
from homes.services import Plan
from orgs.forms.desk import DeskForm, OrgField

NONE = ("", "不选")
LAST_MINUTE = time(23, 59)


def o_clock(label: str, *, required: bool = True) -> forms.TimeField:
    """Return a field for a time of the day."""
    said = "请填几点，例如 19:30。"
    return forms.TimeField(
        label=label, required=required, error_messages={"required": said, "invalid": said},
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )  # fmt: skip


def short(label: str, most: int, *, required: bool = False, hint: str = "") -> forms.CharField:
    """Return a field for a few words in one line."""
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint,
        error_messages={"required": f"请写{label}。", "max_length": f"{label}最多写 {most} 个字。"},
    )  # fmt: skip


def pick(label: str) -> Any:
    """Return a field to choose one of a list that is filled later, or none."""
    return forms.ChoiceField(label=label, required=False, error_messages={"invalid_choice": GONE})


class ActivityForm(ActForm):
    """An activity: the first four are asked for, all others may be left out."""

    title = short("活动名称", 40, required=True)
    on = day("哪一天")
    hour = o_clock("几点开始")
    place = short("地点", 60, hint="例如：村委会二楼、文化广场。")
    what = words("活动内容", 500, required=False, hint="会公开，不要写个人的隐私。")
    until = o_clock("几点结束", required=False)
    last_on = day("最后一天", required=False, hint="只办一天就不填。")
    responsible = pick("谁负责")
    theme = forms.ChoiceField(
        label="活动品牌", choices=Theme.choices, initial=Theme.OTHER, required=False
    )
    campaign = pick("属于哪个主题或行动")
    home = pick("在哪个妇女之家")
    posts = forms.TypedMultipleChoiceField(
        label="履行哪些岗位", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )  # fmt: skip
    partners = words("和谁联办", 1000, required=False,
                     hint="一行一个，例如：黄泥村妇联、镇卫生院。")  # fmt: skip
    first = ("title", "on", "hour", "place")

    def __init__(
        self, *args: Any, choices: Choices, activity: Activity | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lists: dict[str, dict[str, Any]] = {
            "responsible": {str(one.pk): one for one in choices.seats},
            "campaign": {str(one.pk): one for one in choices.campaigns},
            "home": {str(one.pk): one for one in choices.homes},
            "posts": {str(one.pk): one for one in choices.posts},
        }
        kept = getattr(activity, "responsible", None)
        if kept is not None:
            self.lists["responsible"].setdefault(str(kept.pk), kept)
        for name, rows in self.lists.items():
            told = [(key, called(row) if name == "responsible" else str(row))
                    for key, row in rows.items()]  # fmt: skip
            field: Any = self.fields[name]
            field.choices = told if name == "posts" else [NONE, *told]
        for name in [name for name in ("campaign", "home", "posts") if not self.lists[name]]:
            del self.fields[name]

    @property
    def rest(self) -> list[Any]:
        """Return the boxes that may be left out."""
        return [box for box in self if box.name not in self.first]

    @property
    def is_opened(self) -> bool:
        """Whether what may be left out is shown at once: something of it is wrong."""
        return any(box.errors for box in self.rest)

    def plan(self) -> Plan:
        """Return what the service is told."""
        clean, chosen = self.cleaned_data, self._chosen
        orgs, units = partners_named(clean["partners"].splitlines())
        if any(len(unit) > 40 for unit in units):
            raise ValidationError({"partners": "单位名称最多写 40 个字。"})
        return Plan(
            title=clean["title"], what=clean["what"], place=clean["place"],
            theme=clean["theme"] or Theme.OTHER, partners=orgs, units=units,
            starts_at=_moment(clean["on"], clean["hour"]), ends_at=self._ends_at(),
            responsible=chosen("responsible"), campaign=chosen("campaign"), home=chosen("home"),
            posts=[self.lists["posts"][str(pk)] for pk in clean.get("posts", [])],
        )  # fmt: skip

    def _chosen(self, name: str) -> Any:
        return self.lists[name].get(self.cleaned_data.get(name, ""))

    def _ends_at(self) -> datetime | None:
        clean = self.cleaned_data
        if not clean["until"] and not clean["last_on"]:
            return None
        return _moment(clean["last_on"] or clean["on"], clean["until"] or LAST_MINUTE)


def start_of(activity: Activity) -> dict[str, Any]:
    """Return what the form to change an activity begins with."""
    begins = timezone.localtime(activity.starts_at)
    ends = timezone.localtime(activity.ends_at) if activity.ends_at else None
    several = ends is not None and ends.date() != begins.date()
    return {
        "title": activity.title, "on": begins.date(), "hour": begins.time(),
        "place": activity.place, "what": activity.what, "theme": activity.theme,
        "until": ends.time() if ends and ends.time() != LAST_MINUTE else None,
        "last_on": ends.date() if ends and several else None,
        "responsible": str(activity.responsible_id or ""), "home": str(activity.home_id or ""),
        "campaign": str(activity.campaign_id or ""),
        "posts": list(activity.posts.values_list("post_id", flat=True)),
        "partners": "\n".join(
            str(one) for one in activity.co_organisers.select_related("org").order_by("pk")
        ),
    }  # fmt: skip


class PlaceForm(DeskForm):
    """For which organisation the desk plans."""

    org = OrgField(label="组织", help_text="哪个组织的活动。输入名称或代码查找。")


class OpenForm(ActForm):
    """How many may come, and until when they may say so."""

    capacity = number("名额")
    last_on = day("报名到哪一天", required=False, hint="这一天还可以报。不填就到活动开始。")

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.fields["capacity"].help_text = "不填就不限人数。满了以后再报的排候补。"
        self.fields["capacity"].initial = activity.capacity
        if activity.closes_at and activity.closes_at < activity.starts_at:
            last = timezone.localtime(activity.closes_at) - timedelta(seconds=1)
            self.fields["last_on"].initial = last.date()

    def facts(self) -> dict[str, Any]:
        """Return what the service is told: a day holds until its midnight, or until it begins."""
        clean = self.cleaned_data
        last: date | None = clean["last_on"]
        closes = _moment(last + timedelta(days=1), time()) if last else None
        if closes and last == timezone.localdate(self.activity.starts_at):
            closes = self.activity.starts_at
        return {"capacity": clean["capacity"], "closes_at": closes}


class CallOffForm(ActForm):
    """Why it does not take place."""

    because = short("为什么取消", LONGEST_REASON, required=True, hint="报了名的人会在页面上看到。")


class Photos(forms.FileInput):
    """Several photos at once."""

    allow_multiple_selected = True


class OutcomeForm(ActForm):
    """How it went: two numbers; words, photos and a line in the log if she likes."""

    attendances = number("人次")
    persons = number("人数")
    summary = words("小结", LONGEST_SUMMARY, required=False,
                    hint="一两句话就好。可以发到群里给大家看，不要写个人的隐私。")  # fmt: skip
    photos = forms.FileField(
        label="照片", required=False, widget=Photos({"multiple": True, "accept": "image/*"}),
        help_text="可以不放。照片会缩小，去掉拍摄地点，两年后自动删除。",
    )  # fmt: skip
    with_log = forms.BooleanField(label="同时记一条履岗记录", required=False)

    def __init__(self, *args: Any, activity: Activity, came: int, logs: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        start = {"attendances": activity.attendances, "persons": activity.persons}
        for name, known in start.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填{self.fields[name].label}。"
            self.fields[name].initial = (came or None) if known is None else known
        self.fields["attendances"].help_text = "来一回算一个人次，同一个人来三回算三人次。"
        self.fields["persons"].help_text = "一个人只算一次。"
        self.fields["summary"].initial = activity.summary
        if not logs or activity.summary:
            del self.fields["with_log"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told, but for the photos."""
        clean = self.cleaned_data
        return {k: clean[k] for k in ("attendances", "persons", "summary")} | {
            "with_log": clean.get("with_log", False)
        }


def _moment(on: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, at))
