"""The addresses of ``reports`` × every person → status; read together with tests/test_faces.py."""

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
figures/                                 302   200   200     200     200   200     200     200     403     200     302
figures/confirm/                         302   405   405     403     405   403     403     405     403     405     302
figures/<org:code>/                      302   200   200     200     200   200     200     404     403     200     302
figures/<org:code>/<str:one>/            302   200   200     200     200   200     200     404     403     200     302
verify/<slug:digest>/                    404   404   404     404     404   404     404     404     404     404     404
desk/reports/quarterlycoveragereport/    302   200   200     200     200   403     403     200     403     200     302
desk/reports/quarterlycoveragereport/add/ 302  200   200     403     403   403     403     200     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/ 302 200 200   200     200   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/<org:code>/ 302 200 200 200 200 403  403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/compile/ 302 200 200 403   403   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/freeze/ 302 200 200  403   403   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/confirm/<org:code>/ 302 404 404 403 404 403 403 404  403     404     302
desk/reports/quarterlycoveragereport/<int:pk>/charts/<org:code>/ 302 200 200 200 200 403 403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/number/<org:code>/<str:one>/ 302 200 200 200 200 403 403 404 403   200     302
desk/reports/quarterlycoveragereport/<int:pk>/number/<org:code>/<str:one>/xlsx/ 302 200 200 200 200 403 403 404 403 200  302
desk/reports/quarterlycoveragereport/<int:pk>/number/<org:code>/<str:one>/csv/ 302 200 200 200 200 403 403 404 403 200   302
desk/reports/quarterlycoveragereport/<int:pk>/xlsx/ 302 200  200   200   200   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/docx/ 302 200  200   200     200   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/pdf/ 302 200   200   200     200   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/csv/ 302 200   200   200     200   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/json/ 302 200  200   200     200   403     403     404     403     200     302
desk/reports/quarterlycoveragereport/check/ 302 200  200     200     200   403     403     200     403     200     302
oversight/                               302   403   403     403     403   403     403     403     403     403     302
oversight/xlsx/                          302   403   403     403     403   403     403     403     403     403     302
oversight/<str:quarter>/<str:code>/      302   403   403     403     403   403     403     403     403     403     302
desk/reports/publishedreport/            302   200   200     200     403   403     403     200     200     200     302
desk/reports/publishedreport/<int:pk>/   302   404   404     404     403   403     403     404     200     200     302
desk/reports/publishedreport/<int:pk>/file/ 302 404  404     404     403   403     403     404     404     404     302
desk/reports/publishedreport/add/        302   403   403     403     403   403     403     403     200     200     302
desk/reports/oversight/                  302   403   403     403     403   403     403     403     200     200     302
desk/reports/oversight/<int:pk>/         302   403   403     403     403   403     403     403     200     200     302
desk/reports/oversight/add/              302   403   403     403     403   403     403     403     200     200     302
desk/reports/oversight/<int:pk>/link/    302   403   403     403     403   403     403     403     405     405     302
desk/reports/oversight/<int:pk>/end/     302   403   403     403     403   403     403     403     200     200     302
desk/reports/reportsource/               302   403   403     403     403   403     403     403     200     200     302
desk/reports/reportsource/<int:pk>/      302   403   403     403     403   403     403     403     200     200     302
desk/reports/reportsource/key/           302   403   403     403     403   403     403     403     200     200     302
desk/reports/reportsource/add/           302   403   403     403     403   403     403     403     200     200     302
desk/reports/reportsource/<int:pk>/end/  302   403   403     403     403   403     403     403     200     200     302
desk/reports/quarterlycoveragereport/live/ 302 200 200 200   200   403   403     200     403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/changed/ 302 404 404 404 404 403 403 404   403     404     302
desk/reports/quarterlycoveragereport/<int:pk>/publish/ 302 200 403 403 403 403 403 404   403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/correct/ 302 200 403 403 403 403 403 404   403     200     302
desk/reports/quarterlycoveragereport/<int:pk>/scan/ 302 404 404 403 403 403 403 404   403     404     302
desk/reports/quarterlycoveragereport/<int:pk>/scans/<str:one>/ 302 404 404 404 403 403 403 404 403 404  302
desk/reports/quarterlycoveragereport/<int:pk>/exception/<org:code>/ 302 404 404 403 403 403 403 404 403 404 302
desk/reports/quarterlycoveragereport/<int:pk>/total/<org:code>/ 302 404 404 403 404 403 403 404   403   404     302
api/v1/reports/                          401   401   401     401     401   401     401     401     401     401     403
api/v1/reports/<str:quarter>/values/     401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across

OPEN: set[str] = {"verify/<slug:digest>/"}  # addresses open to anyone
