from django.urls import path

from jishiyu.api.intake import intake

app_name = "api"
urlpatterns = [path("<slug:source>/", intake, name="intake")]
