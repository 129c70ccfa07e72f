"""Training of a town's party members (党员教育培训): sessions, lessons at home and to those away, hours of a year.

Hours: members at least 32 a year, secretaries and committee members 56; a full day counts 8, half a day 4, else
1 each, by calendar year.
"""

from jishiyu.packs.sdk import Attribute, GatheringKind, Pack
from jishiyu.packs.sdk import words as _

STANDINGS = {
    "town": _("Comes to sessions"),
    "home": _("Can hardly walk, is visited at home"),
    "away": _("Works away from home"),
}
POSTS = {"member": _("Member"), "committee": _("Member of a committee"), "secretary": _("Secretary")}
ATTRIBUTES = (
    Attribute(
        code="training.standing",
        name=_("How a member is reached"),
        type="code",
        of="resident",
        options=STANDINGS,
        headings=("学习方式", "党员类别"),
        listed=True,
    ),
    Attribute(
        code="training.post",
        name=_("Post in the branch"),
        type="code",
        of="resident",
        options=POSTS,
        headings=("党内职务",),
    ),
)
HOURS = {"member": 32, "committee": 56, "secretary": 56}
FORMS = {"read": _("Read together"), "listen": _("Listened to"), "online": _("Online"), "talk": _("Talked through")}


GATHERINGS = (
    GatheringKind(
        code="training.central",
        name=_("Central session"),
        invites="resident",
        forms=FORMS,
        roster="training.standing",
        grade="training.post",
        hours=HOURS,
    ),
    GatheringKind(
        code="training.home_lesson",
        name=_("Lesson brought home"),
        invites="resident",
        notice_days=1,
        forms=FORMS,
        roster="training.standing",
        reaches=("home",),
        grade="training.post",
        hours=HOURS,
    ),
    GatheringKind(
        code="training.away_lesson",
        name=_("Lesson to members away"),
        invites="resident",
        notice_days=1,
        forms=FORMS,
        roster="training.standing",
        reaches=("away",),
        grade="training.post",
        hours=HOURS,
    ),
    GatheringKind(
        code="training.veteran",
        name=_("Lesson by an old member"),
        invites="resident",
        every="quarter",
        month=2,
        week=2,
        weekday=4,
        forms=FORMS,
        roster="training.standing",
        grade="training.post",
        hours=HOURS,
    ),
    GatheringKind(code="training.service", name=_("Members at work for the town"), invites="resident"),
)

pack = Pack(code="training", name=_("Members' training"), attributes=ATTRIBUTES, gatherings=GATHERINGS)
