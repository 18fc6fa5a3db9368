"""Errors that a person can act on."""


class UserError(Exception):
    """What went wrong and what to do about it, in one line for the person who asked.

    The command line prints it on stderr and exits with 1; pages show it. Never wrap a programming error in it.
    """
