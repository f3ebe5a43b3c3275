"""What a signed report of another installation must look like to be taken in.

Only what is named here may stand in it: a key nobody knows is refused, so nothing of a person can
ride along.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from orgs.models import Level
from reports.catalogue import BY_ID, Indicator, Kind
from reports.rules.quarters import check_over, parse

FORM = "fulian-report-1"
MOST_BYTES = 4 * 1024 * 1024
MOST_NUMBER = 10**13
MOST_PLACES = 500
COUNTY = re.compile(r"[1-9][0-9]{5}")
PLACE = re.compile(r"[0-9]{12}(-[0-9]{1,3})*")
DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[^\x00-\x1f\x7f<>\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,60}")
KEYS = {
    "form", "county", "name", "other_codes", "quarter", "taken_on", "version", "published_at",
    "report", "indicators", "places",
}  # fmt: skip
NOT_OURS = "这不是本系统的季度报告文件，请选择对方“下载签名文件”得到的文件。"
ALTERED = "签名不对：文件在途中被改动过，或者不是登记的系统发来的。没有收下任何内容。"


def opened(file: bytes) -> dict[str, Any]:
    """Return the file's envelope; refuse what is too large, and what is no envelope."""
    if len(file) > MOST_BYTES:
        raise ValidationError("文件太大：一份季度报告不超过 4 MB，请核对文件。", code="too_large")
    try:
        told = json.loads(file)
        seal, facts = told["signature"], told["payload"]
        fits = isinstance(facts["totals"], dict) and all(
            isinstance(text, str) for text in (seal["key"], seal["value"], facts["sha256"])
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits or set(told) != {"payload", "signature"} or set(facts) != {"totals", "sha256"}:
        raise ValidationError(NOT_OURS, code="not_a_report")
    return dict(told)


def check_key_known(source: Any, *, fingerprint: str, own: str) -> None:
    """Refuse a file whose signer is not registered, or is this very installation."""
    if fingerprint == own:
        raise ValidationError("这份文件是本系统自己发布的，不用再接收。", code="own_file")
    if source is None:
        shown = fingerprint[:16] if fingerprint.isalnum() else ""
        raise ValidationError(
            f"发来这份文件的系统还没有登记公钥（指纹 {shown}）。请先向对方核对，再登记公钥。",
            code="unknown_key",
        )


def check_signed(*, genuine: bool, digest: str, body: str) -> None:
    """Refuse a file that was altered on its way, or whose sum is not that of its content."""
    if not genuine or hashlib.sha256(body.encode()).hexdigest() != digest:
        raise ValidationError(ALTERED, code="altered")


def check_content(said: dict[str, Any], *, at: datetime, quarter: str = "") -> None:
    """Refuse a content that is not a county's totals of one quarter that is over.

    ``quarter`` is the one that was asked for. Raises ``ValidationError`` with the first fault.
    """
    if set(said) != KEYS or said["form"] != FORM:
        raise _wrong("文件的格式版本与本系统不同，请双方先升级到同一版本。", "other_form")
    _check_head(said, at)
    if quarter and said["quarter"] != quarter:
        asked, told = parse(quarter).called, parse(said["quarter"]).called
        raise _wrong(f"这是{told}的报告，不是{asked}的。", "other_quarter")
    known = {one.id: one.version for one in BY_ID.values()}
    told = said["indicators"]
    if not isinstance(told, dict) or any(known.get(one) != told[one] for one in told):
        raise _wrong("指标口径的版本与本系统不同，请双方先升级到同一版本。", "other_catalogue")
    _check_places(said)


def check_whose(said: Mapping[str, Any], *, realm: str, at_home: bool) -> None:
    """Refuse a report of a county the sender does not speak for, or that is kept right here."""
    if not all(code.startswith(realm) for code in (said["county"], *said["other_codes"])):
        raise _wrong(
            f"登记的这个系统只管 {realm} 开头的县，不能发 {said['county']} 的报告。", "not_its_own"
        )
    if at_home:
        raise _wrong(f"{said['name']}就在本系统里，不接收从外面发来的报告。", "at_home")
    codes = {said["county"], *said["other_codes"]}
    if any(place["code"][:6] not in codes for place in said["places"]):
        raise _wrong("文件里有别的县的组织，没有收下任何内容。", "bad_figures")


def check_newer(*, version: int, digest: str, latest: int, known: str) -> None:
    """Refuse the same again, an older version, and another content under the same number."""
    if digest == known:
        raise _wrong("这份报告已经收过，没有重复保存。", "twice")
    if version < latest:
        raise _wrong(f"已经收到更新的第 {latest} 版，这份是第 {version} 版，没有收下。", "older")
    if version == latest:
        raise _wrong(
            f"第 {version} 版已经收过，内容却不同。请与对方核对；更正要用新的版本。",
            "same_version",
        )


def _check_head(said: dict[str, Any], at: datetime) -> None:
    texts = [said[k] for k in ("county", "name", "quarter", "taken_on", "published_at", "report")]
    others = said["other_codes"]
    fits = (
        all(isinstance(one, str) for one in texts)
        and isinstance(others, list)
        and all(isinstance(code, str) and COUNTY.fullmatch(code) for code in others)
        and bool(COUNTY.fullmatch(said["county"]) and NAME.fullmatch(said["name"]))
        and bool(DIGEST.fullmatch(said["report"]))
        and _is_count(said["version"], 10_000)
        and said["version"] > 0
    )
    if not fits:
        raise _wrong(NOT_OURS, "not_a_report")
    quarter = parse(said["quarter"])
    check_over(quarter, at=at)
    if said["taken_on"] != quarter.last.isoformat():
        raise _wrong("截止日期不是这个季度的最后一天。", "other_day")
    try:
        published = datetime.fromisoformat(said["published_at"])
        is_past = quarter.ends_at <= published <= at
    except (ValueError, TypeError):
        is_past = False
    if not is_past:
        raise _wrong("发布时间不对：应在季度结束以后、现在以前。", "bad_time")


def _check_places(said: dict[str, Any]) -> None:
    places = said["places"]
    fits = (
        isinstance(places, list)
        and 0 < len(places) <= MOST_PLACES
        and all(_is_place(place, said["indicators"]) for place in places)
        and [place["level"] for place in places].count(Level.COUNTY) == 1
        and places[0]["level"] == Level.COUNTY
        and len({place["code"] for place in places}) == len(places)
    )
    if not fits:
        raise _wrong("文件里有看不懂的组织或数字，没有收下任何内容。", "bad_figures")


def _is_place(place: Any, indicators: Mapping[str, int]) -> bool:
    if not isinstance(place, dict) or set(place) != {"code", "title", "level", "figures"}:
        return False
    texts = (place["code"], place["title"], place["level"])
    if not all(isinstance(text, str) for text in texts):
        return False
    return (
        bool(PLACE.fullmatch(place["code"]) and NAME.fullmatch(place["title"]))
        and place["level"] in (Level.COUNTY, Level.TOWNSHIP)
        and isinstance(place["figures"], dict)
        and all(
            name in indicators and _is_figure(BY_ID[name], pair)
            for name, pair in place["figures"].items()
        )
    )


def _is_figure(indicator: Indicator, pair: Any) -> bool:
    if pair is None:  # hidden: too few of something sensitive
        return indicator.is_sensitive
    if not isinstance(pair, list) or len(pair) != len(indicator.columns):
        return False
    if not all(_is_count(one, MOST_NUMBER) for one in pair):
        return False
    return indicator.kind not in (Kind.RATE, Kind.GAPS) or pair[0] <= pair[1]


def _is_count(number: Any, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most


def _wrong(says: str, code: str) -> ValidationError:
    return ValidationError(says, code=code)
