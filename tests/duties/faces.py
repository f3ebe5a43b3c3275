"""The addresses of ``duties`` × every person → status; read together with tests/test_faces.py."""

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
turn/                                    302   200   200     200     200   200     200     200     403     200     302
turn/<int:pk>/                           302   200   200     200     200   200     200     404     403     200     302
inbox/                                   302   200   200     200     200   200     200     200     403     200     302
inbox/channels/                          302   200   200     200     200   200     200     200     403     200     302
inbox/channels/<int:pk>/drop/            302   405   405     405     405   405     405     405     403     405     302
desk/duties/rotationplan/                302   200   200     200     200   403     403     200     403     200     302
desk/duties/rotationplan/add/            302   200   200     403     200   403     403     200     403     200     302
desk/duties/rotationplan/org/<int:pk>/   302   200   200     403     200   403     403     404     403     200     302
desk/duties/rotationplan/<int:pk>/       302   200   200     200     200   403     403     404     403     200     302
desk/duties/rotationplan/<int:pk>/end/   302   200   200     403     200   403     403     404     403     200     302
desk/duties/due/                         302   200   200     403     403   403     403     200     403     200     302
desk/duties/due/<int:pk>/                302   200   200     403     403   403     403     404     403     200     302
log/                                     302   403   403     403     403   200     200     403     403     403     302
log/mine/                                302   403   403     403     403   200     200     403     403     403     302
log/<int:pk>/                            302   200   200     200     200   200     200     404     403     200     302
log/<int:pk>/photo/                      302   200   200     200     200   200     200     404     403     200     302
posts/                                   302   200   200     200     200   200     200     200     403     200     302
posts/assign/                            302   200   200     403     200   200     403     200     403     200     302
posts/<int:pk>/end/                      302   200   200     403     200   200     403     404     403     200     302
chain/                                   302   200   200     200     200   200     200     200     403     200     302
chain/arrange/                           302   200   200     403     200   200     403     200     403     200     302
chain/<int:pk>/end/                      302   200   200     403     200   200     403     404     403     200     302
desk/duties/dutypost/                    302   200   200     200     200   403     403     200     403     200     302
desk/duties/dutypost/<int:pk>/           302   200   200     200     200   403     403     404     403     200     302
desk/duties/dutypost/<int:pk>/rename/    302   200   200     403     403   403     403     404     403     200     302
desk/duties/dutypost/set-up/             302   405   405     403     403   403     403     405     403     405     302
desk/duties/postassignment/              302   200   200     200     200   403     403     200     403     200     302
desk/duties/postassignment/places/       302   200   200     200     200   403     403     200     403     200     302
desk/duties/postassignment/org/<int:pk>/ 302   200   200     200     200   403     403     404     403     200     302
desk/duties/postassignment/org/<int:pk>/assign/ 302   405   405     403     405   403     403     405     403     405     302
desk/duties/postassignment/<int:pk>/     302   302   302     302     302   403     403     404     403     302     302
desk/duties/postassignment/<int:pk>/end/ 302   200   200     403     200   403     403     404     403     200     302
desk/duties/dutylogentry/                302   200   200     200     200   403     403     200     403     200     302
desk/duties/dutylogentry/<int:pk>/       302   200   200     200     200   403     403     404     403     200     302
desk/duties/liaisonlink/                 302   200   200     200     200   403     403     200     403     200     302
desk/duties/liaisonlink/org/<int:pk>/    302   200   200     200     200   403     403     404     403     200     302
desk/duties/liaisonlink/org/<int:pk>/link/ 302   200   200     403     200   403     403     404     403     200     302
desk/duties/liaisonlink/<int:pk>/end/    302   200   200     403     200   403     403     404     403     200     302
dispatches/                                 302   200   200     200     200   200     200     200     403     200     302
dispatches/send/                            302   200   200     403     200   200     403     200     403     200     302
dispatches/sent/                            302   200   200     403     200   200     403     200     403     200     302
dispatches/sent/<int:pk>/                   302   200   200     403     404   404     403     404     403     200     302
dispatches/sent/<int:pk>/close/             302   200   200     403     404   404     403     404     403     200     302
dispatches/sent/<int:pk>/recall/            302   200   200     403     404   404     403     404     403     200     302
dispatches/<int:pk>/                        302   404   404     404     404   200     200     404     403     404     302
templates/                                  302   200   200     200     200   200     200     200     403     200     302
templates/<int:pk>/                         302   200   200     200     200   200     200     404     403     200     302
desk/duties/dispatch/                       302   200   200     200     200   403     403     200     403     200     302
desk/duties/dispatch/add/                   302   200   200     403     200   403     403     200     403     200     302
desk/duties/dispatch/<int:pk>/              302   200   200     200     404   403     403     404     403     200     302
desk/duties/dispatch/<int:pk>/close/        302   200   200     403     404   403     403     404     403     200     302
desk/duties/dispatch/<int:pk>/recall/       302   200   200     403     404   403     403     404     403     200     302
desk/duties/worktemplate/                   302   200   200     200     200   403     403     200     403     200     302
desk/duties/worktemplate/add/               302   200   200     403     403   403     403     200     403     200     302
desk/duties/worktemplate/<int:pk>/          302   200   200     200     200   403     403     404     403     200     302
desk/duties/worktemplate/<int:pk>/rewrite/  302   200   200     403     403   403     403     404     403     200     302
desk/duties/worktemplate/<int:pk>/retire/   302   200   200     403     403   403     403     404     403     200     302
desk/duties/worktemplate/set-up/            302   405   405     403     403   403     403     405     403     405     302
api/v1/dispatches/                          401   401   401     401     401   401     401     401     401     401     403
api/v1/dispatch-receipts/                   401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across

OPEN: set[str] = set()  # addresses open to anyone
