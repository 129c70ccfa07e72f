from django.urls import path
from django.views.i18n import set_language

from jishiyu.portal.views import figures, follow, home, queue, receiving, rules, say

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("language/", set_language, name="language"),
    path("say/", say.say, name="say"),
    path("said/<str:ticket>/", say.said, name="said"),
    path("places/", say.places, name="places"),
    path("follow/", follow.follow, name="follow"),
    path("follow/<str:ticket>/", follow.own, name="own"),
    path("follow/<str:ticket>/urge/", follow.urge, name="urge"),
    path("follow/<str:ticket>/again/", follow.again, name="again"),
    path("follow/<str:ticket>/answer/", follow.answer_question, name="answer_question"),
    path("follow/<str:ticket>/withdraw/", follow.withdraw, name="withdraw"),
    path("follow/<str:ticket>/receipt/", follow.receipt, name="receipt"),
    path("follow/<str:ticket>/photos/<int:proof_id>/", follow.photo, name="photo"),
    path("v/<str:token>/", follow.verify, name="verify"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:code>/", rules.scheme_rules, name="scheme_rules"),
    path("queue/", queue.queues, name="queues"),
    path("queue/<str:scheme>/", queue.queue, name="queue"),
    path("queue/<str:scheme>/draws/<int:number>/", queue.draw, name="draw"),
    path("queue/<str:scheme>/draws/<int:number>/list.txt", queue.draw_list, name="draw_list"),
    path("place/<str:token>/", queue.own_place, name="own_place"),
    path("place/<str:token>/wishes/", queue.own_wishes, name="own_wishes"),
    path("place/<str:token>/answer/<int:offer_id>/", queue.own_answer, name="own_answer"),
    path("invited/<str:token>/", receiving.invited, name="invited"),
    path("invited/<str:token>/answer/", receiving.invited_answer, name="invited_answer"),
    path("received/<str:token>/", receiving.received, name="received"),
    path("p/key/", receiving.permit_key, name="permit_key"),
    path("p/<str:code>/", receiving.permit_shown, name="permit_shown"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:code>/", figures.figure, name="figure"),
]
