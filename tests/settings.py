"""Settings of the test run: the product's own, on a throwaway data folder, with a quick password hash."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="jishiyu-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["JISHIYU_DATA"] = _folder
os.environ["JISHIYU_DATABASE"] = os.environ.get("JISHIYU_TEST_DATABASE", "")

from jishiyu.config.settings import *  # noqa: E402, F403

DATABASES["default"]["TEST"] = {"NAME": f"jishiyu_test_{os.getpid()}"} if os.environ["JISHIYU_DATABASE"] else {}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
