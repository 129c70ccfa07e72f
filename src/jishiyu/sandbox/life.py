"""A gentle pulse for the living demo: somebody says something every little while, and the crew goes on working."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from datetime import timedelta
from random import Random

from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Task
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer
from jishiyu.sandbox import said
from jishiyu.sandbox.pictures import drawn
from jishiyu.sensing import queries
from jishiyu.sensing.models import Group

LEAST_PAUSE, MOST_PAUSE = 15, 40
LEFT_TO_VISITORS = timedelta(minutes=10)  # a task this young is the visitor's to try
SOURCE = "service-groups"


def pulse(address: str) -> None:
    """Until the process ends: post a scenario to the product's own webhook, then let the crew do one step."""
    rng = Random()
    while True:
        time.sleep(rng.randint(LEAST_PAUSE, MOST_PAUSE))
        try:
            _say(address, rng)
            step(rng)
        except (OSError, urllib.error.URLError, Refused):
            continue


def _say(address: str, rng: Random) -> None:
    source = queries.source_by_code(SOURCE)
    group = rng.choice(list(Group.objects.filter(source=source).select_related("division")))
    _, lines = said.round_of(rng)
    place = group.division.name if group.division else ""
    now = timezone.now()
    for number, (_minutes, role, words) in enumerate(lines[:2]):
        record = {
            "id": f"live-{int(now.timestamp() * 1000)}-{number}",
            "group_id": group.code,
            "sender": f"u{rng.randrange(90)}",
            "role": role,
            "time": (now + timedelta(seconds=number)).isoformat(),
            "text": words.format(place=place),
        }
        post(f"{address}/in/{SOURCE}/", queries.secret_of(source) if source else "", record)
        time.sleep(rng.uniform(1, 4))


def post(address: str, secret: str, record: dict[str, str]) -> None:
    """Send one message the way a connector does."""
    body = json.dumps(record, ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Jishiyu-Timestamp": stamp, "X-Jishiyu-Signature": signature}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310  (our own loopback address)
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
        return


def step(rng: Random) -> None:
    """One officer goes one step further with one task that no visitor took up."""
    now = timezone.now()
    old = Task.objects.filter(state__in=[Task.State.SENT, Task.State.ACCEPTED], sent_at__lt=now - LEFT_TO_VISITORS)
    task = old.filter(unit__code="station").select_related("case").order_by("sent_at").first()
    if task is None:
        return
    officer = task.officer or Officer.objects.filter(unit=task.unit, is_active=True).order_by("pk").first()
    if officer is None:
        return
    if task.state == Task.State.SENT:
        actions.accept_task(task.pk, by=officer.actor, at=now)
    elif task.arrived_at is None and task.case.kind in ("power.outage", "power.hazard", "power.vulnerable"):
        actions.arrive(task.pk, by=officer.actor, at=now)
    else:
        actions.finish_task(
            task.pk, words=rng.choice(said.FIXED), how="visit", photos_sent=[drawn(rng)], by=officer.actor, at=now
        )
