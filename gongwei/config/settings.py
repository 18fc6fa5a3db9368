"""Django's settings, from the environment alone; a difference between regions is policy, never a setting."""

from __future__ import annotations

import os
from pathlib import Path

from gongwei.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(
    os.environ.get("GONGWEI_DATA", "var")
).absolute()  # database, mart, key: all that must be backed up
environment.adopt(DATA / "environment")
os.environ.setdefault("GONGWEI_PLANS", str(DATA / "plans"))  # plans that are published on the pages

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret_key(DATA)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# One app per layer that has tables, pages or tags. A programme is found by its models: adding one edits nothing.
PROGRAMMES = sorted({path.relative_to(PACKAGE).parts[1] for path in PACKAGE.glob("programmes/*/models*")})
PAGES = sorted(path.parent.name for path in PACKAGE.glob("pages/*/__init__.py"))
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "gongwei.records",
    "gongwei.ui",
    "gongwei.people",
    "gongwei.care",
    *(f"gongwei.programmes.{name}" for name in PROGRAMMES),
    "gongwei.catalogue",
    "gongwei.obligations",
    "gongwei.facts",
    "gongwei.indicators",
    "gongwei.quality",
    "gongwei.organisation",
    "gongwei.appraisal",
    "gongwei.planning",
    "gongwei.reporting",
    "gongwei.funds",
    "gongwei.exchange",
    "gongwei.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gongwei.config.headers.Compression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongwei.config.headers.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongwei.web.office.account.KeepAlive",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "gongwei.config.urls"
WSGI_APPLICATION = "gongwei.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "config" / "templates", *PACKAGE.glob("pages/*/templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATE_FORMAT = "Y-m-d"

STATIC_URL = "static/"
STATICFILES_DIRS = sorted(PACKAGE.glob("pages/*/static"))
WHITENOISE_USE_FINDERS = True  # straight from the packages: no collectstatic before a start
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

# A session ends with the browser or after an idle while; with GONGWEI_HTTPS no cookie travels over plain HTTP.
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
HTTPS = environment.flag("GONGWEI_HTTPS")
SESSION_COOKIE_AGE = environment.number("GONGWEI_IDLE_MINUTES", 60) * 60
# The idle while starts anew as one works: gongwei.web.office.account.KeepAlive.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("GONGWEI_BEHIND_PROXY") else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

DATA_UPLOAD_MAX_MEMORY_SIZE = 33_554_432  # a pasted book still reaches the form, which names the field
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a whole exam day on one page
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
