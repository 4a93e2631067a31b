from django.urls import path

from counseling.figures.views import pages

urlpatterns = [
    path("care/figures/", pages.show, name="care_figures"),
    path("care/figures/<uuid:snapshot_id>/", pages.one, name="care_figure"),
    path("care/figures/<uuid:snapshot_id>/table.xlsx", pages.table, name="care_figure_table"),
]
