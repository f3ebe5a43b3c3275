"""People, women's groups, congress terms, head-counts, and who sits in which seat."""

from members.models.appointments import (
    Appointment,
    Departure,
    Employment,
    FillKind,
    Office,
    Origin,
)
from members.models.elections import (
    Candidate,
    CongressStep,
    Contest,
    Method,
    Scrutineer,
    Step,
    WomensCongress,
)
from members.models.groups import GroupKind, WomensGroup
from members.models.growth import (
    Audience,
    Commendation,
    CommitteeBody,
    CommitteeSeat,
    FundingBasis,
    FundingLine,
    Talent,
    TrainingAttendance,
    TrainingMode,
    TrainingSession,
    Transfer,
)
from members.models.imports import RosterImport
from members.models.learning import CardsRead
from members.models.people import Education, PeopleApart, Person, PoliticalStatus, SourceCategory
from members.models.terms import CongressTerm, Counting, QuotaRule

__all__ = [
    "Appointment",
    "Audience",
    "Candidate",
    "CardsRead",
    "Commendation",
    "CommitteeBody",
    "CommitteeSeat",
    "CongressStep",
    "CongressTerm",
    "Contest",
    "Counting",
    "Departure",
    "Education",
    "Employment",
    "FillKind",
    "FundingBasis",
    "FundingLine",
    "GroupKind",
    "Method",
    "Office",
    "Origin",
    "PeopleApart",
    "Person",
    "PoliticalStatus",
    "QuotaRule",
    "RosterImport",
    "Scrutineer",
    "SourceCategory",
    "Step",
    "Talent",
    "TrainingAttendance",
    "TrainingMode",
    "TrainingSession",
    "Transfer",
    "WomensCongress",
    "WomensGroup",
]
