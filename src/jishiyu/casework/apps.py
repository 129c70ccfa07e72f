from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CaseworkConfig(AppConfig):
    name = "jishiyu.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.casework import checks, jobs, works  # noqa: F401  (register what they hold)
        from jishiyu.casework.actions.tallying import keep_tallies

        post_migrate.connect(keep_tallies, sender=self, dispatch_uid="casework.tallies")
