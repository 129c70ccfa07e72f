from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "jishiyu.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.figures import counted

        for module in iter_modules(counted.__path__):  # each room's file declares what it counts
            import_module(f"{counted.__name__}.{module.name}")
        from jishiyu.figures.reports import jobs  # noqa: F401  (registers what is made by itself, and its letters)
