"""The clauses against each other: what each key allows alone, but not together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from samspil.analysis.payment.terms import Contract, Metric, Payer
from samspil.analysis.payment.words import rate, share
from samspil.analysis.shape import Place
from samspil.paper import danish

RESERVED = frozenset({"termination", "force_majeure", "guarantee"})


def check(contract: Contract, raw: Mapping[str, Any], place: Place) -> None:
    """Refuse the first contradiction it finds, with its clause and key."""
    _heading(contract, place)
    _parties(contract, place)
    _payers(contract, place)
    _periods(contract, place)
    for metric in contract.metrics:
        _metric(contract, metric, place.at(f"metrics.{metric.id}").under(metric.clause))
    _limits(contract, place)
    _events(contract, place)
    _marks(contract, raw, place)


def _heading(contract: Contract, place: Place) -> None:
    heading = contract.contract
    place = place.at("contract").under(heading.clause)
    if heading.ends_on <= heading.starts_on:
        raise place.at("ends_on").refuse(
            f"{danish.date(heading.ends_on)} er ikke efter {danish.date(heading.starts_on)}", "Ret datoerne"
        )

    if heading.version > 1:
        for key in ("reason", "supersedes"):
            if getattr(heading, key) is None:
                raise place.at(key).refuse(
                    f"version {heading.version} mangler nøglen",
                    "En ændring siger hvorfor og hvilken version den afløser",
                )
    elif heading.supersedes is not None:
        raise place.at("supersedes").refuse("version 1 kan ikke afløse noget", "Slet nøglen, eller ret version")


def _parties(contract: Contract, place: Place) -> None:
    roles = {party.id: party for party in contract.parties}
    if not any("investor" in party.roles for party in contract.parties):
        raise place.at("parties").refuse("ingen part er investor", "Giv én part rollen investor")

    for payer in contract.payers:
        here = place.at(f"payers.{payer.party}").under(payer.clause)
        party = roles.get(payer.party)
        if party is None or "payer" not in party.roles:
            raise here.refuse(f"»{payer.party}« er ikke part med rollen payer", "Tilføj parten, eller ret navnet")
        if party.terms == "unknown":
            raise here.refuse(
                f"{party.name} har ukendte vilkår under parties, men står her som betaler", 'Ret terms til "stated"'
            )

    paying = {payer.party for payer in contract.payers}
    for party in contract.parties:
        if "payer" in party.roles and party.id not in paying and party.terms == "stated":
            raise (
                place.at(f"parties.{party.id}")
                .under(party.clause)
                .refuse(f"{party.name} er betaler uden vilkår under payers", 'Skriv vilkårene, eller terms = "unknown"')
            )

    for line in contract.business:
        if line.party not in roles:
            raise place.at("business").under(line.clause).refuse(f"»{line.party}« er ikke en part", "Ret navnet")

    guarantee = contract.guarantee
    if guarantee is not None:
        party = roles.get(guarantee.guarantor)
        if party is None or "guarantor" not in party.roles:
            raise (
                place.at("guarantee.guarantor")
                .under(guarantee.clause)
                .refuse(f"»{guarantee.guarantor}« er ikke part med rollen guarantor", "Tilføj parten, eller ret navnet")
            )


def _sums_to_one(shares: Iterable[Fraction], place: Place) -> None:
    whole = sum(shares, Fraction(0))
    if whole != 1:
        raise place.refuse(f"andelene giver {share(whole)} og ikke 100 %", "Ret andelene, så de tilsammen er 1")


def _payers(contract: Contract, place: Place) -> None:
    _sums_to_one((payer.share for payer in contract.payers), place.at("payers").under(contract.payers[0].clause))
    project = contract.caps.project if contract.caps else None
    for payer in contract.payers:
        here = place.at(f"payers.{payer.party}").under(payer.clause)
        if payer.cap is not None and project is not None and payer.cap > project:
            raise here.at("cap").refuse(
                f"betalerens loft {danish.kroner(payer.cap)} er over projektets {danish.kroner(project)}", "Ret det ene"
            )
        if payer.carry_forward and not payer.year_caps:
            raise here.at("carry_forward").refuse(
                "der er intet årligt loft at overføre", "Skriv year_caps, eller slet den"
            )
        _year_caps(contract, payer, here)


def _year_caps(contract: Contract, payer: Payer, place: Place) -> None:
    first, last = contract.contract.starts_on.year, max(period.due_on.year for period in contract.periods)
    for year, cap in (payer.year_caps or {}).items():
        here = place.at(f"year_caps.{year}")
        if not year.isdecimal() or len(year) != 4 or not first <= int(year) <= last:
            raise here.refuse(f"»{year}« er ikke et år i aftalen", f"Skriv et år fra {first} til {last}")
        if payer.cap is not None and cap > payer.cap:
            raise here.refuse(
                f"årets loft {danish.kroner(cap)} er over betalerens samlede {danish.kroner(payer.cap)}", "Ret det ene"
            )


def _periods(contract: Contract, place: Place) -> None:
    heading = contract.contract
    for period in contract.periods:
        here = place.at(f"periods.{period.id}").under(period.clause)
        if period.ends_on < period.starts_on:
            raise here.at("ends_on").refuse(
                f"{danish.date(period.ends_on)} er før {danish.date(period.starts_on)}", "Ret datoerne"
            )
        if period.starts_on < heading.starts_on or period.ends_on > heading.ends_on:
            raise here.refuse("perioden går ud over aftalens egne dage", "Ret periodens eller aftalens datoer")
        ripe = period.ripe_on
        if period.due_on < ripe:
            raise here.at("due_on").refuse(
                f"betalingsdagen {danish.date(period.due_on)} er før tallene er modne {danish.date(ripe)}",
                "Skriv en senere betalingsdag",
            )
        if period.latest_measured_on is not None and not ripe <= period.latest_measured_on <= period.due_on:
            raise here.at("latest_measured_on").refuse(
                f"{danish.date(period.latest_measured_on)} ligger ikke mellem den dag, tallene er modne "
                f"{danish.date(ripe)}, og betalingsdagen {danish.date(period.due_on)}",
                "Ret datoen",
            )

    for before, after in pairwise(contract.periods):
        here = place.at(f"periods.{after.id}").under(after.clause)
        if after.starts_on <= before.ends_on:
            raise here.at("starts_on").refuse(
                f"perioden overlapper {before.id}", f"Begynd efter {danish.date(before.ends_on)}"
            )
        if after.due_on <= before.due_on:
            raise here.at("due_on").refuse(f"betalingsdagen er ikke efter den for {before.id}", "Skriv en senere dag")

    labels = [period.label for period in contract.periods]
    for period in contract.periods:
        if labels.count(period.label) > 1:
            raise (
                place.at(f"periods.{period.id}.result_period")
                .under(period.clause)
                .refuse(f"to perioder kalder målingen »{period.label}«", "Giv hver sit navn")
            )


def _metric(contract: Contract, metric: Metric, place: Place) -> None:
    if metric.id in RESERVED:
        raise place.refuse(f"navnet »{metric.id}« er optaget", "Vælg et andet navn")

    counted = metric.function.needs == "counts"
    if counted != (metric.stands_on == "counts"):
        raise place.at("stands_on").refuse(
            f"»{metric.stands_on}« passer ikke til betalingsfunktionen",
            'En prisliste står på "counts", alle andre på "protocol"',
        )
    if counted == (metric.protocol_sha256 is not None):
        raise place.at("protocol_sha256").refuse(
            "målet står på optællinger og har ingen protokol" if counted else "målet mangler sin protokol",
            "Slet nøglen" if counted else 'Skriv protokollens hash, eller "unknown" med et mærke',
        )

    _basis(metric, place)
    if metric.shares is not None:
        payers = {payer.party for payer in contract.payers}
        for payer in metric.shares:
            if payer not in payers:
                raise place.at(f"shares.{payer}").refuse(f"»{payer}« er ikke betaler", "Ret navnet")
        _sums_to_one(metric.shares.values(), place.at("shares"))

    periods = {period.id for period in contract.periods}
    for name in metric.periods or ():
        if name not in periods:
            raise place.at("periods").refuse(
                f"perioden »{name}« findes ikke", f"Kendte perioder er {', '.join(sorted(periods))}"
            )

    project = contract.caps.project if contract.caps else None
    if metric.cap is not None and project is not None and metric.cap > project:
        raise place.at("cap").refuse(
            f"målets loft {danish.kroner(metric.cap)} er over projektets {danish.kroner(project)}", "Ret det ene"
        )

    metric.function.check(place.at("function"))


def _basis(metric: Metric, place: Place) -> None:
    """Hold `pays_on` and what it needs together: nothing missing, nothing without effect."""
    way = metric.pays_on
    if (way is not None) != (metric.function.needs == "reduction"):
        raise place.at("pays_on").refuse(
            "nøglen mangler" if way is None else "betalingsfunktionen bruger ikke noget fald",
            "Skriv, hvilket tal betalingen står på" if way is None else "Slet nøglen",
        )

    needs = {
        "estimator": way in ("lower_bound", "shrunken"),
        "prior_mean": way == "shrunken",
        "prior_sd": way == "shrunken",
    }
    for key, needed in needs.items():
        if (getattr(metric, key) is not None) != needed:
            raise place.at(key).refuse(
                "nøglen mangler" if needed else f"nøglen har ingen virkning, når der betales efter {way}",
                "Skriv den" if needed else "Slet den",
            )

    if "before_after" in (way, metric.estimator) and not metric.acknowledge_regression_to_the_mean:
        raise place.at("acknowledge_regression_to_the_mean").refuse(
            "et før/efter-tal falder af sig selv, når folk henvises, mens de bruger mest",
            "Skriv true, hvis parterne vil betale efter det alligevel, eller vælg en sammenligning",
        )


def _limits(contract: Contract, place: Place) -> None:
    if contract.indexation is not None:
        periods = {period.id for period in contract.periods}
        for name in contract.indexation.values:
            if name not in periods:
                raise (
                    place.at(f"indexation.values.{name}")
                    .under(contract.indexation.clause)
                    .refuse(f"perioden »{name}« findes ikke", "Ret navnet")
                )

    irr = contract.irr
    if irr is None:
        return

    here = place.at("irr").under(irr.clause)
    if irr.cap is None and irr.ratchet_from is None:
        raise here.refuse("hverken loft eller deling er nævnt", "Skriv cap eller ratchet_from")
    if (irr.ratchet_from is None) != (irr.investor_share is None):
        raise here.at("investor_share").refuse("deling kræver både ratchet_from og investor_share", "Skriv begge")
    if irr.cap is not None and irr.ratchet_from is not None and irr.ratchet_from >= irr.cap:
        raise here.at("ratchet_from").refuse(
            f"delingen begynder ved {rate(irr.ratchet_from)}, men loftet er {rate(irr.cap)}", "Skriv en lavere grænse"
        )


def _events(contract: Contract, place: Place) -> None:
    periods = {period.id for period in contract.periods}
    majeure = contract.force_majeure
    if majeure is not None:
        here = place.at("force_majeure").under(majeure.clause)
        if (majeure.amount is not None) != (majeure.effect == "fixed"):
            raise here.at("amount").refuse(
                "et fast beløb og effect passer ikke sammen", 'Skriv amount, netop når effect er "fixed"'
            )
        for event in majeure.events:
            if event.period not in periods:
                raise here.at("events").refuse(f"perioden »{event.period}« findes ikke", "Ret navnet")

    ended = contract.termination.terminated_on if contract.termination else None
    if contract.termination is not None and ended is not None:
        here = place.at("termination.terminated_on").under(contract.termination.clause)
        if not contract.contract.starts_on <= ended < contract.contract.ends_on:
            raise here.refuse(f"{danish.date(ended)} er ikke en dag i aftalen før dens sidste", "Ret datoen")
        if all(period.ends_on <= ended for period in contract.periods):
            raise here.refuse("alle perioder er målt, så der er intet at opsige", "Slet datoen")


def _marks(contract: Contract, raw: Mapping[str, Any], place: Place) -> None:
    """Hold marks and sources to keys that are there, and an unknown protocol to a mark."""
    unknown = {mark.key for mark in contract.marks if mark.mark == "unknown"}
    for number, mark in enumerate(contract.marks, start=1):
        if not resolves(raw, mark.key):
            raise place.at(f"marks.{number}.key").refuse(f"nøglen »{mark.key}« findes ikke i kontrakten", "Ret den")

    for number, source in enumerate(contract.sources, start=1):
        for key in source.keys:
            if not resolves(raw, key):
                raise place.at(f"sources.{number}.keys").refuse(f"nøglen »{key}« findes ikke i kontrakten", "Ret den")

    for metric in contract.metrics:
        key = f"metrics.{metric.id}.protocol_sha256"
        if metric.protocol_sha256 == "unknown" and key not in unknown:
            raise (
                place.at(key)
                .under(metric.clause)
                .refuse(
                    "protokollen er ukendt uden at være mærket sådan",
                    f'Tilføj et mærke med key = "{key}" og mark = "unknown"',
                )
            )


def resolves(raw: Any, key: str) -> bool:
    """Say whether a dotted key, with list entries named by their id, is in the contract."""
    here = raw
    for part in key.split("."):
        if isinstance(here, list):
            here = next(
                (each for each in here if part in (each.get("id"), each.get("party"), each.get("metric"))), None
            )
        elif isinstance(here, Mapping):
            here = here.get(part)
        else:
            return False
        if here is None:
            return False

    return True
