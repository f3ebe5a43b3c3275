"""The verbs of people, seats, groups, terms and head-counts."""

from members.services.apart import take_together, tell_apart
from members.services.appointments import (
    appoint,
    appoint_newcomer,
    end_appointment,
    ending_affects,
    expect_leaving,
    open_access,
)
from members.services.bodies import end_committee_seat, open_committee_seat
from members.services.bulk import set_for_many
from members.services.committees import (
    add_member,
    by_elect,
    substitute,
)
from members.services.congresses import (
    cancel_congress,
    clear_step,
    mark_step,
    name_scrutineers,
    nominate,
    nominate_all,
    prepare_congress,
    withdraw,
)
from members.services.counting import record_count
from members.services.crossing import Arrival, hand_out_person, read_arrival, take_in_person
from members.services.groups import change_group, close_group, found_group, hanging_on
from members.services.growth import (
    attend_training,
    change_commendation,
    change_funding,
    change_training,
    commend,
    hold_training,
    miss_training,
    note_funding,
    remove_commendation,
    remove_funding,
    remove_training,
)
from members.services.learning import read_cards
from members.services.many import seat_many
from members.services.many_terms import begin_terms, extend_terms
from members.services.merging import merge_people, merging_affects
from members.services.paper import print_contacts
from members.services.passing import pass_on, passing_affects
from members.services.people import (
    register_person,
    reveal_person,
    show_name,
    update_person,
)
from members.services.results import (
    close_congress,
    closing_congress_affects,
    closing_congress_seats,
)
from members.services.roster import (
    cancel_roster,
    confirm_roster,
    export_roster,
    fail_roster,
    nudge_roster,
    order_export,
    preview_roster,
    read_roster,
    tend_rosters,
    write_export,
    write_roster,
)
from members.services.settling import settle_transfers
from members.services.sharing import share_out, sharing_affects
from members.services.talents import add_talent, end_talent
from members.services.terms import begin_term, change_term, extend_term, set_quota
from members.services.transfers import (
    accept_transfer,
    ask_transfer,
    call_transfer,
    decline_transfer,
    transfer_affects,
    withdraw_transfer,
)

__all__ = [
    "Arrival",
    "accept_transfer",
    "add_member",
    "add_talent",
    "appoint",
    "appoint_newcomer",
    "ask_transfer",
    "attend_training",
    "begin_term",
    "begin_terms",
    "by_elect",
    "call_transfer",
    "cancel_congress",
    "cancel_roster",
    "change_commendation",
    "change_funding",
    "change_group",
    "change_term",
    "change_training",
    "clear_step",
    "close_congress",
    "close_group",
    "closing_congress_affects",
    "closing_congress_seats",
    "commend",
    "confirm_roster",
    "decline_transfer",
    "end_appointment",
    "end_committee_seat",
    "end_talent",
    "ending_affects",
    "expect_leaving",
    "export_roster",
    "extend_term",
    "extend_terms",
    "fail_roster",
    "found_group",
    "hand_out_person",
    "hanging_on",
    "hold_training",
    "mark_step",
    "merge_people",
    "merging_affects",
    "miss_training",
    "name_scrutineers",
    "nominate",
    "nominate_all",
    "note_funding",
    "nudge_roster",
    "open_access",
    "open_committee_seat",
    "order_export",
    "pass_on",
    "passing_affects",
    "prepare_congress",
    "preview_roster",
    "print_contacts",
    "read_arrival",
    "read_cards",
    "read_roster",
    "record_count",
    "register_person",
    "remove_commendation",
    "remove_funding",
    "remove_training",
    "reveal_person",
    "seat_many",
    "set_for_many",
    "set_quota",
    "settle_transfers",
    "share_out",
    "sharing_affects",
    "show_name",
    "substitute",
    "take_in_person",
    "take_together",
    "tell_apart",
    "tend_rosters",
    "transfer_affects",
    "update_person",
    "withdraw",
    "withdraw_transfer",
    "write_export",
    "write_roster",
]
