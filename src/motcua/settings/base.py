"""What every installation shares. Each value that differs between installations is read from the environment."""

from django.core.exceptions import ImproperlyConfigured

from motcua.kernel import logs
from motcua.kernel.floors import ROOT, house
from motcua.settings import env

DATA_DIR = env.folder("MOTCUA_DATA", ROOT / ".data")
PACKS = [ROOT / "packs" / name for name in (env.words("MOTCUA_PACKS") or ["vietnam", "lang_son"])]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    # Ours before the sign-in library, so that its pages are shown with our templates.
    *[f"motcua.{name}" for name in house()],
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "motcua.api.measuring.Measured",
    "motcua.people.watch.BelievedProxies",
    "motcua.people.watch.TracedLines",
    "motcua.ui.security.HeadLikeGet",
    "motcua.ui.packing.PackedText",
    "django.middleware.security.SecurityMiddleware",
    "motcua.ui.security.SecurePrograms",
    "motcua.ui.security.ContentSecurityPolicy",
    "motcua.ui.security.MonitorsByAnyName",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.ui.security.ReadableAddress",
    "motcua.ui.security.BoundedBody",
    "motcua.ui.security.PrivatePages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "motcua.ui.language.ChosenLanguage",
    "motcua.ui.display.ChosenDisplay",
    "motcua.people.sessions.SessionEnds",
    "django.contrib.messages.middleware.MessageMiddleware",
    "motcua.ui.resuming.SignInFirst",
    "motcua.ui.resuming.TypedBefore",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "motcua.portal.factors.FactorFirst",
    "motcua.ui.errors.WithAPage",
    "motcua.ui.security.AsSeen",
]

