"""Who writes what a body lets somebody do, and that it has ended."""

from __future__ import annotations

import datetime as dt

from samspil.paper.refusal import Refused
from samspil.spine import happened, policy

POLICY = (
    policy.rule("add", "authorisation", "secretary", "circle")
    .in_words("Udvalgets sekretær skriver, hvad udvalget har givet bemyndigelse til.")
    .otherwise("Kun udvalgets sekretær kan skrive, hvad udvalget har bemyndiget til."),
    policy.rule("end", "authorisation", "secretary", "circle")
    .in_words("Udvalgets sekretær skriver, at en bemyndigelse er ophørt.")
    .otherwise("Kun udvalgets sekretær kan skrive, at bemyndigelsen er ophørt."),
)


def check_until(until_on: dt.date | None, given_on: dt.date | None) -> None:
    """An authorisation does not end before it is given."""
    if until_on and given_on and until_on < given_on:
        raise Refused("Bemyndigelsen kan ikke slutte, før den er givet.", field="until_on")


def check_holds(ended_on: dt.date | None) -> None:
    """What has ended ends no more."""
    if ended_on is not None:
        raise Refused("Bemyndigelsen er allerede ophørt.")


def check_ended(ended_on: dt.date, given_on: dt.date | None) -> None:
    """It ends after it is given, and on a day that has come."""
    if given_on and ended_on < given_on:
        raise Refused("Bemyndigelsen kan ikke ophøre, før den er givet.", field="ended_on")
    happened.check(ended_on, "Dagen, hvor den ophørte,", field="ended_on")
