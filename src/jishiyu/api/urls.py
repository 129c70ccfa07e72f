from django.urls import path

from jishiyu.api import cases, tasks
from jishiyu.api.intake import intake
from jishiyu.api.openapi import openapi

app_name = "api"
urlpatterns = [
    path("in/<slug:source>/", intake, name="intake"),
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
