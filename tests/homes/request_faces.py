"""The addresses of requests and the burden meter × every person → status."""

TABLE = """
requests/                                   302   403   403     403     200   200     200     403     403     403     302
requests/<int:pk>/                          302   403   403     403     404   200     404     403     403     403     302
requests/<int:pk>/hand/                     302   403   403     403     404   200     403     403     403     403     302
requests/asked/                             302   200   200     403     200   403     403     200     403     200     302
requests/asked/add/                         302   200   200     403     200   403     403     200     403     200     302
requests/asked/<int:pk>/                    302   200   200     403     404   403     403     404     403     200     302
requests/asked/<int:pk>/edit/               302   302   302     403     404   403     403     404     403     302     302
requests/asked/<int:pk>/gate/               302   302   302     403     404   403     403     404     403     302     302
requests/asked/<int:pk>/remind/             302   405   405     403     405   403     403     405     403     405     302
promises/                                   302   200   200     200     200   200     200     200     403     200     302
desk/homes/datarequest/                     302   200   200     200     200   403     403     200     403     200     302
desk/homes/datarequest/add/                 302   200   200     403     200   403     403     200     403     200     302
desk/homes/datarequest/<int:pk>/            302   200   200     200     200   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/edit/       302   200   200     403     403   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/gate/       302   302   302     403     403   403     403     404     403     302     302
desk/homes/datarequest/<int:pk>/approve/    302   200   200     403     403   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/return/     302   200   200     403     403   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/close/      302   200   200     403     403   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/resume/     302   200   200     403     403   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/recall/     302   200   200     403     403   403     403     404     403     200     302
desk/homes/datarequest/<int:pk>/remind/     302   405   405     403     405   403     403     405     403     405     302
desk/homes/datarequest/<int:pk>/xlsx/       302   200   200     200     200   403     403     404     403     200     302
desk/homes/datarequest/answers/<int:pk>/fill/ 302   403   403     403     200   403     403     403     403     403     302
desk/homes/arrangedday/                     302   200   200     200     403   403     403     200     403     200     302
desk/homes/arrangedday/add/                 302   200   200     403     403   403     403     200     403     200     302
desk/homes/requestanswer/                   302   200   200     200     403   403     403     200     403     200     302
desk/homes/requestanswer/xlsx/              302   200   200     200     403   403     403     200     403     200     302
desk/homes/requestanswer/promises/          302   200   200     200     200   403     403     200     403     200     302
api/v1/data-requests/                       401   401   401     401     401   401     401     401     401     401     403
api/v1/data-request-answers/                401   401   401     401     401   401     401     401     401     401     403
api/v1/burden/                              401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across
