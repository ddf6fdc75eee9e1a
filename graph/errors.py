"""Every error this package raises on purpose.

    MandategraphError
    ├── DataError            1   the data is wrong
    ├── UsageError           2   the call is wrong
    │   └── ParameterError       a value does not fit its parameter
    ├── InputError           3   an input cannot be read
    ├── UnsupportedError     4   what is asked for is not available here
    ├── TimeLimitError       5   a time limit ended the work
    └── StoreError           6   the store is locked or unavailable
        ├── StoreLockedError     another process holds it
        └── StoreDamagedError    it lost writes that were acknowledged

A message says what is wrong, where, and what to do. ``exit_code`` is the one mapping to a process's exit status.
"""

from __future__ import annotations

from typing import ClassVar


class MandategraphError(Exception):
    """An error with a place and a remedy.

    ``where`` is a file, ``file:line``, ``file:line:column`` or a parameter; ``remedy`` says what to do.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The message on one line: where, what, remedy."""
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class DataError(MandategraphError):
    """The data is wrong: a violation, a value that a strict load refuses."""

    exit_code = 1


class UsageError(MandategraphError):
    """The call is wrong: an unknown name, a missing value, options that exclude each other."""

    exit_code = 2


class ParameterError(UsageError):
    """A value does not fit the parameter of a stored query."""


class InputError(MandategraphError):
    """An input cannot be read: missing, unreadable, binary, malformed."""

    exit_code = 3


class UnsupportedError(MandategraphError):
    """Something asked for is not available here, such as a reasoner without Java."""

    exit_code = 4


class TimeLimitError(MandategraphError):
    """A time limit ended the work."""

    exit_code = 5


class StoreError(MandategraphError):
    """The store is unavailable."""

    exit_code = 6


class StoreLockedError(StoreError):
    """Another process holds the store."""


class StoreDamagedError(StoreError):
    """The store has lost writes that its journal says were acknowledged."""
