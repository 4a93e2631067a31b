from django.urls import path

from training.courses import views

urlpatterns = [
    path("learn/", views.shelf, name="learn"),
    path("learn/<slug:course>/", views.course, name="course"),
    path("learn/<slug:course>/start/", views.start, name="course_start"),
    path("learn/<slug:course>/<slug:lesson>/", views.lesson, name="lesson"),
    path("learn/<slug:course>/<slug:lesson>/done/", views.done, name="lesson_done"),
    path("learn/<slug:course>/<slug:lesson>/note/", views.note, name="lesson_note"),
    path("learn/<slug:course>/<slug:lesson>/film/<uuid:video>/", views.film, name="lesson_film"),
    path("learn/<slug:course>/<slug:lesson>/film/<uuid:video>/<str:language>.vtt", views.captions, name="lesson_captions"),
    path("learn/<slug:course>/<slug:lesson>/quiz/", views.quiz, name="lesson_quiz"),
    path("learn/<slug:course>/<slug:lesson>/quiz/<uuid:attempt>/save/", views.save, name="quiz_save"),
    path("learn/<slug:course>/<slug:lesson>/quiz/<uuid:attempt>/hand-in/", views.hand_in, name="quiz_hand_in"),
    path("learn/<slug:course>/<slug:lesson>/quiz/<uuid:attempt>/keep/", views.keep, name="quiz_keep"),
    path("learn/<slug:course>/<slug:lesson>/quiz/<uuid:attempt>/", views.result, name="quiz_result"),
]
