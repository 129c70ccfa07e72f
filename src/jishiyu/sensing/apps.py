from django.apps import AppConfig


class SensingConfig(AppConfig):
    name = "jishiyu.sensing"
    label = "sensing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.sensing import jobs  # noqa: F401  (registers its errands and periodic jobs)
