"""One thing sent, settled, recalled; one text: for the tables of verbs, rows and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from duties import services
from duties.models import Dispatch, DispatchReceipt, WorkTemplate
from tests.conftest import NOW, TODAY

SOON = TODAY + timedelta(days=7)


def dispatched(cast: Any, **more: Any) -> Dispatch:
    """Let the county's clerk give both eastern villages under the town, and it, a task."""
    facts: dict[str, Any] = {
        "org": cast.root, "kind": "task", "title": "报名三八节活动", "text": "报上来几个节目。",
        "due_on": SOON, "minutes": 10, "receivers": [cast.town, cast.village], "at": NOW,
        "by": None,
    } | more  # fmt: skip
    return services.send_dispatch(**facts)


def _anew(cast: Any) -> Dispatch:
    """Send once more: the same words are sent once a day."""
    return dispatched(cast, title=f"第{Dispatch.rows.count() + 1}件")


def receipt(cast: Any, sent: Dispatch | None = None, org: Any = None) -> DispatchReceipt:
    """Return the village's part of what was sent."""
    mine = DispatchReceipt.rows.select_related("dispatch")
    return mine.get(dispatch=sent or dispatched(cast), org=org or cast.village)


def template(cast: Any) -> WorkTemplate:
    """Write a text of the county's own."""
    return services.write_template(
        kind="meeting", title=f"{cast.county.name}议事", text="一、报到", on=TODAY, by=cast.admin
    )


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.send_dispatch": dispatched,
    "duties.answer_dispatch": lambda c: services.answer_dispatch(
        receipt=receipt(c), at=NOW, by=None
    ),
    "duties.close_dispatch": lambda c: services.close_dispatch(
        dispatch=dispatched(c), at=NOW, by=None
    ),
    "duties.recall_dispatch": lambda c: services.recall_dispatch(
        dispatch=dispatched(c), reason="发错了", at=NOW, by=None
    ),
    "duties.remind_dispatches": lambda c: services.remind_dispatches(on=TODAY, at=NOW),
    "duties.set_up_templates": lambda c: services.set_up_templates(on=TODAY, by=c.admin),
    "duties.write_template": template,
    "duties.retire_template": lambda c: services.retire_template(
        template=template(c), on=TODAY, by=c.admin
    ),
}
SILENT = {"duties.remind_dispatches": "the messages themselves are the trace"}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    Dispatch: _anew,
    DispatchReceipt: receipt,
    WorkTemplate: template,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each, by what their address has."""
    mine = receipt(cast)
    text = template(cast).pk
    return {
        "sent": mine.dispatch_id, "duties/dispatch": mine.dispatch_id, "dispatches": mine.pk,
        "worktemplate": text, "templates": text,
    }  # fmt: skip
