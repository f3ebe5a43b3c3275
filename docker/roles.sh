#!/bin/bash
# Runs once, when the database is made: the two roles and their database, as everywhere else.
set -euo pipefail
psql -X -q -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d postgres -f "${ROLES_SQL:-/roles.sql}"
