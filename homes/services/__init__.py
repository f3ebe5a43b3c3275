"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.awards import (
    answer_objection,
    award_entry,
    consent_entry,
    hang_plaque,
    object_to_award,
    refuse_entry,
    revoke_award,
    show_award,
)
from homes.services.campaigns import (
    change_campaign,
    end_campaign,
    set_campaign,
)
from homes.services.exemplars import (
    change_exemplar,
    consent_exemplar,
    name_exemplar,
    refuse_exemplar,
    revoke_exemplar,
)
from homes.services.exporting import (
    export_service,
)
from homes.services.practices import (
    judge_practice,
    propose_practice,
    rewrite_practice,
)
from homes.services.programme_ends import (
    end_programmes,
    lead_on,
    pass_programmes_on,
    purge_programmes,
    stop_leading_all,
)
from homes.services.scoring import (
    change_score,
    declare_conflict,
    draw_sample,
    score_household,
    strike_score,
)
from homes.services.serving import (
    note_service,
    serve_many,
    strike_service,
    unstrike_service,
)
from homes.services.teams import (
    change_team,
    end_team,
    enrol_volunteers,
    form_team,
    leave_team,
    name_leader,
    stop_leading,
)
from homes.services.yards import (
    change_courtyard,
    end_courtyard,
    nominate_household,
    open_courtyard,
    recommend_entry,
    set_sheet,
    withdraw_entry,
)

__all__ = [
    "answer_objection",
    "award_entry",
    "change_campaign",
    "change_courtyard",
    "change_exemplar",
    "change_score",
    "change_team",
    "consent_entry",
    "consent_exemplar",
    "declare_conflict",
    "draw_sample",
    "end_campaign",
    "end_courtyard",
    "end_programmes",
    "end_team",
    "enrol_volunteers",
    "export_service",
    "form_team",
    "hang_plaque",
    "judge_practice",
    "lead_on",
    "leave_team",
    "name_exemplar",
    "name_leader",
    "nominate_household",
    "note_service",
    "object_to_award",
    "open_courtyard",
    "pass_programmes_on",
    "propose_practice",
    "purge_programmes",
    "recommend_entry",
    "refuse_entry",
    "refuse_exemplar",
    "revoke_award",
    "revoke_exemplar",
    "rewrite_practice",
    "score_household",
    "serve_many",
    "set_campaign",
    "set_sheet",
    "show_award",
    "stop_leading",
    "stop_leading_all",
    "strike_score",
    "strike_service",
    "unstrike_service",
    "withdraw_entry",
]
