"""The one way an action says no."""


class Refused(Exception):
    """An action decided not to happen.

    `code` is a stable word (documented in docs/reference/refusals.md); `params` name what, where and why,
    so that a page can say it in the reader's language. Nothing was changed when this is raised.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code
