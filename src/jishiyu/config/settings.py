"""The one settings file. Every JISHIYU_ variable read here is documented in docs/reference/settings.md."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from jishiyu.config import env, keys

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.text("JISHIYU_DATA", "jishiyu-data")).resolve()
KEYS = keys.load_or_make(DATA / "keys.json")

SECRET_KEY = KEYS["django"]
JISHIYU_SEAL_KEY = KEYS["seal"]
JISHIYU_INDEX_KEY = KEYS["index"]
JISHIYU_LEDGER_KEY = keys.load_or_make_ledger_key(DATA / "ledger-key.json")
JISHIYU_PERMIT_KEY = keys.load_or_make_permit_key(DATA / "permit-key.json")
JISHIYU_BANK_LAYOUTS = Path(env.text("JISHIYU_BANK_LAYOUTS", str(DATA / "bank-layouts")))  # an office's own
JISHIYU_HASH = env.text("JISHIYU_HASH", "sha256")  # sha256 or sm3
JISHIYU_PACKS = env.words(
    "JISHIYU_PACKS", "power,hotline,housing,enterprise,livelihood,economy,growers,retail,training"
)
JISHIYU_SCHEMES = env.words("JISHIYU_SCHEMES")  # benefits this office offers; none named: all but other towns'
JISHIYU_CHANNELS = env.words("JISHIYU_CHANNELS", "wecombot,dingtalk,feishu,mailto,mailtos")  # kinds of outside channels
JISHIYU_CHANNEL_HOSTS = env.words("JISHIYU_CHANNEL_HOSTS")  # none named: all public ones
JISHIYU_ROBOT_BASES = env.pairs("JISHIYU_ROBOT_BASES")  # where an office's own platforms are, by kind
JISHIYU_SURE_FROM = env.percents("JISHIYU_SURE_FROM", "80")  # below it a person decides where a case goes
JISHIYU_STREAM = env.text("JISHIYU_STREAM")  # nats://host:4222,nats://other:4222, or the table of the database
JISHIYU_SHARDS = env.number("JISHIYU_SHARDS", 16, least=1)  # parts of the stream that workers share among themselves
JISHIYU_STREAM_MOST = env.number("JISHIYU_STREAM_MOST", 200_000, least=1)  # waiting messages after which doors slow
JISHIYU_DOCUMENTS = Path(env.text("JISHIYU_DOCUMENTS", str(DATA / "documents")))  # an office's own document packs
JISHIYU_DROP = Path(env.text("JISHIYU_DROP", str(DATA / "drop")))  # files for sources, a folder each
JISHIYU_PAYLOAD_DAYS = env.number("JISHIYU_PAYLOAD_DAYS", 30)  # what came in is kept so long; 0: not at all
JISHIYU_DOOR_PACE = env.number("JISHIYU_DOOR_PACE", 60_000)  # requests a minute a source may send; 0: any number
JISHIYU_FONT = env.text("JISHIYU_FONT")  # of what is printed; none named: the system's, or the one a package carries
JISHIYU_ADDRESS = env.text("JISHIYU_ADDRESS", "http://127.0.0.1:8000")  # how the public reaches it, for links

JISHIYU_OPEN_LEAST = env.number("JISHIYU_OPEN_LEAST", 5, least=2)  # open data show no cell of fewer cases than these
JISHIYU_OPEN_LICENCE = env.text("JISHIYU_OPEN_LICENCE")  # terms of use of open data, in the office's words
JISHIYU_PROXIES = env.number("JISHIYU_PROXIES", 0)  # trusted ones in front; each adds one address to X-Forwarded-For

DEBUG = env.flag("JISHIYU_DEBUG")
ALLOWED_HOSTS = env.words("JISHIYU_HOSTS", "127.0.0.1,localhost,[::1]")

INSTALLED_APPS = [
    "jishiyu.ledger",
    "jishiyu.notices",
    "jishiyu.registry",
    "jishiyu.sensing",
    "jishiyu.entitlements",
    "jishiyu.policies",
    "jishiyu.casework",
    "jishiyu.programmes",
    "jishiyu.outreach",
    "jishiyu.figures",
    "jishiyu.packs",
    "jishiyu.look",
    "jishiyu.console",
    "jishiyu.portal",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jishiyu.look.middleware.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jishiyu.look.middleware.Addresses",
    "jishiyu.look.middleware.ByKey",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jishiyu.look.middleware.IdleEnd",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "jishiyu.config.urls"
WSGI_APPLICATION = "jishiyu.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

DATABASES = {"default": env.database("JISHIYU_DATABASE", str(DATA / "jishiyu.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.Officer"
LOGIN_URL = "/console/sign-in/"
LOGIN_REDIRECT_URL = "/console/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = env.number("JISHIYU_IDLE_MINUTES", 30, least=1) * 60
SESSION_SAVE_EVERY_REQUEST = False  # look.middleware.IdleEnd renews it, at most once a minute
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = JISHIYU_ADDRESS.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jishiyu.look.errors.forbidden"
CSRF_TRUSTED_ORIGINS = [JISHIYU_ADDRESS]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale", *(PACKAGE.parent / "jishiyu_packs" / pack / "locale" for pack in JISHIYU_PACKS)]
USE_I18N = True
TIME_ZONE = env.text("JISHIYU_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # collected files, if an office collects any; WhiteNoise wants it to be there
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "media"  # never served by address: views check rights first
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("JISHIYU_LOG", "WARNING")},
}
