from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "jishiyu.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.programmes import jobs  # noqa: F401  (registers what is done every so often)
