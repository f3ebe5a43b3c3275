"""Every indicator of the quarterly report, in the order of the catalogue (domain.md A.9)."""

from reports.catalogue.bonds import BONDS
from reports.catalogue.homes import HOMES
from reports.catalogue.kinds import Indicator
from reports.catalogue.organisations import ORGANISATIONS
from reports.catalogue.programmes import PROGRAMMES
from reports.catalogue.teams import TEAMS

INDICATORS: list[Indicator] = [*ORGANISATIONS, *TEAMS, *BONDS, *HOMES, *PROGRAMMES]
BY_ID = {one.id: one for one in INDICATORS}
COLUMNS = [column for one in INDICATORS for column in one.columns]
PLACE = {one.id: COLUMNS.index(one.columns[0]) for one in INDICATORS}  # of its first column
