"""The tables of homes."""

from homes.models.activities import (
    Activity,
    ActivityPhoto,
    ActivityPost,
    CoOrganiser,
    Theme,
)
from homes.models.campaigns import (
    Campaign,
    CampaignKind,
)
from homes.models.cards import (
    CardEnd,
    CardShows,
    OfficerCard,
)
from homes.models.care import (
    CareCase,
    CareEnd,
    CarePairing,
    CareTeam,
    CareTeamMember,
    CareVisit,
    PairingKind,
)
from homes.models.care_walled import (
    Ask,
    CareChild,
    ChildKind,
    ChildSex,
    Look,
    Relation,
    SixChecks,
)
from homes.models.checklists import (
    ChecklistItem,
    HomeCheck,
    HomeCheckLine,
)
from homes.models.courtyards import (
    Beauty,
    CourtyardCampaign,
    CourtyardScheme,
)
from homes.models.disclosure import (
    ActivityPlan,
    Disclosure,
    DutiesTemplate,
    Item,
    NameConsent,
    TakeDown,
)
from homes.models.entries import (
    AwardLevel,
    CourtyardEntry,
    CourtyardObjection,
    CourtyardSample,
    CourtyardScore,
    EntryStatus,
    ScorerConflict,
)
from homes.models.exemplars import (
    Exemplar,
    ExemplarTitle,
    GoodPractice,
    PracticeStatus,
)
from homes.models.home_facts import (
    HomeAsset,
    HomeGrade,
    HomePause,
    HomeTier,
)
from homes.models.home_past import (
    HomePast,
)
from homes.models.homes import (
    HomeKind,
    MicroPlace,
    Platform,
    Premises,
    SiteType,
    WomensHome,
)
from homes.models.letters import (
    Audience,
    Letter,
    LetterKind,
)
from homes.models.online_groups import (
    GroupCount,
    OnlineGroup,
    OnlineGroupKind,
)
from homes.models.requests import (
    DataRequest,
    FieldKind,
    RequestAnswer,
    RequestField,
    RequestStatus,
)
from homes.models.sharing import (
    HomeSharing,
    ModelHome,
    SharedThing,
)
from homes.models.signups import (
    SignUp,
)
from homes.models.teams import (
    HelpKind,
    ServiceShare,
    TargetGroup,
    TeamKind,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from homes.models.workdays import ArrangedDay

__all__ = [
    "Activity",
    "ActivityPhoto",
    "ActivityPlan",
    "ActivityPost",
    "ArrangedDay",
    "Ask",
    "Audience",
    "AwardLevel",
    "Beauty",
    "Campaign",
    "CampaignKind",
    "CardEnd",
    "CardShows",
    "CareCase",
    "CareChild",
    "CareEnd",
    "CarePairing",
    "CareTeam",
    "CareTeamMember",
    "CareVisit",
    "ChecklistItem",
    "ChildKind",
    "ChildSex",
    "CoOrganiser",
    "CourtyardCampaign",
    "CourtyardEntry",
    "CourtyardObjection",
    "CourtyardSample",
    "CourtyardScheme",
    "CourtyardScore",
    "DataRequest",
    "Disclosure",
    "DutiesTemplate",
    "EntryStatus",
    "Exemplar",
    "ExemplarTitle",
    "FieldKind",
    "GoodPractice",
    "GroupCount",
    "HelpKind",
    "HomeAsset",
    "HomeCheck",
    "HomeCheckLine",
    "HomeGrade",
    "HomeKind",
    "HomePast",
    "HomePause",
    "HomeSharing",
    "HomeTier",
    "Item",
    "Letter",
    "LetterKind",
    "Look",
    "MicroPlace",
    "ModelHome",
    "NameConsent",
    "OfficerCard",
    "OnlineGroup",
    "OnlineGroupKind",
    "PairingKind",
    "Platform",
    "PracticeStatus",
    "Premises",
    "Relation",
    "RequestAnswer",
    "RequestField",
    "RequestStatus",
    "ScorerConflict",
    "ServiceShare",
    "SharedThing",
    "SignUp",
    "SiteType",
    "SixChecks",
    "TakeDown",
    "TargetGroup",
    "TeamKind",
    "TeamLeader",
    "Theme",
    "VolunteerActivity",
    "VolunteerTeam",
    "WomenVolunteer",
    "WomensHome",
]
