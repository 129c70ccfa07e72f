"""The signature of the webhook and of the archive: HMAC-SHA256 over the timestamp, a full stop and the raw body."""

import hashlib
import hmac
import time

from django.http import HttpRequest

from jishiyu.sensing.doors.guard import NotSigned

WINDOW_SECONDS = 300


def check_signed(request: HttpRequest, secret: str) -> None:
    """Raises NotSigned when the signature over the raw body is wrong, or old."""
    stamp = request.headers.get("X-Jishiyu-Timestamp", "")
    given = request.headers.get("X-Jishiyu-Signature", "")
    wanted = hmac.new(secret.encode(), stamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    right = hmac.compare_digest(wanted.encode(), given.encode())
    fresh = stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and abs(time.time() - int(stamp)) <= WINDOW_SECONDS
    if not right or not fresh:
        raise NotSigned
