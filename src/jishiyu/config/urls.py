from django.urls import include, path

from jishiyu.look import errors

urlpatterns = [
    path("console/", include("jishiyu.console.urls")),
    path("", include("jishiyu.api.urls")),
    path("", include("jishiyu.portal.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
