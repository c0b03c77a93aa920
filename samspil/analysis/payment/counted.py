"""The payment functions that pay for what is counted: claims on a rate card, persons whose own contacts fell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from samspil.analysis.payment.result import Result
from samspil.analysis.payment.words import decimal, money, rate
from samspil.analysis.payment.worth import RATE, ZERO, Evidence, Worth
from samspil.analysis.shape import Flag, Kroner, ListOf, Name, Number, Place, Record, Whole, given, maybe
from samspil.paper import danish


@dataclass(frozen=True, kw_only=True)
class Item:
    """One priced claim on a rate card."""

    metric: str = given(Name(), "optællingens navn")
    price: Decimal = given(Kroner(), "pris i kroner pr. krav")
    max_per_person: int = maybe(Whole(1, 1000), "højeste antal krav pr. person; 1 er ét eneste", 1)
    cumulative: bool = maybe(
        Flag(), "om optællingen er fra aftalens start, så en person ikke tæller igen", default=False
    )
    after: str | None = maybe(Name(), "den optælling, en person skal have nået først")


@dataclass(frozen=True, kw_only=True)
class RateCard:
    """A price for each counted outcome."""

    needs: ClassVar[str] = "counts"
    items: tuple[Item, ...] = given(ListOf(Record(Item), least=1), "prislisten")

    def check(self, place: Place) -> None:
        """Refuse a stage that follows one the card does not have."""
        names = {item.metric for item in self.items}
        for item in self.items:
            if item.after is not None and (item.after not in names or item.after == item.metric):
                raise place.at(f"items.{item.metric}.after").refuse(
                    f"»{item.after}« står ikke på prislisten som et andet trin", "Skriv navnet på trinnet før"
                )

    def worth(self, evidence: Evidence) -> Worth:
        """Pay Σ price · Σ_j min(j, max_per_person) · persons with j claims."""
        total, said = ZERO, []
        for item in self.items:
            claims = _claims(item, evidence.result, evidence.place)
            # Counted from the contract's start: what was paid for before is taken off.
            if item.cumulative and evidence.earlier:
                before = _claims(item, evidence.earlier[-1], evidence.place)
                if claims < before:
                    raise evidence.place.at(f"counts.{item.metric}").refuse(
                        f"{claims} krav fra aftalens start er færre end de {before} sidst", "Ret optællingen"
                    )
                claims -= before
            if item.after is not None:
                _check_stage(item, evidence)
            total += item.price * claims
            said.append(f"{item.metric}: {danish.number(claims)} à {money(item.price)}")

        return Worth(total, "prisliste, " + "; ".join(said))


def _people(metric: str, result: Result, place: Place) -> tuple[int, ...]:
    people = (result.counts or {}).get(metric)
    if people is None:
        raise place.at(f"counts.{metric}").refuse("optællingen mangler, og kontrakten betaler efter den", "Tilføj den")
    return people


def _claims(item: Item, result: Result, place: Place) -> int:
    people = _people(item.metric, result, place)
    return sum(min(j, item.max_per_person) * persons for j, persons in enumerate(people, start=1))


def _check_stage(item: Item, evidence: Evidence) -> None:
    """Refuse more persons at a stage than have ever been at the stage before it."""
    # Whoever is at this stage now may have reached the one before in an earlier period.
    results = (evidence.result,) if item.cumulative else (*evidence.earlier, evidence.result)
    here, before = (
        sum(sum(_people(name, result, evidence.place)) for result in results) for name in (item.metric, str(item.after))
    )
    if here > before:
        raise evidence.place.at(f"counts.{item.metric}").refuse(
            f"{here} personer på trinnet er flere end de {before}, der nåede {item.after}", "Ret optællingen"
        )


@dataclass(frozen=True, kw_only=True)
class PerPersonSuccess:
    """A price for each person whose own contacts fell by the threshold, beyond what chance gives."""

    needs: ClassVar[str] = "responders"
    price: Decimal = given(Kroner(), "pris i kroner pr. person, der når grænsen")
    threshold: Decimal = given(RATE, "det fald, der tæller som succes for en person")
    chance_rate: Decimal = maybe(Number(0, 1, below=True), "den andel, der ville nå grænsen af sig selv", ZERO)

    def check(self, place: Place) -> None:
        """Find nothing to refuse: the keys' own bounds say it all."""

    def worth(self, evidence: Evidence) -> Worth:
        """Pay price · max(0, successes - chance_rate · n)."""
        people = evidence.result.responders
        if people is None:
            raise evidence.place.at("responders").refuse(
                "antallet af personer, der nåede grænsen, mangler", "Bed om et resultat, hvor det står"
            )
        if people.threshold != self.threshold:
            raise evidence.place.at("responders.threshold").refuse(
                f"resultatet er talt ved {rate(people.threshold)}, kontrakten siger {rate(self.threshold)}",
                "Bed om en optælling ved kontraktens grænse",
            )

        # Contacts vary of themselves: some reach the threshold without any service.
        by_chance = self.chance_rate * people.n
        said = (
            f"{danish.number(people.successes)} af {danish.number(people.n)} nåede {rate(self.threshold)}; "
            f"fraregnet {decimal(by_chance)} af sig selv ({rate(self.chance_rate)}); à {money(self.price)}"
        )
        return Worth(self.price * max(ZERO, people.successes - by_chance), said)
