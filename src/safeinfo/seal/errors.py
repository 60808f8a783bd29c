"""What can go wrong with seals, each with advice."""

from safeinfo.model.errors import SafeInfoError, UsageError


class MalformedError(ValueError):
    """Bytes from elsewhere that are not what they should be; `reason` is one kebab-case word for programs."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotEarnedError(SafeInfoError):
    """A report does not earn a seal; `reason` is one kebab-case word for programs."""

    exit_code = 1

    def __init__(self, reason: str, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.reason = reason


class KeyFileError(UsageError):
    """A key file cannot be read, opened or used."""


class LogError(SafeInfoError):
    """The log cannot be written or is not what it was: nothing was shown."""


class BusyError(LogError):
    """Another process writes here."""
