"""Public functions of the services that are no verbs: reads, previews, and parts of a verb."""

NOT_VERBS = {
    "orgs": {
        # reads and previews
        "closing_affects", "digest_of", "dissolving_affects", "doorway", "grant_called",
        "is_undoable", "lasting_admins", "may_choose_password", "may_undo", "moving_affects",
        "obstacles_in", "put_back_by", "obstacles_to", "converting_affects", "renaming_affects",
        "lasting", "opening_stands", "phone_key", "merging_affects", "splitting_affects",
        "lapsed_since",
        # a try is counted before the verb, so that a refusal does not take it back
        "change_password", "claim", "sign_in", "take_up_claim",
        # tries at a door
        "address_key", "count_try", "forget_tries",
        # a county leaving: what is read, written aside, and a clean installation filled
        "export_file", "export_state", "import_county", "write_county", "write_export",
        # parts of verbs, or a verb in its county's scope
        "beside_affects", "begun", "may_convert", "clean", "corrected", "ended", "leaving_affects",
        "restated", "taken_out", "check_lent_to_the_seated",
        # parts of verbs that reshape the tree, and of their undo
        "founded_since", "pass_access_on", "put_codes_back", "put_county_back",
        "new_code", "open_doorway", "place_under", "stayed", "put_code", "plant_tree", "take_up",
        "undo_opening",
        # how a verb records
        "after_refusal", "changed", "changed_so_far", "image", "kept", "made", "made_many",
        "nothing_to_do", "record", "record_each", "record_refusal", "removed", "restored", "verb",
    },
    "members": {
        "tell_of_others",
        "leave_the_rest", "pass_the_rest", "leaving_rest_affects", "passing_rest_affects",
        "closing_settles", "passing_settles", "waiting_at", "leave_standing", "standing_of",
        "groups_of", "people_along", "persons_move", "sharing_affects",
        "called", "closing_congress_affects", "closing_congress_seats",
        "end_unused", "ending_affects", "hanging_on",
        "locked", "merging_affects", "nudge_roster", "pass_steps", "passing_affects",
        "read_arrival", "steps_of", "taken_in", "tend_rosters", "transfer_affects",
        "nominate_all",  # nominate for each of several, in one transaction
        # parts of a roster's verbs: in the worker's hands, looked at, written
        "check_going", "hat_of", "hold", "in_her_seat", "keep_file", "kept_file", "last_look",
        "look", "sealed", "taken_up", "tell", "write_edits",
    },
    "duties": {
        # due work: each piece is a verb of its own, in a transaction of its own
        "counties_due", "do_next", "due_work", "keep_calendar", "keep_seasons", "look_again",
        "send_next", "tick", "tick_county",
        # the calendar: each tells by messages, once
        "come_round", "messages", "daily_digest", "weekly_digest", "deliver", "text_of",
        "waiting_titles", "open_reports", "remind_training", "warn_of_terms",
        # rows that belong to a verb, and parts of one
        "add_turns", "message_to", "put_due", "put_dues", "restate", "round_of", "stop", "tell",
        "tell_all", "write_sheets", "lay", "slots_of", "stop_covering",
        # what is lent for a turn, and what hangs on one
        "leaves_work", "move_open", "cut", "lend", "lend_cover", "let_go", "take_back",
        # reminders: messages, each once
        "check_rotations", "leave_warnings", "remind_four_ones", "warn_of_leave",
        # previews
        "covers_ending", "turns_ending",
        # parts of the verbs about needs, items and meetings
        "account_of", "follow", "hold", "is_waiting", "kept", "placed", "saved",
        "settle_due", "hold_rotation",
        # parts of a ledger's verbs: held, looked at, sealed, noted
        "answers_in", "behind_glass", "behind_the_wall", "called", "held", "is_away", "keep",
        "note", "sealed", "seat_to_write",
        # several links at once, and what a line's photo becomes
        "assign_each", "drawn_anew", "keep_photo", "link_each", "sweep_unfinished",
        # who holds a post beyond a day: what retiring it would end; what a line is called
        "lasting", "line_of", "owner_of",
        # telling a chair what her chains lack
        "tell_of_breaks", "watch_chains",
    },
    "homes": {
        # the calendar: tells by messages, once; what ends with a seat
        "chase_letters", "cards_ending", "letters_passing", "open_ways",
        # parts of a letter's verbs: derived, sealed, noted, told
        "handlers_of", "note", "receipt_of", "sealed", "tell_handlers",
        # parts of the verbs about activities and sign-ups, and one of several at once
        "call_off_all", "held", "leave", "make_doors", "leave_all", "move_all_out", "pass_all",
        "report_activity", "saved", "sealed_line",
        # messages of a request, each once; what an organisation leaves open, and ends with it
        "tell_receivers", "tell_the_county", "tell_the_sender", "open_answers", "open_requests",
        "requests_ending", "end_requests",
        # parts of the verbs about courtyards: held, moved on, named without naming anybody
        "called", "moved",
        # what follows when a seat or an organisation ends: verbs, called one by one
        "end_programmes", "lead_on", "stop_leading_all",
        # disclosure: the calendar
        "purge_reasons", "remind_disclosure", "check_here", "own_place",
        # previews, and parts of the verbs about homes and groups
        "active", "closing_home_affects", "default_name", "end_rows", "fresh", "standing",
        "replaced", "turned",
        # messages about homes and groups nobody keeps any more
        "ask_for_others", "take_back",
        "seat_held",
        # care: seasons, refusals kept, parts of verbs, what follows a seat or a village
        "begin", "behind", "check_leads", "congress_affects", "end_with_org",
        "end_with_seat", "finish", "keep_care", "keep_checks", "keep_child", "note_refused_look",
        "remind_care_visits", "org_affects", "pass_on", "rewall", "seat_affects", "settle_kind",
        "shred", "under_glass", "accounts_in", "follow_accounts",
        "see_again", "touched_by", "held_request",
        "ended", "note_ended", "own",
    },
    "reports": {
        "renew_leaves",  # a part of compiling, and of showing the figures of today
        "row_of",  # part of the verbs that publish and take in
        # leaf rows: counted from the facts, so nothing of them is an act; parts of closing
        "current", "hold_figures", "is_sure", "raise_alarm", "renew_counties", "renew_live",
        # parts of freezing and publishing, done again for a county that came by file
        "open_door", "publish_totals", "stand_again",
    },
}  # fmt: skip
