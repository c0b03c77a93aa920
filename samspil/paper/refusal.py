"""The one exception that a person is meant to read."""

from __future__ import annotations

from samspil.paper import languages


class Refused(Exception):  # noqa: N818 -- it reads aloud: "raise Refused(...)"
    """A deed or an input that cannot be accepted, said in one plain Danish sentence.

    `sentence` says what is wrong, where, and how to mend it. `field` names the form field or key it belongs to, if any.
    What changes from one time to the next stands in the sentence by name: `Refused("{name} er med.", name=person.name)`.
    """

    def __init__(self, sentence: str, *, field: str | None = None, **names: object) -> None:
        self.sentence = sentence.format(**names) if names else sentence
        super().__init__(self.sentence)
        self.field = field
        self._danish, self._names = sentence, names

    @property
    def told(self) -> str:
        """The sentence in the reader's language, for a page."""
        return languages.told(self._danish).format(**self._names) if self._names else languages.told(self._danish)

    def at(self, field: str) -> Refused:
        """Make the same refusal of another field, for a form that writes several records."""
        return Refused(self._danish, field=field, **self._names)


class NotFound(Refused):
    """What was asked for is not there, or is not for the one who asks: both are answered alike."""

    def __init__(self, sentence: str = "Siden findes ikke, eller du har ikke adgang til den.") -> None:
        super().__init__(sentence)


class NotAllowed(Refused):
    """The one who asks may not do this to this record now, whatever they write: answered 403 at every door, never on a form."""


class Unavailable(Refused):
    """The machine could not do it: disk full, database away. Nothing was changed, and the same may go well later."""


def demanded(words: str, sentence: str, *, field: str | None = None, **names: object) -> str:
    """Return what somebody wrote without blanks around it. Refused with the sentence where nothing was written."""
    if not (written := words.strip()):
        raise Refused(sentence, field=field, **names)
    return written
