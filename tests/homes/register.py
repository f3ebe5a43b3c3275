"""Homes, groups and what members of a cluster share: one of each, for every table and verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homes import services
from homes.models import (
    ChecklistItem,
    GroupCount,
    HomeAsset,
    HomeCheck,
    HomeCheckLine,
    HomeGrade,
    HomePast,
    HomePause,
    HomeSharing,
    ModelHome,
    OnlineGroup,
    WomensHome,
)
from members import services as members
from members.models import Appointment, Office
from members.services import end_appointment
from orgs import services as ground
from orgs.models import AccessGrant, Cluster, ClusterKind, Org, User, WomensSocialOrganisation
from tests.conftest import NOW, TODAY
from tests.people import SINCE, person, seat


def beside(cast: Any) -> Org:
    """Return the other village of the town."""
    return Org.rows.get(code=f"{cast.county.code}100201")


def both(cast: Any) -> list[WomensHome]:
    """Return the village's homes, founded when it has none."""
    known = WomensHome.rows.filter(org=cast.village, until__isnull=True).exclude(kind="micro")
    if not known.exists():
        services.found_homes(org=cast.village, on=SINCE, by=cast.admin)
    return list(known.order_by("pk"))


def home(cast: Any) -> WomensHome:
    """Return the village's physical home."""
    known = WomensHome.rows.filter(org=cast.village, kind="physical", until__isnull=True).first()
    return known or both(cast)[0]


def micro(cast: Any) -> WomensHome:
    """Return a micro-home of the village."""
    home(cast)
    known = WomensHome.rows.filter(org=cast.village, kind="micro", until__isnull=True).first()
    return known or services.found_micro(
        org=cast.village, on=TODAY, by=cast.admin, name="桂花树下微家", unit_kind="hamlet",
        unit="桂花屋场",
    )  # fmt: skip


def member(cast: Any) -> Appointment:
    """Return an executive member of the village."""
    known = Appointment.rows.filter(org=cast.village, office=Office.EXECUTIVE_MEMBER).first()
    return known or seat(cast.village, Office.EXECUTIVE_MEMBER, "沈秋月")


def town_chair(cast: Any) -> User:
    """Seat a chair at the town who signs in; return her account."""
    known = person(cast.town, "史慧敏", phone="10099990077")
    grant = seat(cast.town, Office.CHAIR, who=known).grant
    assert grant is not None
    AccessGrant.rows.filter(pk=grant.pk).update(accepted_at=NOW)
    return grant.user


def managed(cast: Any) -> WomensHome:
    """Let the executive member answer for the home."""
    return services.seat_manager(home=home(cast), seat=member(cast), on=TODAY, by=cast.admin)


def moved(cast: Any) -> HomePast:
    """Let the home have been on other premises until today."""
    row = home(cast)
    if not HomePast.rows.filter(home=row).exists():
        services.change_home(home=row, on=SINCE, by=cast.admin, premises="own")
        services.change_home(home=row, on=TODAY, by=cast.admin, premises="shared", partner="镇政府")
    return HomePast.rows.get(home=row)


def graded(cast: Any) -> HomeGrade:
    """Name the home a model of the county."""
    known = HomeGrade.rows.filter(home=home(cast), until__isnull=True).first()
    if known is None:
        services.name_tier(
            home=home(cast), tier="county_model", named_by="县妇联", on=TODAY, by=cast.admin
        )
    return HomeGrade.rows.get(home=home(cast), until__isnull=True)


def paused(cast: Any) -> HomePause:
    """Put the home out of use."""
    known = HomePause.rows.filter(home=home(cast), until__isnull=True).first()
    return known or services.suspend_home(
        home=home(cast), reason="正在装修", on=TODAY, by=cast.admin
    )


def asset(cast: Any) -> HomeAsset:
    """Let the home have chairs."""
    known = HomeAsset.rows.filter(home=home(cast), until__isnull=True).first()
    return known or services.keep_asset(
        home=home(cast), what="折叠椅", count=20, kept_by="沈秋月", on=TODAY, by=cast.admin
    )


