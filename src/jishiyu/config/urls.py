from django.urls import include, path

urlpatterns = [
    path("console/", include("jishiyu.console.urls")),
    path("", include("jishiyu.api.urls")),
    path("", include("jishiyu.portal.urls")),
]
