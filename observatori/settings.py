"""Settings of the three modes: ``local`` (one machine, everything embedded), ``production`` and ``test``.

Everything that changes between machines comes from the environment; production refuses to start
without what it needs and says in a sentence what is missing.
"""

from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env

from observatori.local import address, database, secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = Env()
MODE = env.str("OBSERVATORI_MODE", "local")
if MODE not in {"local", "production", "test"}:
    raise ImproperlyConfigured(f"OBSERVATORI_MODE ha de ser local, production o test, no «{MODE}».")
PRODUCTION = MODE == "production"

REQUIRED_IN_PRODUCTION = ("SECRET_KEY", "HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
if PRODUCTION and (missing := [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, "")]):
    raise ImproperlyConfigured(f"En producció falten aquestes variables d’entorn: {', '.join(missing)}.")

DEBUG = env.bool("DEBUG", False) and not PRODUCTION
SECRET_KEY = env.str("SECRET_KEY", "") or secret.key(VAR / "secret_key")
ALLOWED_HOSTS = env.list("HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
PORT = env.int("PORT", 8000)
WEB_WORKERS = env.int("WEB_WORKERS", 2)
# Where letters point to: they are written where there is no request to ask.
OWN = address.own_address(told=VAR / "run.lock", port=PORT if MODE == "test" else env.int("PORT", None))
SITE_URL = env.str("SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else OWN).rstrip("/")
# Who answers for the site and where one writes to them: named in the accessibility statement.
BODY_NAME = env.str("BODY_NAME", "")
ACCESSIBILITY_EMAIL = env.str("ACCESSIBILITY_EMAIL", "")

INSTALLED_APPS = [
    "observatori",
    "observatori.vocabularies",
    "observatori.organisations",
    "observatori.publishing",
    "observatori.rest",
    "observatori.documents",
    "alliances",
    "experiences",
    "observatori.search",
    "observatori.digests",
    "observatori.accounts",
    "observatori.curation",
    "observatori.workspace",
    "observatori.api",
    "observatori.imports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "pgtrigger",
]

# The two security middlewares stand first, so that static files and errors carry their headers too.
MIDDLEWARE = [
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "observatori.rest.language.ApiLanguageMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "observatori.accounts.middleware.PersonalAnswers",
    "observatori.accounts.middleware.StaffMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "observatori.urls"
WSGI_APPLICATION = "observatori.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database -------------------------------------------------------------------------------------


def embedded_database():
    """The project's own PostgreSQL; the tests have a cluster of their own, so they never meet `make run`."""
    if MODE == "test":
        return database.ensure(VAR / "postgres-test" / database.MAJOR, **database.FOR_TESTS)
    return database.ensure(VAR / "postgres" / database.MAJOR)


if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": embedded_database(),
            "NAME": "postgres",
            "USER": "observatori",
        }
    }

# A pool with health checks survives a restart of the database without a failed read; without
# `tcp_user_timeout` a host that vanishes hangs a request for more than 40 seconds.
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 4), "timeout": 3},
        "connect_timeout": 3,
        "tcp_user_timeout": 4000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "observatori.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "observatori.accounts.forms.LoginForm",
    "signup": "observatori.accounts.forms.SignupForm",
    "add_email": "observatori.accounts.forms.AddEmailForm",
    "change_password": "observatori.accounts.forms.ChangePasswordForm",
    "set_password": "observatori.accounts.forms.SetPasswordForm",
    "reset_password": "observatori.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "observatori.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "observatori.accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser where one has just signed up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # only the other sessions end; this one goes on
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# Refused log-ins: 5 in 5 minutes for each account, 10 a minute for each address of the network, which a whole
# hospital may share: those that are not refused have more room.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "120/m/ip"}
MFA_ADAPTER = "observatori.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "observatori.accounts.forms.AuthenticateForm",
    "reauthenticate": "observatori.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "observatori.accounts.forms.ActivateTotpForm",
    "add_webauthn": "observatori.accounts.forms.AddKeyForm",
    "edit_webauthn": "observatori.accounts.forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Observatori d’Aliances Estratègiques"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False  # no write at each request
