"""`localised` stands inside i18n_patterns, before Wagtail's catch-all."""

from django.urls import path

from cms import views

urlpatterns = [
    path("film/<uuid:video>/", views.film, name="film"),
    path("film/<uuid:video>/<str:language>.vtt", views.captions, name="film_captions"),
]
localised = [
    path("search/", views.search, name="site_search"),
]
