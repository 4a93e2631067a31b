from datetime import timedelta

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "mediation.accounts.hashers.Argon2id",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"  # to where this person works, see web.navigation.home_of
ACCOUNT_ADAPTER = "mediation.accounts.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # nobody stays signed in on a shared office computer: the session ends with the browser,
SESSION_COOKIE_AGE = 12 * 3600  # twelve hours after signing in at the latest,
STAFF_IDLE = 30 * 60  # and after half an hour without a page; see docs/operations/signing-in.md
STAFF_IDLE_IN_ROOM = 4 * 3600  # a sitting is long, and its page is one page
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers whose address somebody typed
PASSWORD_RESET_TIMEOUT = 2 * 3600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Xinqiao"
MFA_TOTP_TOLERANCE = 1  # one step of thirty seconds either way, as RFC 6238 section 5.2 advises: clocks of phones drift
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "mediation.accounts.second_factor.SecondFactor"
MFA_FORMS = {
    "authenticate": "mediation.accounts.factor_forms.EnterCode",
    "reauthenticate": "mediation.accounts.factor_forms.ConfirmCode",
    "activate_totp": "mediation.accounts.factor_forms.SetUpApp",
    "add_webauthn": "mediation.accounts.factor_forms.AddPasskey",
    "edit_webauthn": "mediation.accounts.factor_forms.RenamePasskey",
}
ACCOUNT_USER_DISPLAY = "mediation.accounts.selectors.shown_name"
REQUIRE_SECOND_FACTOR = True  # staff pages; only the demo and the tests switch it off
WAGTAILADMIN_LOGIN_URL = "editors_door"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Wrong passwords close the door for one name from one address and for a while only: an office shares its address, and a
# stranger must not be able to lock the staff out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "mediation.config.proxy.named"
AXES_LOCKOUT_CALLABLE = "mediation.web.errors.locked_out"
AXES_CLIENT_IP_CALLABLE = "mediation.config.proxy.caller"