PROXIES = env.int("PROXIES", 1 if PRODUCTION else 0)  # that stand before us and tell who asks
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
REQUIRE_MFA = env.bool("REQUIRE_MFA", PRODUCTION)
STAFF_IDLE_SECONDS = 2 * 60 * 60
STAFF_SESSION_SECONDS = 12 * 60 * 60
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "observatori.accounts.passwords.NotLikeTheAddress"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Languages ------------------------------------------------------------------------------------

LANGUAGE_CODE = "ca"
LANGUAGES = [("ca", "català"), ("es", "español"), ("en", "English")]
# The second mends what the libraries say. makemessages writes to the first alone.
LOCALE_PATHS = [BASE_DIR / "observatori" / name for name in ("locale", "locale_libraries")]
FORMAT_MODULE_PATH = "observatori.formats"
TIME_ZONE = "Europe/Madrid"
USE_THOUSAND_SEPARATOR = True

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "observatori.local.style_sheet.StyleSheetFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MODE == "test":  # the live server of the tests knows no hashed names
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# --- Documents ------------------------------------------------------------------------------------

MEDIA_ROOT = VAR / ("media-test" if MODE == "test" else "media")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "observatori.documents.uploads.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Security -------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "observatori.views.csrf_failure"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^estat/"]  # the container's own health check speaks plain HTTP
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# --- Mail, background work, cache -------------------------------------------------------------------

if email_url := env.str("EMAIL_URL", ""):
    smtp = env.dj_email_url("EMAIL_URL")
    MAILERS = {
        "default": {
            "BACKEND": "observatori.mail.SmtpBackend",
            "OPTIONS": {
                "host": smtp["EMAIL_HOST"],
                "port": smtp["EMAIL_PORT"],
                "username": smtp["EMAIL_HOST_USER"],
                "password": smtp["EMAIL_HOST_PASSWORD"],
                "use_tls": smtp["EMAIL_USE_TLS"],
                "use_ssl": smtp["EMAIL_USE_SSL"],
                "timeout": 10,
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "observatori.mail.EmlBackend",
            "OPTIONS": {"file_path": VAR / "mail"},
        }
    }
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "Observatori d’Aliances Estratègiques <observatori@exemple.cat>")

REDIS_URL = env.str("REDIS_URL", "")
BROKER = VAR / ("broker-test" if MODE == "test" else "broker")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT = None if REDIS_URL else "observatori.local.broker:Transport"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER / "queue"),
        "data_folder_out": str(BROKER / "queue"),
        "control_folder": str(BROKER / "control"),
        "polling_interval": 0.1,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600  # below the visibility timeout, or Redis would hand a running task out again
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "deliveries": {"task": "observatori.digests.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "semafor": {"task": "alliances.tasks.sweep_semafor", "schedule": 60.0, "options": {"expires": 55}},
    "radar": {"task": "alliances.tasks.sweep_radar", "schedule": crontab(hour=3, minute=10)},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
if MODE == "local" and not REDIS_URL:  # in files, because the web processes count refused log-ins together
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
    }

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["observatori.rest.parsers.JSONBody"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "observatori.organisations.api_auth.BearerAuthentication",
        "observatori.organisations.api_auth.PageSession",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["observatori.rest.throttles.PerMinute"],
    "DEFAULT_PAGINATION_CLASS": "observatori.rest.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "observatori.rest.errors.problem",
    "NUM_PROXIES": PROXIES,
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,
}
API_REQUESTS_PER_MINUTE = {"read": 1200, "write": 600}  # of one token, person or address
SPECTACULAR_SETTINGS = {
    "TITLE": "Observatori d’Aliances Estratègiques",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    # Enumerations stay where they are used: many share a name («kind», «state») and differ in their codes.
    "POSTPROCESSING_HOOKS": ["observatori.api.schema.add_problems"],
    "LICENSE": {"name": "EUPL-1.2"},
}

# --- Log ------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "observatori.log.SecretsFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"psycopg.pool": {"level": "ERROR"}, "pikepdf": {"level": "WARNING"}},
}
