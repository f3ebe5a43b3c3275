"""What is told of requests: to those who are asked, to the county, to the township that asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from duties.models import Message
from duties.queries import keepers
from duties.services.calendar import messages
from duties.services.due import tell_all
from fulian import scoping
from homes.models import DataRequest, RequestAnswer
from orgs.models import Org

LIST = "/desk/homes/datarequest/"


def tell_receivers(
    request: DataRequest, answers: Sequence[RequestAnswer], what: str, begins: str, at: datetime,
    text: str = "",
) -> int:  # fmt: skip
    """Write a message to whoever answers for each of ``answers``, once for each ``what``."""
    on = timezone.localdate(at)
    orgs = {one.org_id for one in answers}
    told = keepers.chairs_accounts(orgs, on)
    staff = keepers.townships_accounts(on) if orgs - told.keys() else {}
    said = (text or _asks(request))[:300]
    rows = [
        Message(
            county_id=scoping.current().county, org_id=one.org_id, user_id=account,
            key=f"request:{one.pk}:{what}:{account}", title=f"{begins}{request.title}"[:60],
            text=said, link=f"/requests/{one.pk}/", made_at=at,
        )
        for one in answers
        for account in told.get(one.org_id) or staff.get(one.org_id, [])
    ]  # fmt: skip
    tell_all(rows)
    return len(rows)


def _asks(request: DataRequest) -> str:
    until = f"{request.due_on.month}月{request.due_on.day}日前"
    return f"请在{until}填 {request.asks} 项，大约 {request.minutes} 分钟。{request.why}"


def tell_the_county(request: DataRequest, on: date, at: datetime) -> None:
    """Tell the county's administrators and staff that a request waits for their word."""
    root = Org.rows.get(parent__isnull=True)
    tell_all(
        messages(
            root, keepers.county_accounts(on), f"request:{request.pk}:waits{request.version}",
            "有填报等您审批", f"{request.org.title}：{request.title}", f"{LIST}{request.pk}/", at,
        )
    )  # fmt: skip


def tell_the_sender(request: DataRequest, what: str, begins: str, at: datetime) -> None:
    """Tell the township what the county said."""
    accounts = keepers.townships_accounts(timezone.localdate(at)).get(request.org_id, [])
    title = f"{begins}{request.title}"[:60]
    tell_all(
        messages(
            request.org, accounts, f"request:{request.pk}:{what}", title, request.answer,
            f"{LIST}{request.pk}/", at,
        )
    )  # fmt: skip