ROOT_URLCONF = "motcua.urls"
WSGI_APPLICATION = "motcua.wsgi.application"
DATABASES = {"default": env.database() | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
# A server that follows that one, for reports and public figures; none: they are read there too. One that is further
# behind than so many seconds is left out.
if _replica := env.replica("REPLICA_DATABASE_URL"):
    DATABASES["replica"] = _replica | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    DATABASE_ROUTERS = ["motcua.kernel.replica.Router"]
REPLICA_MAX_LAG = env.integer("REPLICA_MAX_LAG", 60, most=86_400)
# Seconds that a page waits for one answer of the database, locks among it; the worker and commands wait for ever.
PAGE_PATIENCE = env.integer("PAGE_PATIENCE", 15, most=600)
# What a worker that was away should have done meanwhile is made up for so many seconds later: a night's work, too.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 6 * 3600}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Room for everybody whose tries are counted: past it a third is forgotten, counts of wrong passwords among them.
CACHES = {
    "default": {
        "BACKEND": "motcua.kernel.caching.SharedCache",
        "LOCATION": "kernel_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "motcua.ui.margins.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "motcua.ui.templatetags.forms"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.ui.context.shell",
            ],
        },
    }
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "tieng"
# What the packs say (names of papers, questions, forms) is translated beside them.
# What the framework's forms say by themselves is said in our words, in both languages.
OURS = ROOT / "src" / "motcua" / "locale"
LOCALE_PATHS = [OURS, OURS / "framework", *(pack / "locale" for pack in PACKS)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Contents of files: a folder, of this machine or shared by all, or an S3-compatible object store.
FILES_DIR, FILES = env.files("FILES_STORE", DATA_DIR / "files")
# The keys with which this node signs; nothing: below the data folder.
SIGNING_KEYS = env.text("SIGNING_KEYS", "")
# Built indexes of the search box; every web node has its own and can make them again.
SEARCH_DIR = DATA_DIR / "search"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

IS_DEMONSTRATION = env.boolean("MOTCUA_DEMO", False)
# Whether what packs mark as made up (codes, addresses of agencies) is loaded and used.
DEMONSTRATION_DATA = IS_DEMONSTRATION

SECRET_KEY = env.text("SECRET_KEY")
# Keys before this one, between commas: what was sealed or signed under them can still be read.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_ADDRESS = env.text("PUBLIC_ADDRESS", "http://localhost:8000")

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["motcua.people.backends.Backend"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["motcua.people.backends.Scrypt"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "motcua.people.passwords.LongEnough", "OPTIONS": {"min_length": 8, "officials": 12}},
    {"NAME": "motcua.people.passwords.NotGuessed"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "motcua.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "motcua.portal.sign_in.LoginForm",
    "add_email": "motcua.portal.passwords.AddEmailForm",
    "change_password": "motcua.portal.passwords.ChangePasswordForm",
    "set_password": "motcua.portal.passwords.SetPasswordForm",
    "reset_password": "motcua.portal.passwords.ResetPasswordForm",
    "reset_password_from_key": "motcua.portal.passwords.ResetPasswordKeyForm",
    "reauthenticate": "motcua.portal.passwords.ReauthenticateForm",
    "user_token": "motcua.portal.passwords.ResetTokenForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email", "phone", "password1*"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # either an e-mail or a phone number is enough; the form sees to it
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Một Cửa] "
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = False
# Proxies whose X-Forwarded-For and -Proto are believed, as addresses or networks. None: everyone behind a proxy counts
# as one, and no line of theirs as secure.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
ACCOUNT_RATE_LIMITS = {
    # Five wrong tries shut an account for a quarter of an hour, fifteen for two hours (QCVN 12:2026/BCA): to browsers
    # where it was never open, all together, and to each that knows it by itself. So nobody locks its owner out.
    "login_failed": "5/15m/key,15/2h/key,30/15m/ip",
    "login": "60/m/ip",
    "second_factor": "5/15m/key",
    "signup": "20/h/ip,5/h/key",
    # Other contacts of one's own: a taken one is told, and nobody asks for those of a whole village.
    "contact": "5/d/user",
    # Of one code that was sent.
    "sign_up_code": "5/15m/key",
    "reset_password": "20/h/ip,5/h/key",
    # Where dossiers stand, by their codes, which follow each other: enough for a counter, too little to read them all.
    "tracking": "120/h/ip,30/10m/key",
    # Forms kept when the session had ended, of one account: a day at the counter, and no store of anybody's.
    "typed_before": "30/h/key",
    # One-time codes to look at a dossier, whichever: nobody sends one to every filer of the province.
    "tracking_code": "60/h/ip",
    # Of one dossier, from one place: whoever tries to use up a day's codes leaves some for its filer.
    "tracking_code_of": "5/d/key",
    # Files of open data: enough for a program that takes everything, too little to keep others from the line.
    "open_data": "300/m/ip",
    # Petitions from one place and from one telephone: enough for a village that shares a line, no flood.
    "petition_send": "20/h/ip,5/d/key",
    # Keys of petitions that are tried: enough for who mistypes.
    "petition_follow": "120/h/ip,30/10m/key",
}
# A second factor beside the password. Officials of a real installation have one before anything else opens to them.
SECOND_FACTOR_REQUIRED = env.boolean("SECOND_FACTOR_REQUIRED", not IS_DEMONSTRATION)
MFA_ADAPTER = "motcua.people.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "motcua.portal.factor_forms.CodeForm",
    "authenticate_webauthn": "motcua.portal.factor_forms.PasskeyForm",
}
PLATFORM_NAME = MFA_TOTP_ISSUER = "Một Cửa Lạng Sơn"
CSRF_FAILURE_VIEW = "motcua.ui.errors.csrf_failure"

# Minutes of a day, hours of a month: no session is longer.
DAY, MONTH = 24 * 60, 31 * 24
SESSION_ENGINE = "motcua.people.sessions"
# Minutes without a sign of life, and hours at most, after which a session ends: at home, in an office, at a counter.
SESSION_ENDS = {
    "HOME": (env.integer("SESSION_IDLE_MINUTES", 60, most=DAY), env.integer("SESSION_HOURS", 24, most=MONTH)),
    "OFFICE": (env.integer("OFFICE_IDLE_MINUTES", 30, most=DAY), env.integer("OFFICE_HOURS", 12, most=MONTH)),
    "COUNTER": (env.integer("COUNTER_IDLE_MINUTES", 15, most=DAY), env.integer("COUNTER_HOURS", 10, most=MONTH)),
}
# Who signs a paper, or changes how the account is opened, gave a password or a second factor this short a while ago.
REAUTHENTICATE_AFTER_MINUTES = env.integer("REAUTHENTICATE_AFTER_MINUTES", 30, most=DAY)
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_NAME = "csrftoken"
# Browsers in which somebody signed in before; and what a page says on the next one.
DEVICE_COOKIE_NAME = "thiet_bi"
MESSAGE_COOKIE_NAME = "messages"
MESSAGE_STORAGE = "motcua.ui.told.Storage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# The largest single file a person may attach, in bytes; what a page with its files, and what it without, may weigh.
FILE_MAX_BYTES = env.integer("FILE_MAX_BYTES", 20 * 1024 * 1024, least=1024, most=1024**3)
REQUEST_MAX_BYTES = env.integer("REQUEST_MAX_BYTES", 120 * 1024 * 1024, least=1024, most=8 * 1024**3)
# The scanner of malware (clamd) that every file handed in is read by: a path of its socket, or host:port. None: none.
CLAMAV = env.text("CLAMAV", "")
# A file that nothing refers to is deleted after so many days; never sooner than a page with files may stay open.
FILES_GRACE_DAYS = env.integer("FILES_GRACE_DAYS", 30, least=2, most=3650)
# What one account may have begun and not filed: so many drafts, and so many bytes of files in all of them.
DRAFTS_MAX = env.integer("DRAFTS_MAX", 20, most=1_000_000)
DRAFTS_MAX_BYTES = env.integer("DRAFTS_MAX_BYTES", 200 * 1024 * 1024, least=1024, most=1024**4)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# E-mail and SMS leave by the outbox. A demonstration keeps them for a page to show instead of sending them.
EMAIL_BACKEND = (
    "motcua.notices.simulator.SimulatedMailBackend"
    if IS_DEMONSTRATION
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, most=65_535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
# TLS begun on an open line (port 587), or from the first byte (port 465).
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.boolean("EMAIL_USE_SSL", False)
env.not_both("EMAIL_USE_TLS", "EMAIL_USE_SSL")
# Seconds: a mail server that falls silent must not hold a message and its worker forever.
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "mot-cua@localhost")
# The class that hands short messages to a carrier. None: nothing is told that way, and the pages say so.
SMS_GATEWAY = env.text("SMS_GATEWAY", "motcua.notices.simulator.SimulatedSms" if IS_DEMONSTRATION else "")
# The key by which push services know us (`./motcua keys push`), beside the data where nothing is said; what carries
# messages to them; and the services that are asked, whatever a browser says: those of Chrome, Firefox, Safari, Edge.
PUSH_KEY = env.text("PUSH_KEY", "")
PUSH_CARRIER = "motcua.notices.push.carrying.HttpsCarrier"
PUSH_SERVICES = env.words(
    "PUSH_SERVICES", "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com"
)
if IS_DEMONSTRATION:
    PUSH_CARRIER, PUSH_SERVICES = "motcua.notices.push.simulator.SimulatedCarrier", ["push.mo-phong.invalid"]
# What signs papers: keys that were brought in (`./motcua keys`); a demonstration makes its own.
PAPER_SIGNER = env.text(
    "PAPER_SIGNER", f"motcua.papers.signing.{'DemonstrationSigner' if IS_DEMONSTRATION else 'KeptKeys'}"
)
# Time stamps on signatures: the address of an RFC 3161 authority and its roots (PEM), «simulator», or nothing.
# The library that speaks with devices that keep keys (PKCS#11), and the word that opens them on this node.
PKCS11_MODULE = env.text("PKCS11_MODULE", "")
PKCS11_PIN = env.text("PKCS11_PIN", "")
PAPER_TIMESTAMPS = env.text("PAPER_TIMESTAMPS", "simulator" if IS_DEMONSTRATION else "")
if PAPER_TIMESTAMPS not in ("", "simulator") and not PAPER_TIMESTAMPS.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"PAPER_TIMESTAMPS là một địa chỉ http, https, không phải «{PAPER_TIMESTAMPS}».")
PAPER_TIMESTAMP_ROOTS = env.text("PAPER_TIMESTAMP_ROOTS", "")

# Where anchors of the journal are kept outside this machine: a folder of another, mailboxes of witnesses.
JOURNAL_ANCHORS = env.text("JOURNAL_ANCHORS", "")
JOURNAL_WITNESSES = env.each("JOURNAL_WITNESSES", r"[^@\s]+@[^@\s]+", "các địa chỉ email")
# Public keys (age1…) that backups are locked to; without any they are open.
BACKUP_KEYS = env.each("BACKUP_KEYS", "age1[0-9a-z]{58}", "các khóa dạng age1… do ./motcua backup key lập")
# Public keys (ed25519:…) of machines whose backups are believed here, beside this one's own.
BACKUP_SIGNERS = env.words("BACKUP_SIGNERS")

# Whom to tell of a weakness (RFC 9116): mailto:… or an address of a page. None: the page of the places.
SECURITY_CONTACT = env.text("SECURITY_CONTACT", "")
# Where the source of what runs here is to be had; named at the end of every page.
SOURCE_ADDRESS = env.text("SOURCE_ADDRESS", "")

# Everything goes to standard error, one line of JSON for each event, for the service manager to keep.
LOGGING = logs.logging(in_words=False)
