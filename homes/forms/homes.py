"""Forms about Women's Homes, shared by desk and phone. They ask; services decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.forms.arranging import DayForm
from fulian.admin import ActForm
from homes.forms.acts import GONE, NOBODY, seats_said
from homes.models import (
    HomeKind,
    MicroPlace,
    Platform,
    Premises,
    SiteType,
    WomensHome,
)
from members.models import Appointment


def _choices(field: Any, rows: Sequence[tuple[str, str]]) -> None:
    field.choices = rows


class PlaceFacts(forms.Form):
    """Where a physical home is, and when it is open."""

    address = forms.CharField(
        label="在哪里", max_length=100, required=False, help_text="例如：村部二楼，党群服务中心旁。"
    )
    hours = forms.CharField(
        label="什么时候开门", max_length=100, required=False,
        help_text="例如：周一到周五上午 9 点到 11 点。群众在公开页面看得到。",
    )  # fmt: skip
    site_type = forms.ChoiceField(
        label="在什么场所里", required=False, choices=[("", "请选择"), *SiteType.choices]
    )
    premises = forms.ChoiceField(
        label="场地是谁的", required=False, choices=[("", "请选择"), *Premises.choices],
        help_text="自建：妇联自己的。共建共用：和别的单位一起建。他建共用：用别的单位的。",
    )  # fmt: skip
    partner = forms.CharField(
        label="和哪个单位", max_length=80, required=False, help_text="共建共用、他建共用的要写。"
    )


class FoundForm(DayForm, PlaceFacts):
    """The homes an organisation lacks, founded together."""

    kinds = forms.MultipleChoiceField(
        label="建哪些", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要登记的。", "invalid_choice": "已经登记过了。"},
        help_text="实体的和网上的要同步建。确实还没有网上的，可以先只登记一样。",
    )  # fmt: skip
    platform = forms.ChoiceField(label="网上的在哪里", required=False, choices=Platform.choices)
    online = forms.CharField(
        label="网上的叫什么",
        max_length=60,
        required=False,
        help_text="不填就叫“某某村网上妇女之家”。",
    )
    field_order = ("kinds", "address", "hours", "platform", "online", "on", "site_type",
                   "premises", "partner")  # fmt: skip
    later = ("site_type", "premises", "partner")

    def __init__(self, *args: Any, lacks: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "建立日期"
        _choices(self.fields["kinds"], [(k, HomeKind(k).label) for k in lacks])
        self.fields["kinds"].initial = list(lacks)
        if "online" not in lacks:
            del self.fields["platform"], self.fields["online"]
        if "physical" not in lacks:
            for name in ("address", "hours", "site_type", "premises", "partner"):
                del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        names = ("address", "hours", "site_type", "premises", "partner")
        physical = {name: clean[name] for name in names if clean.get(name)}
        online = {"name": clean.get("online", ""), "platform": clean.get("platform", "")}
        return {"kinds": clean["kinds"], "on": clean["on"], "physical": physical, "online": online}


class OwnHomesForm(FoundForm):
    """The same on the phone: she stands in it, so she says where it is, and who answers for it."""

    seat = forms.ChoiceField(
        label="谁负责", required=False, error_messages={"invalid_choice": GONE}
    )

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.order_fields(["kinds", "address", "hours", "seat", *self.fields])
        _choices(self.fields["seat"], [NOBODY, *seats_said(seats)])
        self.fields["seat"].initial = next(iter(self.seats), "")  # the chair comes first

    def clean(self) -> dict[str, Any]:
        """Refuse a physical home nobody could find: the public page says where it is."""
        clean = self.cleaned_data
        chosen = HomeKind.PHYSICAL in clean.get("kinds", ())
        if chosen and not clean.get("address") and "address" not in self.errors:
            self.add_error("address", ValidationError("请写在哪里，群众要找得到。", code="where"))
        return clean

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        manager = self.seats.get(self.cleaned_data["seat"])
        return super().facts() | {"manager": manager, "seen_on": self.today}


class PhysicalForm(ActForm, PlaceFacts):
    """What is known of a physical home."""

    name = forms.CharField(label="名称", max_length=60)
    area = forms.IntegerField(
        label="面积（平方米）", required=False, min_value=1, max_value=100_000
    )
    keys = forms.CharField(
        label="钥匙谁保管", max_length=40, required=False, help_text="只有自己人看得到，从不公开。"
    )
    womens_and_childrens_home = forms.BooleanField(label="也是妇女儿童之家", required=False)
    field_order = ("hours", "address", "keys", "name", "site_type", "premises", "partner", "area")


class OnlineForm(ActForm):
    """What is known of an online home."""

    name = forms.CharField(label="名称", max_length=60)
    platform = forms.ChoiceField(
        label="平台", required=False, choices=[("", "请选择"), *Platform.choices]
    )
    address = forms.CharField(
        label="在网上怎么找到", max_length=100, required=False,
        help_text="例如：公众号“白莲女声”。不要写进群的口令和二维码。",
    )  # fmt: skip


class MicroFacts(ActForm):
    """What is known of a micro-home."""

    name = forms.CharField(label="名称", max_length=60, help_text="例如：桂花屋场妇女微家。")
    unit_kind = forms.ChoiceField(
        label="在哪一类地方", required=False, choices=[("", "请选择"), *MicroPlace.choices]
    )
    unit = forms.CharField(
        label="哪个小组、网格或单位", max_length=60, required=False, help_text="例如：桂花屋场。"
    )
    address = forms.CharField(label="在哪里", max_length=100, required=False)
    hours = forms.CharField(label="什么时候开门", max_length=100, required=False)
    host = forms.CharField(
        label="谁主持", max_length=40, required=False, help_text="要她本人同意才登记，从不公开。"
    )
    consented = forms.BooleanField(label="她本人同意登记姓名", required=False)
    keys = forms.CharField(label="钥匙谁保管", max_length=40, required=False)

    def told(self, today: Any) -> dict[str, Any]:
        """Return the facts as the service takes them: consent as the day it was given."""
        facts = {k: v for k, v in self.cleaned_data.items() if k not in ("consented", "on")}
        given = facts["host"] and self.cleaned_data["consented"]
        return facts | {"host_consented_on": today if given else None}


class MicroForm(DayForm, MicroFacts):
    """A new micro-home."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "建立日期"
        self.order_fields([n for n in self.fields if n != "on"])


FACTS: dict[str, type[ActForm]] = {
    HomeKind.PHYSICAL: PhysicalForm, HomeKind.ONLINE: OnlineForm, HomeKind.MICRO: MicroFacts,
}  # fmt: skip


def facts_of(home: WomensHome) -> dict[str, Any]:
    """Return what the form of corrections shows first."""
    known = {name: getattr(home, name) for name in FACTS[home.kind].base_fields
             if name != "consented"}  # fmt: skip
    if home.kind == HomeKind.MICRO:
        known["consented"] = home.host_consented_on is not None
    return known