def item(cast: Any) -> ChecklistItem:
    """Return the first line of the checklist for physical homes."""
    services.set_up_checklist(on=SINCE, by=None)
    return ChecklistItem.rows.filter(kind="physical").order_by("series", "place")[0]


def checked(cast: Any) -> HomeCheck:
    """Hold the home against the checklist."""
    met = [item(cast).pk]
    known = HomeCheck.rows.filter(home=home(cast)).first()
    return known or services.check_home(home=home(cast), met=met, on=TODAY, by=cast.admin)


def cluster(cast: Any) -> Cluster:
    """Return the home cluster of the town's two villages."""
    known = Cluster.rows.filter(kind=ClusterKind.HOME, until__isnull=True).first()
    return known or ground.form_cluster(
        org=cast.town, name="城南妇女之家片区", kind=ClusterKind.HOME, core=cast.village,
        members=[beside(cast)], on=SINCE, by=None,
    )  # fmt: skip


def chosen(cast: Any) -> ModelHome:
    """Choose the village's home as the cluster's model."""
    known = ModelHome.rows.filter(cluster=cluster(cast), until__isnull=True).first()
    return known or services.choose_model_home(
        cluster=cluster(cast), home=home(cast), on=TODAY, by=cast.admin
    )


def shared(cast: Any) -> HomeSharing:
    """Let the village lend the other a room."""
    cluster(cast)
    known = HomeSharing.rows.filter(withdrawn_on__isnull=True).first()
    return known or services.share(
        giver=cast.village, taker=beside(cast), thing="room", on=TODAY, by=cast.admin
    )


def online_group(cast: Any) -> OnlineGroup:
    """Return the village's executive group."""
    known = OnlineGroup.rows.filter(org=cast.village, until__isnull=True).first()
    return known or services.register_group(
        org=cast.village, kind="executive", platform="wechat", on=SINCE, by=cast.admin
    )


def counted(cast: Any) -> GroupCount:
    """Count who is in the group."""
    known = GroupCount.rows.filter(group=online_group(cast)).first()
    return known or services.count_group(
        group=online_group(cast), members=15, on=TODAY, by=cast.admin
    )


def social(cast: Any) -> WomensSocialOrganisation:
    """Return a women's social organisation the village supports."""
    known = WomensSocialOrganisation.rows.filter(org=cast.village).first()
    return known or ground.note_social(
        org=cast.village, name="巧手坊", support="introduced", on=SINCE, by=None
    )


def _left(cast: Any) -> int:
    managed(cast)
    end_appointment(appointment=member(cast), on=TODAY, departure="moved", by=None)
    return 1


def _again(cast: Any) -> int:
    """As at a congress: the seat ends, the same woman has it again, and takes the home up."""
    managed(cast)
    old = member(cast)
    new = _renewed(old)
    return _through_a_congress(cast, old, new)


def _renewed(old: Appointment) -> Appointment:
    end_appointment(appointment=old, on=TODAY, departure="term_end", by=None)
    return members.appoint(person=old.person, org=old.org, office=old.office, on=TODAY, by=None)


def _through_a_congress(cast: Any, old: Appointment, new: Appointment) -> int:
    return services.take_up_again(now={old.pk: new}, org=cast.village, by=cast.admin)


def _passed(cast: Any) -> int:
    home(cast)
    return services.pass_homes_on(org=cast.village, into=beside(cast), on=TODAY, by=cast.admin)


