"""Pages by WSGI: what granian serves in earnest, and what asgi.py wraps in the embedded default."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
application = get_wsgi_application()

# What was loaded stays to the end of the process: the collector need not walk it again and again.
gc.freeze()
gc.set_threshold(20_000, 20, 50)
