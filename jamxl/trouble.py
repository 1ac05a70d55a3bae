"""What a user can cause or mend: every entrance shows its message and goes no further."""


class Trouble(Exception):
    """The message is Swedish, for the user: what cannot be done, and what to do about it."""
