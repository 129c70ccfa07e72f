from django.urls import path, register_converter

from jishiyu.api import cases, tasks
from jishiyu.api.doors import open311
from jishiyu.api.doors.router import door
from jishiyu.api.openapi import openapi


class Form:
    """The two forms Open311 answers in."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "form")
app_name = "api"
urlpatterns = [
    path("in/<slug:source>/", door, name="intake"),
    path("in/<slug:source>/discovery.<form:form>", open311.discovery),
    path("in/<slug:source>/services.<form:form>", open311.services),
    path("in/<slug:source>/services/<str:code>.<form:form>", open311.definition),
    path("in/<slug:source>/requests.<form:form>", open311.requests),
    path("in/<slug:source>/requests/<str:number>.<form:form>", open311.request_one),
    path("in/<slug:source>/tokens/<str:token>.<form:form>", open311.token),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/cases/", cases.cases, name="cases"),
    path("api/cases/<str:number>/", cases.case, name="case"),
    path("api/cases/<str:number>/dispatch/", cases.dispatch, name="dispatch"),
    path("api/cases/<str:number>/confirm/", cases.confirm, name="confirm"),
    path("api/tasks/<int:task_id>/accept/", tasks.accept, name="accept"),
    path("api/tasks/<int:task_id>/contact/", tasks.contact, name="contact"),
    path("api/tasks/<int:task_id>/arrive/", tasks.arrive, name="arrive"),
    path("api/tasks/<int:task_id>/finish/", tasks.finish, name="finish"),
    path("api/tasks/<int:task_id>/return/", tasks.give_back, name="return"),
]
