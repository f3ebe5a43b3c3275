"""One of everything of codes on paper, kept filters, and the county's export; their addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgs import services
from orgs.models import ClaimCode, Role, SavedFilter
from orgs.queries import hats
from orgs.services.leaving import note_import
from tests.conftest import NOW, PASSWORD, TODAY

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
code/                                    200   200   200     200     200   200     200     200     200     200     200
code/<org:code>/                         200   200   200     200     200   200     200     200     200     200     200
code/<org:code>/<str:secret>/            200   200   200     200     200   200     200     200     200     200     200
desk/orgs/claimcode/                     302   200   403     403     200   403     403     200     403     200     302
desk/orgs/claimcode/add/                 302   200   403     403     200   403     403     200     403     200     302
desk/orgs/claimcode/sheet/               302   302   403     403     302   403     403     302     403     302     302
desk/orgs/claimcode/<int:pk>/            302   200   403     403     200   403     403     404     403     200     302
desk/orgs/claimcode/<int:pk>/revoke/     302   200   403     403     200   403     403     404     403     200     302
desk/orgs/savedfilter/                   302   200   200     200     200   403     403     200     403     200     302
desk/orgs/savedfilter/add/               302   404   404     404     404   403     403     404     403     404     302
desk/orgs/savedfilter/<int:pk>/          302   200   404     404     404   403     403     404     403     404     302
desk/orgs/savedfilter/<int:pk>/remove/   302   200   404     404     404   403     403     404     403     404     302
desk/orgs/org/leaving/                   302   200   403     403     403   403     403     200     403     200     302
desk/orgs/org/leaving/seen/              302   302   403     403     403   403     403     302     403     302     302
desk/orgs/org/leaving/file/              302   404   403     403     403   403     403     404     403     404     302
"""  # noqa: E501 -- a table
OPEN = {"code/", "code/<org:code>/", "code/<org:code>/<str:secret>/"}


def _worn(cast: Any) -> Any:
    if cast.admin.hat is None:
        cast.admin.hat = hats.grant_hat(cast.admin, cast.county, None, TODAY)[0]  # type: ignore[index]  # she has it
    return cast.admin


def _codes(cast: Any) -> Any:
    admin = _worn(cast)
    return services.make_claims(under=cast.village, role=Role.CHAIR, by=admin, at=NOW)


def _code(cast: Any) -> ClaimCode:
    _codes(cast)
    return ClaimCode.rows.order_by("-pk")[0]


def _take_up(cast: Any) -> Any:
    (slip,) = _codes(cast)
    return services.take_up_claim(
        org_code=cast.village.code, code=slip.code, name="白春燕", phone="10099990001",
        password=PASSWORD, address="192.0.2.7", at=NOW,
    )  # fmt: skip


def _filter(cast: Any) -> SavedFilter:
    return services.save_filter(
        page="orgs.org", name="村级", query="level__exact=village", is_shared=True, by=_worn(cast)
    )


VERBS: dict[str, Callable[[Any], Any]] = {
    "orgs.make_claims": _codes,
    "orgs.revoke_claim": lambda c: services.revoke_claim(claim=_code(c), by=c.admin, at=NOW),
    "orgs.take_up_claim": _take_up,
    "orgs.save_filter": _filter,
    "orgs.change_filter": lambda c: services.change_filter(
        saved=_filter(c), name="各村", is_shared=False, by=c.admin
    ),
    "orgs.remove_filter": lambda c: services.remove_filter(saved=_filter(c), by=c.admin),
    "orgs.export_county": lambda c: services.export_county(reason="迁往市平台", by=c.admin, at=NOW),
    "orgs.import_county": lambda c: note_import(county=c.county, by=None),
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {ClaimCode: _code, SavedFilter: _filter}


def pks(cast: Any) -> dict[str, int]:
    """Make one of each that has an address; return keys by model name."""
    return {"claimcode": _code(cast).pk, "savedfilter": _filter(cast).pk}
