"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from duties import urls as duties
from fulian import probes, tokens
from fulian.admin import desk
from homes import urls as homes
from members import urls as members
from orgs import urls as orgs
from reports import urls as reports

handler400 = "fulian.pages.bad_request"
handler403 = "fulian.pages.forbidden"
handler404 = "fulian.pages.not_found"
handler500 = "fulian.pages.server_error"

urlpatterns = [
    path("healthz", probes.alive),
    path("readyz", probes.ready),
    path("robots.txt", probes.robots),
    path("favicon.ico", probes.icon),
    path("desk/", desk.urls),
    path("oauth/token/", tokens.token, name="token"),
    path("api/v1/", include((orgs.api, "api"))),
    path("api/v1/", include((members.api, "api-members"))),
    path("api/v1/", include((duties.api, "api-duties"))),
    path("api/v1/", include((homes.api, "api-homes"))),
    path("api/v1/", include((reports.api, "api-reports"))),
    path("", include((orgs.site, "orgs"))),
    path("", include((members.site, "members"))),
    path("", include((duties.site, "duties"))),
    path("", include((homes.site, "homes"))),
    path("", include((reports.site, "reports"))),
]
