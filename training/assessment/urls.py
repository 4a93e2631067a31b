from django.urls import path

from training.assessment import views

urlpatterns = [
    path("learn/bank/", views.bank, name="bank"),
    path("learn/bank/in/", views.bring_in, name="bank_in"),
    path("learn/bank/out/<slug:form>/", views.take_out, name="bank_out"),
    path("learn/bank/quiz/<uuid:quiz>/", views.quiz_report, name="bank_quiz"),
    path("learn/bank/<uuid:question>/", views.question, name="bank_question"),
]
