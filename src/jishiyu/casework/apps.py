from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "jishiyu.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.casework import checks, jobs, works  # noqa: F401  (register what they hold)
