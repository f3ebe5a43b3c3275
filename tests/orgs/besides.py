"""One of everything beside the tree: how each verb is done once, its rows, and its addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgs import services
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    Org,
    ReformStep,
    WomensSocialOrganisation,
)
from tests.conftest import TODAY


def unit(cast: Any, name: str = "东镇卫生院", **facts: Any) -> MemberUnit:
    """Let a unit join the town's federation."""
    facts = {"sector": "public_institution", "contact": "陶晓岚", "on": TODAY, "by": None} | facts
    return services.admit_unit(**{"org": cast.town, "name": name} | facts)


def group_member(cast: Any, name: str = "女企业家协会", **facts: Any) -> GroupMember:
    """Admit a group member of the county."""
    facts = {"on": TODAY, "by": None, "women": 60, "contact": "白春燕"} | facts
    return services.admit_group_member(**{"org": cast.root, "name": name} | facts)


def social(cast: Any, name: str = "巧手工坊", **facts: Any) -> WomensSocialOrganisation:
    """Let the town support a women's social organisation."""
    facts = {"support": "cultivated", "leader": "沈秋月", "on": TODAY, "by": None} | facts
    return services.note_social(**{"org": cast.town, "name": name} | facts)


def sibling(cast: Any) -> Org:
    """Return the other village of the town."""
    found: Org = Org.rows.filter(parent=cast.town).exclude(pk=cast.village.pk).get()
    return found


def cluster(cast: Any, name: str = "城南片区", **facts: Any) -> Cluster:
    """Build a cluster of the town's two villages."""
    facts = {"kind": "community", "on": TODAY, "by": None, "core": cast.village} | facts
    facts.setdefault("members", [sibling(cast)])
    return services.form_cluster(**{"org": cast.town, "name": name} | facts)


def reform(cast: Any, **facts: Any) -> ReformStep:
    """Keep how far the town's regionalisation is."""
    facts = {"matter": "regionalisation", "status": "done", "on": TODAY, "by": None} | facts
    return services.note_reform(**{"org": cast.town} | facts)


def _change_cluster(cast: Any) -> Cluster:
    return services.change_cluster(
        cluster=cluster(cast), name="城北片区", core=cast.village, members=[sibling(cast)],
        on=TODAY, by=cast.admin,
    )  # fmt: skip


def _end_beside(cast: Any) -> int:
    cluster(cast)
    return services.end_beside(org=cast.village, on=TODAY, by=cast.admin)


def _leave_clusters(cast: Any) -> int:
    cluster(cast)
    return services.leave_clusters(
        org=cast.village, parent=cast.other_town, on=TODAY, by=cast.admin
    )


def _park(cast: Any) -> Org:
    return services.found_org(parent=cast.town, name="巾帼园", kind="branch", on=TODAY, by=None)


def _classify(cast: Any) -> Org:
    return services.classify_org(org=_park(cast), field="park", by=cast.admin)


