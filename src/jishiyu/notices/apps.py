from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jishiyu.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.notices import jobs  # noqa: F401  (registers its errands and periodic jobs)
