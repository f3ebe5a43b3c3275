"""Accounts of cities and provinces, the keys of other installations, and what they send."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian import crypto, signing
from orgs.models import County, SignIn, User
from orgs.queries.divisions import region_named
from orgs.services import changed, image, made, record, verb
from orgs.services.access import open_doorway, phone_key
from reports.models import Oversight, PublishedReport, ReportSource
from reports.queries.canonical import canonical
from reports.queries.totals import own_fingerprint, own_key
from reports.rules import oversight as laws
from reports.rules import parcels
from reports.services.publishing import row_of


@verb("reports.make_overseer", "设立上级查看账号", counts=False)
def make_overseer(
    *, prefix: str, called: str, phone: str, at: datetime, by: User | None
) -> tuple[Oversight, str]:
    """Let the account of ``phone`` read the published reports below ``prefix``; return its code.

    The account belongs to no county. Raises ``ValidationError`` for what is no province's or
    city's code, for a phone that is none, an operator's, or an overseer's already.
    """
    laws.check_region(prefix, called=region_named(prefix))
    number = crypto.normal_phone(phone)
    if not crypto.is_phone(number):
        raise ValidationError("请输入 11 位手机号码。", code="bad_phone")
    key = phone_key(number)
    user, _ = User.objects.select_for_update().get_or_create(county=None, phone_key=key)
    held = Oversight.objects.filter(user=user, ended_at__isnull=True).first()
    laws.check_account_free(is_operator=user.is_operator, oversees=held.called if held else "")
    user.is_active = True
    user.save(update_fields=["is_active"])
    row = Oversight(user=user, prefix=prefix, called=called.strip(), made_at=at)
    row.clean_fields(exclude=["user", "ended_at"])
    row.save()
    record(row, by=by, changes=[made(row)])
    return row, open_doorway(user=user, county=None, at=at)


@verb("reports.link_overseer", "生成上级查看账号的链接", counts=False)
def link_overseer(*, oversight: Oversight, at: datetime, by: User | None) -> str:
    """Return a fresh one-time code for an overseer who forgot her password; older ones die."""
    fresh = _live(oversight)
    record(fresh, by=by)
    return open_doorway(user=fresh.user, county=None, at=at)


@verb("reports.end_overseer", "停用上级查看账号", counts=False)
def end_overseer(*, oversight: Oversight, at: datetime, by: User | None) -> Oversight:
    """Let an overseer see nothing any more, at her next request."""
    fresh = _live(oversight)
    before = image(fresh)
    fresh.ended_at = at
    fresh.save(update_fields=["ended_at"])
    User.objects.filter(pk=fresh.user_id, is_operator=False).update(is_active=False)
    SignIn.objects.filter(user=fresh.user_id, ended_at__isnull=True).update(ended_at=at)
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


@verb("reports.register_source", "登记报告来源", counts=False)
def register_source(
    *, called: str, prefix: str, key: str, at: datetime, by: User | None
) -> ReportSource:
    """Trust what the owner of the public ``key`` says of counties whose code begins ``prefix``."""
    laws.check_realm(prefix)
    laws.check_key(key, own=own_key())
    row = ReportSource(
        called=called.strip(), prefix=prefix, key=key, fingerprint=signing.fingerprint(key),
        registered_at=at,
    )  # fmt: skip
    row.clean_fields(exclude=["ended_at"])
    row.validate_constraints()
    row.save()
    record(row, by=by, changes=[made(row)])
    return row


@verb("reports.end_source", "停用报告来源", counts=False)
def end_source(*, source: ReportSource, at: datetime, by: User | None) -> ReportSource:
    """Take nothing more from an installation; what it sent stays."""
    fresh = ReportSource.objects.select_for_update().get(pk=source.pk)
    if fresh.ended_at is not None:
        raise ValidationError("这个来源已经停用。", code="ended")
    before = image(fresh)
    fresh.ended_at = at
    fresh.save(update_fields=["ended_at"])
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


@verb("reports.take_in", "接收签名报告", counts=False)
def take_in(*, file: bytes, at: datetime, by: User | None, quarter: str = "") -> PublishedReport:
    """Take in the signed report of another installation: the whole of it, or nothing.

    ``quarter`` refuses any other one. Raises ``ValidationError`` for a file that is too large or
    none of ours, an unknown key, a wrong signature, an altered number, a county the sender does
    not speak for or that is kept here, the same again, and an older version.
    """
    told = parcels.opened(file)
    seal, said = told["signature"], told["payload"]["totals"]
    known = ReportSource.objects.select_for_update().filter(ended_at__isnull=True)
    source = known.filter(fingerprint=_plain(seal["key"])).first()
    parcels.check_key_known(source, fingerprint=seal["key"], own=own_fingerprint())
    assert source is not None  # noqa: S101 -- as was just checked
    genuine = signing.is_signed(file, source.key)
    parcels.check_signed(
        genuine=genuine, digest=told["payload"]["sha256"], body=canonical(said)
    )  # fmt: skip
    parcels.check_content(said, at=at, quarter=quarter)
    parcels.check_whose(said, realm=source.prefix, at_home=_is_here(said))
    row = row_of(json.loads(canonical(said)))
    _check_newer(row)
    row.source, row.signature, row.received_at = source, seal["value"], at
    row.save(force_insert=True)
    record(row, by=by, name=f"{row} 第 {row.version} 版")
    return row


def _check_newer(row: PublishedReport) -> None:
    """Refuse what is known, told apart by the county's line of codes."""
    line = Q(county_code__in=[row.county_code, *row.other_codes])
    line |= Q(other_codes__contains=[row.county_code])
    rows = PublishedReport.objects.filter(line, quarter=row.quarter)
    same = PublishedReport.objects.filter(digest=row.digest).exists()
    latest = max(rows.values_list("version", flat=True), default=0)
    parcels.check_newer(
        version=row.version, digest=row.digest, latest=latest, known=row.digest if same else ""
    )


def _is_here(said: dict[str, Any]) -> bool:
    codes = [said["county"], *said["other_codes"]]
    here = County.objects.filter(opened_at__isnull=False)
    return here.filter(Q(code__in=codes) | Q(former_codes__overlap=codes)).exists()


def _plain(text: Any) -> str:
    """Return a fingerprint that can be asked for; nothing for what can be none."""
    return text if isinstance(text, str) and text.isascii() and text.isalnum() else ""


def _live(oversight: Oversight) -> Oversight:
    fresh = Oversight.objects.select_for_update(of=("self",)).select_related("user")
    row = fresh.get(pk=oversight.pk)
    if row.ended_at is not None:
        raise ValidationError("这个账号已经停用。", code="ended")
    return row