VERBS: dict[str, Callable[[Any], Any]] = {
    "orgs.admit_unit": lambda c: unit(c, by=c.admin),
    "orgs.change_unit": lambda c: services.change_unit(
        unit=unit(c), name="县医院", sector="public_institution", contact="", by=c.admin
    ),
    "orgs.end_unit": lambda c: services.end_unit(unit=unit(c), on=TODAY, by=c.admin),
    "orgs.admit_group_member": lambda c: group_member(c, by=c.admin),
    "orgs.change_group_member": lambda c: services.change_group_member(
        member=group_member(c), name="女创客协会", contact="", women=None, by=c.admin
    ),
    "orgs.end_group_member": lambda c: services.end_group_member(
        member=group_member(c), on=TODAY, by=c.admin
    ),
    "orgs.note_social": lambda c: social(c, by=c.admin),
    "orgs.change_social": lambda c: services.change_social(
        social=social(c), name="手工坊", support="supported", field="手工", leader="",
        is_registered=True, is_allied=False, by=c.admin,
    ),
    "orgs.end_social": lambda c: services.end_social(social=social(c), on=TODAY, by=c.admin),
    "orgs.form_cluster": lambda c: cluster(c, by=c.admin),
    "orgs.change_cluster": _change_cluster,
    "orgs.dissolve_cluster": lambda c: services.dissolve_cluster(
        cluster=cluster(c), on=TODAY, by=c.admin
    ),
    "orgs.note_reform": lambda c: reform(c, by=c.admin),
    "orgs.note_reforms": lambda c: services.note_reforms(
        orgs=[c.town.pk], matter="regionalisation", status="done", on=TODAY, by=c.admin
    ),
    "orgs.describe_org": lambda c: services.describe_org(
        org=c.town, feature="一乡一品", by=c.admin
    ),
    "orgs.classify_orgs": lambda c: services.classify_orgs(
        orgs=[_park(c).pk], field="park", by=c.admin
    ),
    "orgs.end_beside": _end_beside,
    "orgs.leave_clusters": _leave_clusters,
    "orgs.classify_org": _classify,
}  # fmt: skip
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    MemberUnit: unit,
    GroupMember: group_member,
    WomensSocialOrganisation: social,
    ReformStep: reform,
    Cluster: cluster,
    ClusterMember: lambda c: (
        ClusterMember.rows.filter(kind="home").first() or cluster(c, kind="home").members.first()
    ),
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return keys by model name."""
    return {
        "memberunit": unit(cast).pk,
        "groupmember": group_member(cast).pk,
        "womenssocialorganisation": social(cast).pk,
        "cluster": cluster(cast).pk,
        "reformstep": reform(cast).pk,
    }


TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
desk/orgs/org/network/                   302   200   200     200     200   403     403     200     403     200     302
desk/orgs/org/<int:pk>/network/          302   200   200     200     200   403     403     404     403     200     302
desk/orgs/org/<int:pk>/field/            302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/feature/          302   200   200     403     200   403     403     404     403     200     302
desk/orgs/org/reform-many/               302   200   200     403     200   403     403     200     403     200     302
desk/orgs/org/field-many/                302   200   200     403     403   403     403     200     403     200     302
desk/orgs/memberunit/                    302   200   200     200     200   403     403     200     403     200     302
desk/orgs/memberunit/add/                302   200   200     403     200   403     403     200     403     200     302
desk/orgs/memberunit/<int:pk>/           302   200   200     403     200   403     403     404     403     200     302
desk/orgs/memberunit/<int:pk>/end/       302   200   200     403     200   403     403     404     403     200     302
desk/orgs/groupmember/                   302   200   200     200     200   403     403     200     403     200     302
desk/orgs/groupmember/add/               302   200   200     403     403   403     403     200     403     200     302
desk/orgs/groupmember/<int:pk>/          302   200   200     403     403   403     403     404     403     200     302
desk/orgs/groupmember/<int:pk>/end/      302   200   200     403     403   403     403     404     403     200     302
desk/orgs/womenssocialorganisation/      302   200   200     200     200   403     403     200     403     200     302
desk/orgs/womenssocialorganisation/add/  302   200   200     403     200   403     403     200     403     200     302
desk/orgs/womenssocialorganisation/<int:pk>/ 302 200 200     403     200   403     403     404     403     200     302
desk/orgs/womenssocialorganisation/<int:pk>/end/ 302 200 200 403     200   403     403     404     403     200     302
desk/orgs/cluster/                       302   200   200     200     200   403     403     200     403     200     302
desk/orgs/cluster/add/                   302   200   200     403     200   403     403     200     403     200     302
desk/orgs/cluster/<int:pk>/              302   200   200     403     200   403     403     404     403     200     302
desk/orgs/cluster/<int:pk>/end/          302   200   200     403     200   403     403     404     403     200     302
desk/orgs/reformstep/                    302   200   200     200     200   403     403     200     403     200     302
desk/orgs/reformstep/add/                302   200   200     403     200   403     403     200     403     200     302
desk/orgs/memberunit/<int:pk>/history/   302   200   200     200     200   403     403     404     403     200     302
desk/orgs/groupmember/<int:pk>/history/  302   200   200     200     404   403     403     404     403     200     302
desk/orgs/womenssocialorganisation/<int:pk>/history/ 302   200   200     200     200   403     403     404     403     200     302
desk/orgs/cluster/<int:pk>/history/      302   200   200     200     200   403     403     404     403     200     302
desk/orgs/reformstep/<int:pk>/history/   302   200   200     200     200   403     403     404     403     200     302
api/v1/reforms/                          401   401   401     401     401   401     401     401     401     401     200
api/v1/member-units/                     401   401   401     401     401   401     401     401     401     401     200
api/v1/group-members/                    401   401   401     401     401   401     401     401     401     401     200
api/v1/social-organisations/             401   401   401     401     401   401     401     401     401     401     200
api/v1/clusters/                         401   401   401     401     401   401     401     401     401     401     200
"""  # noqa: E501 -- a table is read across
