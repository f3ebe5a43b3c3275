"""People, women's groups, congress terms, head-counts, and who sits in which seat."""

from members.models.appointments import Appointment, Departure, Employment, Office, Origin
from members.models.groups import GroupKind, WomensGroup
from members.models.imports import RosterImport
from members.models.people import Education, Person, PoliticalStatus, SourceCategory
from members.models.terms import CongressTerm, Counting, QuotaRule

__all__ = [
    "Appointment",
    "CongressTerm",
    "Counting",
    "Departure",
    "Education",
    "Employment",
    "GroupKind",
    "Office",
    "Origin",
    "Person",
    "PoliticalStatus",
    "QuotaRule",
    "RosterImport",
    "SourceCategory",
    "WomensGroup",
]
