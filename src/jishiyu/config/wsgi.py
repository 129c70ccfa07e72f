"""Pages by WSGI: what granian serves in earnest, and what asgi.py wraps in the embedded default."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
application = get_wsgi_application()
