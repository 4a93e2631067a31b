from django.urls import path

from mediation.accounts import views

urlpatterns = [
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),  # before allauth's
    path("desk/people/", views.people, name="people"),
    path("desk/people/<int:assignment>/role/", views.add_role, name="add_role"),
    path("desk/people/<int:assignment>/end/", views.end_role, name="end_role"),
    path("desk/people/<int:assignment>/sign-in/", views.help_sign_in, name="help_sign_in"),
]
