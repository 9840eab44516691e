"""The exceptions that the command line turns into one line."""

from __future__ import annotations


class AvcError(Exception):
    """Something the user can mend. The message reads ``WHERE: WHAT; FIX`` and fits on one line."""


class UsageError(AvcError):
    """Options that do not go with the command: exit status 2."""