def _forgotten(cast: Any) -> int:
    row = home(cast)
    long_ago = TODAY - timedelta(days=800)
    WomensHome.rows.filter(pk=row.pk).update(
        since=long_ago, until=long_ago + timedelta(days=1), keys="沈秋月"
    )
    return services.forget_keepers(on=TODAY)


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.found_homes": lambda c: services.found_homes(org=c.village, on=TODAY, by=c.admin),
    "homes.found_micro": micro,
    "homes.change_home": lambda c: services.change_home(
        home=home(c), on=TODAY, hours="周三", by=c.admin
    ),
    "homes.seat_manager": managed,
    "homes.adopt_rules": lambda c: services.adopt_rules(
        home=home(c), text="人人爱护", on=TODAY, by=c.admin
    ),
    "homes.host_social": lambda c: services.host_social(
        home=home(c), social=social(c), on=TODAY, by=c.admin
    ),
    "homes.name_tier": graded,
    "homes.suspend_home": paused,
    "homes.reopen_home": lambda c: services.reopen_home(
        home=paused(c).home, on=TODAY, by=c.admin
    ),
    "homes.close_home": lambda c: services.close_home(home=home(c), on=TODAY, by=c.admin),
    "homes.keep_asset": asset,
    "homes.drop_asset": lambda c: services.drop_asset(asset=asset(c), on=TODAY, by=c.admin),
    "homes.set_up_checklist": lambda c: services.set_up_checklist(on=TODAY, by=c.admin),
    "homes.add_item": lambda c: services.add_item(
        kind="physical", series="六有", text="有档案", on=TODAY, by=c.admin
    ),
    "homes.change_item": lambda c: services.change_item(
        item=item(c), series="六有", text="有固定场所", by=c.admin
    ),
    "homes.retire_item": lambda c: services.retire_item(item=item(c), on=TODAY, by=c.admin),
    "homes.check_home": checked,
    "homes.choose_model_home": chosen,
    "homes.end_model_home": lambda c: services.end_model_home(
        chosen=chosen(c), on=TODAY, by=c.admin
    ),
    "homes.leave_cluster": lambda c: services.leave_cluster(
        cluster=chosen(c).cluster, on=TODAY, by=c.admin
    ),
    "homes.share": shared,
    "homes.withdraw_sharing": lambda c: services.withdraw_sharing(
        sharing=shared(c), reason="登记错了", on=TODAY, by=c.admin
    ),
    "homes.register_group": online_group,
    "homes.change_group": lambda c: services.change_group(
        group=online_group(c), name="新群", kind="executive", platform="qq", rules_on=TODAY,
        by=c.admin,
    ),
    "homes.name_owner": lambda c: services.name_owner(
        group=online_group(c), seat=member(c), on=TODAY, by=c.admin
    ),
    "homes.count_group": counted,
    "homes.end_group": lambda c: services.end_group(group=online_group(c), on=TODAY, by=c.admin),
    "homes.found_many_homes": lambda c: services.found_many_homes(
        orgs=[c.village.pk], kinds=["physical", "online"], on=TODAY, by=c.admin
    ),
    "homes.register_many_groups": lambda c: services.register_many_groups(
        orgs=[c.village.pk], kinds=["executive", "home"], platform="wechat", on=TODAY, by=c.admin
    ),
    "homes.write_homes": lambda c: services.write_homes(
        org=c.root, by=c.admin,
        groups=[OnlineGroup(county=c.county, org=c.town, kind="home", name="群", since=TODAY)],
    ),
    "homes.give_up_seat": _left,
    "homes.take_up_again": _again,
    "homes.end_with_org": lambda c: services.end_with_org(
        org=home(c).org, on=TODAY, by=c.admin
    ),
    "homes.pass_homes_on": _passed,
    "homes.forget_keepers": _forgotten,
}  # fmt: skip
SILENT = {
    "homes.take_up_again": "outside a congress nothing was ended in the same act",
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    WomensHome: home,
    HomeGrade: graded,
    HomePast: moved,
    HomePause: paused,
    HomeAsset: asset,
    ChecklistItem: lambda c: services.add_item(
        kind="physical", series="六有", text=f"{c.county.name}要求", on=TODAY, by=None
    ),
    HomeCheck: checked,
    HomeCheckLine: lambda c: checked(c).lines.order_by("pk")[0],
    ModelHome: chosen,
    HomeSharing: shared,
    OnlineGroup: online_group,
    GroupCount: counted,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each, by the names they have in addresses."""
    group = online_group(cast)
    return {
        "womenshome": home(cast).pk, "homes": home(cast).pk, "asset": asset(cast).pk,
        "onlinegroup": group.pk, "online-groups": group.pk, "checklistitem": item(cast).pk,
        "cluster": cluster(cast).pk, "homesharing": shared(cast).pk, "sharings": shared(cast).pk,
    }  # fmt: skip
