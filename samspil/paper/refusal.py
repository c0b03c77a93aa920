"""The one exception that a person is meant to read."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 -- it reads aloud: "raise Refused(...)"
    """A deed or an input that cannot be accepted, said in one plain Danish sentence.

    `sentence` says what is wrong, where, and how to mend it. `field` names the form field or key it belongs to, if any.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Refused):
    """What was asked for is not there, or is not for the one who asks: both are answered alike."""

    def __init__(self, sentence: str = "Siden findes ikke, eller du har ikke adgang til den.") -> None:
        super().__init__(sentence)


class NotAllowed(Refused):
    """The one who asks may not do this to this record now, whatever they write: answered 403 at every door, never on a form."""


class Unavailable(Refused):
    """The machine could not do it: disk full, database away. Nothing was changed, and the same may go well later."""


def demanded(words: str, sentence: str, *, field: str | None = None) -> str:
    """Return what somebody wrote without blanks around it. Refused with the sentence where nothing was written."""
    if not (written := words.strip()):
        raise Refused(sentence, field=field)
    return written
