"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.checklists import (
    add_item,
    change_item,
    check_home,
    retire_item,
    set_up_checklist,
)
from homes.services.home_facts import (
    adopt_rules,
    drop_asset,
    host_social,
    keep_asset,
    name_tier,
    seat_manager,
)
from homes.services.homes import (
    change_home,
    close_home,
    closing_home_affects,
    found_homes,
    found_micro,
    reopen_home,
    suspend_home,
)
from homes.services.leaving import (
    end_with_org,
    forget_keepers,
    give_up_seat,
    pass_homes_on,
    take_up_again,
)
from homes.services.many import found_many_homes, register_many_groups, write_homes
from homes.services.online_groups import (
    change_group,
    count_group,
    default_name,
    end_group,
    name_owner,
    register_group,
)
from homes.services.sharing import (
    choose_model_home,
    end_model_home,
    leave_cluster,
    share,
    withdraw_sharing,
)

__all__ = [
    "add_item",
    "adopt_rules",
    "change_group",
    "change_home",
    "change_item",
    "check_home",
    "choose_model_home",
    "close_home",
    "closing_home_affects",
    "count_group",
    "default_name",
    "drop_asset",
    "end_group",
    "end_model_home",
    "end_with_org",
    "forget_keepers",
    "found_homes",
    "found_many_homes",
    "found_micro",
    "give_up_seat",
    "host_social",
    "keep_asset",
    "leave_cluster",
    "name_owner",
    "name_tier",
    "pass_homes_on",
    "register_group",
    "register_many_groups",
    "reopen_home",
    "retire_item",
    "seat_manager",
    "set_up_checklist",
    "share",
    "suspend_home",
    "take_up_again",
    "withdraw_sharing",
    "write_homes",
]
