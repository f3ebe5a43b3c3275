"""The addresses of activities × every person → status."""

TABLE = """
activities/                              302   200   200     200     200   200     200     200     403     200     302
activities/plan/                         302   200   200     403     200   200     200     200     403     200     302
activities/<int:pk>/                     302   200   200     200     200   200     200     404     403     200     302
activities/<int:pk>/change/              302   200   200     403     200   200     403     404     403     200     302
activities/<int:pk>/open/                302   200   200     403     200   200     403     404     403     200     302
activities/<int:pk>/signup/              302   200   200     403     200   200     403     404     403     200     302
activities/<int:pk>/call-off/            302   200   200     403     200   200     403     404     403     200     302
activities/<int:pk>/report/              302   200   200     403     200   200     403     404     403     200     302
activities/<int:pk>/text/                302   200   200     200     200   200     200     404     403     200     302
activities/<int:pk>/roster/              302   200   200     403     200   200     403     404     403     200     302
activities/<int:pk>/paste/               302   403   403     403     403   200     403     404     403     403     302
activities/<int:pk>/print/               302   200   200     403     200   200     403     404     403     200     302
activities/signups/<int:pk>/strike/      302   200   200     403     200   200     403     404     403     200     302
activities/photos/<int:pk>/              302   404   404     404     404   404     404     404     403     404     302
hd/<str:code>/                           404   404   404     404     404   404     404     404     404     404     404
hd/<str:code>/cancel/                    404   404   404     404     404   404     404     404     404     404     404
desk/homes/activity/                     302   200   200     200     200   403     403     200     403     200     302
desk/homes/activity/add/                 302   200   200     403     200   403     403     200     403     200     302
desk/homes/activity/org/<int:pk>/plan/   302   200   200     403     200   403     403     404     403     200     302
desk/homes/activity/<int:pk>/            302   200   200     200     200   403     403     404     403     200     302
desk/homes/activity/<int:pk>/edit/       302   200   200     403     200   403     403     404     403     200     302
desk/homes/activity/<int:pk>/open/       302   200   200     403     200   403     403     404     403     200     302
desk/homes/activity/<int:pk>/call-off/   302   200   200     403     200   403     403     404     403     200     302
desk/homes/activity/<int:pk>/roster/     302   200   200     403     200   403     403     404     403     200     302
desk/homes/activity/calendar/            302   200   200     200     200   403     403     200     403     200     302
desk/homes/activity/figures/             302   200   200     200     200   403     403     200     403     200     302
desk/homes/activity/export/              302   302   302     403     302   403     403     302     403     302     302
api/v1/activities/                       401   401   401     401     401   401     401     401     401     401     403
api/v1/activity-figures/                 401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across
OPEN = {"hd/<str:code>/", "hd/<str:code>/cancel/"}
