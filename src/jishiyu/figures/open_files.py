"""Open data as files: made once a day, the same bytes for everybody until the next."""

import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import translation

from jishiyu.figures.open_data import DataSet, written


def content_of(one: DataSet, form: str, today: date) -> bytes:
    """A set of data as of today, made by whoever asks first."""
    folder = Path(settings.MEDIA_ROOT) / "open"
    path = folder / f"{one.code}-v{one.version}-{settings.JISHIYU_OPEN_LEAST}-{today}.{form}"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with translation.override("zh-hans"):
            content = written(one, form, today)
        part = folder / f"part-{secrets.token_hex(8)}"
        part.write_bytes(content)
        part.replace(path)  # whole or not at all
        for old in folder.glob(f"{one.code}-v*.{form}"):
            if old != path:
                old.unlink(missing_ok=True)
    return path.read_bytes()
