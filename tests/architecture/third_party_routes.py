"""Addresses that other people's packages answer, each with who may see it. A new one fails until it stands here.

Wagtail's editing pages are one entry: `/cms/` asks for a user with access to them and a second factor, on every path.
"""

EDITORS = "cms/"

PUBLIC = {
    "account_login",  # the one door
    "account_logout",
    "account_inactive",
    "account_signup",  # closed by the adapter: accounts are given
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "mfa_authenticate",  # the second step of the door
    "mfa_login_webauthn",  # a passkey is both factors in one
    "set_language",
    "wagtaildocs_serve",  # the view checks the collection's privacy
    "wagtaildocs_authenticate_with_password",  # a shared password of a private collection; nobody is signed in by it
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",  # covered by our redirect to the one door
    "wagtail_serve",
}

SIGNED_IN = {
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}

# written in config/urls.py, answered by Django's redirect
REDIRECTS = {"zh-hans/_util/login/", "en/_util/login/", "cms/password_reset/"}
