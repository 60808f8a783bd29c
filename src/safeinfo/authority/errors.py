"""What a person did that cannot be done, in words for that person."""

from safeinfo.model.errors import UsageError


class NotPossibleError(UsageError):
    """An act that the state of things does not allow; `code` is one kebab-case word for programs."""

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.code = code
