"""Requests in every state, for the tables of verbs, rows and addresses, and for the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from homes import services
from homes.models import ArrangedDay, DataRequest, RequestAnswer, RequestField
from homes.queries.gate import gate_of
from homes.rules.asking import Asked
from homes.rules.gate import Decision
from orgs.models import Org
from tests.conftest import NOW, TODAY

DUE = TODAY + timedelta(days=10)
FIELDS = (
    Asked("留守老人户数", "number", "常年不在家的不算"),
    Asked("有没有棋牌室", "yes_no"),
    Asked("主要作物", "choice", options=("水稻", "油茶", "其他")),
    Asked("想说的话", "text"),
)


def drafted(cast: Any, **more: Any) -> DataRequest:
    """Let the county write down what it asks the village and its township."""
    facts: dict[str, Any] = {
        "org": cast.root, "title": "冬季关爱摸底", "why": "安排冬季慰问物资", "minutes": 5,
        "due_on": DUE, "places": [cast.town, cast.village], "fields": FIELDS, "at": NOW, "by": None,
    } | more  # fmt: skip
    return services.draft_request(**facts)


def through(request: DataRequest, **more: Any) -> DataRequest:
    """Send a request through the gate, everything the system knows asked all the same."""
    gate = gate_of(request, timezone.localdate(more.get("at", NOW)))
    why = {pk: Decision(why="要最新的数") for pk in gate.found}
    decisions = why | more.pop("decisions", {})
    facts: dict[str, Any] = {"seen": gate.total(gate.asks(decisions)), "at": NOW, "by": None} | more
    return services.send_request(request=request, decisions=decisions, **facts)


def sent(cast: Any, **more: Any) -> DataRequest:
    """Send what the county asks."""
    return through(drafted(cast, **more), at=more.get("at", NOW))


def waiting(cast: Any, **more: Any) -> DataRequest:
    """Let the township ask with too little time: it waits for the county."""
    facts: dict[str, Any] = {"org": cast.town, "places": [cast.village], "due_on": TODAY} | more
    return through(drafted(cast, **facts), excuse="明天就要", at=facts.get("at", NOW))


def closed(cast: Any) -> DataRequest:
    """Ask, and end it."""
    return services.close_request(request=sent(cast), at=NOW, by=None)


def answer(cast: Any, request: DataRequest | None = None, org: Org | None = None) -> RequestAnswer:
    """Return the village's part of a request."""
    rows = RequestAnswer.rows.select_related("request", "org")
    return rows.get(request=request or sent(cast), org=org or cast.village)


def values_for(request: DataRequest, **more: str) -> dict[str, str]:
    """Return an answer to every field that is asked, by its key; ``more`` by the field's kind."""
    said = {"number": "12", "yes_no": "yes", "choice": "油茶", "text": "谢谢", "date": "2026-11-01"}
    said |= more
    fields = RequestField.rows.filter(request=request, known="")
    return {str(one.pk): said[one.kind] for one in fields}


def answered(cast: Any, request: DataRequest | None = None, **more: Any) -> RequestAnswer:
    """Answer for the village."""
    mine = answer(cast, request)
    given: dict[str, Any] = {"values": values_for(mine.request), "at": NOW, "by": None} | more
    return services.answer_request(answer=mine, **given)


def _old(cast: Any) -> Any:
    answered(cast)
    later = TODAY.replace(year=TODAY.year + 3)
    return services.empty_old_requests(on=later, at=NOW)


def _keep(cast: Any) -> Any:
    mine = answer(cast)
    return services.keep_answer_draft(answer=mine, values=values_for(mine.request), at=NOW, by=None)


def _returned(cast: Any) -> Any:
    return services.return_request(request=waiting(cast), reason="分两次报", at=NOW, by=None)


def _dropped(cast: Any) -> Any:
    sent(cast)
    return services.drop_answers(org=cast.village, on=TODAY, by=None)


def _recalled(cast: Any) -> Any:
    return services.recall_request(request=sent(cast), reason="发错了", at=NOW, by=None)


def arranged_day(cast: Any) -> ArrangedDay:
    """Return a day off of the county."""
    known = ArrangedDay.rows.filter(org=cast.root).first()
    return known or _arranged(cast)[0]


def _arranged(cast: Any) -> list[ArrangedDay]:
    day = TODAY + timedelta(days=400 if cast.county.code == "430424" else 401)
    return services.arrange_days(
        first=day, last=day, works=False, name="放假", today=TODAY, by=None
    )


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.arrange_days": _arranged,
    "homes.draft_request": drafted,
    "homes.send_request": sent,
    "homes.approve_request": lambda c: services.approve_request(
        request=waiting(c), at=NOW, by=None
    ),
    "homes.return_request": _returned,
    "homes.close_request": closed,
    "homes.reopen_request": lambda c: services.reopen_request(request=closed(c), by=None),
    "homes.recall_request": _recalled,
    "homes.remind_request": lambda c: services.remind_request(request=sent(c), at=NOW, by=None),
    "homes.remind_requests": lambda c: services.remind_requests(on=TODAY, at=NOW),
    "homes.empty_old_requests": _old,
    "homes.keep_answer_draft": _keep,
    "homes.answer_request": answered,
    "homes.hand_request": lambda c: services.hand_request(
        answer=answer(c), to=None, at=NOW, by=None
    ),
    "homes.drop_answers": _dropped,
}
SILENT = {
    "homes.remind_requests": "the messages themselves are the trace",
    "homes.keep_answer_draft": "what she has not sent is nobody's business",
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    DataRequest: sent,
    RequestField: lambda c: RequestField.rows.filter(request=sent(c)).order_by("pk")[0],
    RequestAnswer: answer,
    ArrangedDay: arranged_day,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each, by what their address has."""
    mine = answer(cast)
    return {"datarequest": mine.request_id, "requests": mine.pk, "answers": mine.pk,
            "asked": mine.request_id}  # fmt: skip
