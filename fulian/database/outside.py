"""The closed list of tables outside the walls. None holds personal data in the clear.

Every other table is scoped; the schema lint fails on a table that is neither. Each entry says
what the site's role may do there; a table without an entry is a table without a grant.
"""

from __future__ import annotations

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"
APPEND = "SELECT, INSERT"

OUTSIDE: dict[str, str] = {
    "orgs_county": WRITE,  # the registry of tenants
    "orgs_publicversion": WRITE,  # a random token: which public pages are still right
    "orgs_user": WRITE,  # keyed hash of the phone, password hash; no name
    "orgs_doorway": ALL,  # hash of every public code -> its county
    "orgs_signin": ALL,  # devices; what a session holds stands in Valkey
    "orgs_failedlogin": ALL,  # keyed hashes of account and address
    "orgs_submission": ALL,  # idempotency keys and where the answer led
    "orgs_platformrecord": APPEND,  # what platform operators did outside a county
    "orgs_application": WRITE,  # OAuth clients, each bound to a county
    "duties_duecounty": WRITE,  # when something is due next in a county; nothing of what
    "reports_oversight": WRITE,  # which codes a city's or province's account reads; no name
    "reports_reportsource": WRITE,  # public keys of other installations
    "reports_publishedreport": APPEND,  # totals of whole counties and townships, nobody's row
    "oauth2_provider_accesstoken": ALL,  # only a checksum of the token
    "oauth2_provider_refreshtoken": READ,
    "oauth2_provider_idtoken": READ,
    "oauth2_provider_grant": READ,
    "oauth2_provider_devicegrant": READ,
    "django_content_type": READ,
    "django_migrations": READ,
    "django_admin_log": "",  # replaced by orgs_record; nobody reads or writes it
    "auth_permission": "",
    "auth_group": "",
    "auth_group_permissions": "",
}
