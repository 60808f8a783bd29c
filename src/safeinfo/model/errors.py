"""Errors a user can do something about; anything else that is raised is a bug of ours."""


class SafeInfoError(Exception):
    """A failure with advice: `str()` says what happened, `advice` what to do about it.

    `exit_code` is what the command line ends with: 2 wrong use, 3 the site could not be audited.
    """

    exit_code = 3

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class UsageError(SafeInfoError):
    """The command, a file given to it or a setting is wrong."""

    exit_code = 2


class SiteError(SafeInfoError):
    """The site could not be audited at all."""


class EvidenceError(SafeInfoError):
    """An evidence file cannot be read: not ours, damaged, or of a format newer than this program."""

    exit_code = 2
