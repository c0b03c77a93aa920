"""Which result speaks of which metric and period, what it rests on, and whether it may be paid after."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from samspil.analysis.payment import demands, fixed
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.counted import RateCard
from samspil.analysis.payment.functions import TwoStage
from samspil.analysis.payment.result import Cohort, Result
from samspil.analysis.payment.review import Review
from samspil.analysis.payment.terms import Contract, Metric, Period
from samspil.analysis.shape import Place
from samspil.paper import danish


@dataclass(frozen=True)
class Material:
    """The results at hand, each once, and the reviews by the hash they decide about."""

    results: tuple[Result, ...]
    reviews: Mapping[str, Review]
    contract: Contract
    file: str

    def of(self, period: Period) -> list[Result]:
        """Return a period's results."""
        return [result for result in self.results if period.measured_by(result.period)]

    def place(self, result: Result, metric: Metric) -> Place:
        """Return where a refusal about a result points, and the clause that pays after it."""
        return Place(f"resultatet for {result.period}", metric.clause)

    def result(self, metric: Metric, period: Period) -> Result:
        """Return the one result that speaks of the metric in the period, or refuse."""
        speaking = [result for result in self.of(period) if speaks_of(result, metric)]
        place = Place(self.file, metric.clause, f"metrics.{metric.id}")
        if not speaking:
            raise place.refuse(
                f"der mangler et resultat for perioden {period.id}",
                f"Giv det resultat, hvor period er »{period.label}«",
            )
        if len(speaking) > 1:
            raise place.refuse(
                f"to forskellige resultater gælder perioden {period.id}", "Giv kun det, der gælder, og gem det andet"
            )

        result = speaking[0]
        demands.refuse_empty(self.contract, metric, period, result, self.place(result, metric))
        return result

    def stands(self, metric: Metric, period: Period, result: Result) -> tuple[bool, str]:
        """Say whether a result may be paid after, and why not, or on whose decision."""
        short = list(demands.shortfalls(self.contract, metric, period, result))
        if short:
            return False, f"{'; '.join(short)}."
        if result.payable:
            return True, ""
        failed = danish.listing(result.failed) if result.failed else "målingens egne prøver"
        why = f"resultatet kan ikke betales uden vurdering ({failed} er ikke bestået)"
        # A decision is about one measurement: other numbers need another decision.
        review = self.reviews.get(str(result.result_sha256))
        if review is None:
            return False, f"{why}."
        return True, f"{why}; {review.who} besluttede {danish.date(review.when)} at betale: {review.why}"

    def earlier(self, contract: Contract, metric: Metric, period: Period) -> Iterator[Result]:
        """Yield the results of earlier periods that the metric was paid after, in order."""
        for each in takewhile(lambda before: before is not period, contract.periods):
            if contract.applies(metric, each) and not fixed.replaced(contract, each):
                result = self.result(metric, each)
                if self.stands(metric, each, result)[0]:
                    yield result


def speaks_of(result: Result, metric: Metric) -> bool:
    """Say whether a result is of the metric's protocol, or counts what its rate card prices."""
    if isinstance(metric.function, RateCard):
        counted = result.counts or {}
        return any(item.metric in counted for item in metric.function.items)
    # An unknown protocol takes any result, and the statement calls itself an example.
    return metric.protocol_sha256 in ("unknown", result.protocol_sha256)


def matched(
    sealed: Sealed, results: Sequence[Result], reviews: Sequence[Review], today: datetime.date | None = None
) -> Material:
    """Gather results and reviews, refusing any that the contract does not know.

    The same result given twice counts once, and so does the same review. `today` is the last day a review may bear.
    """
    contract = sealed.terms
    labels = {period.label for period in contract.periods}
    protocols = {metric.protocol_sha256 for metric in contract.metrics if metric.protocol_sha256}
    once: dict[str, Result] = {}
    for result in results:
        _refuse_twin(once.setdefault(str(result.result_sha256), result), result)

    for result in once.values():
        place = Place(f"resultatet for {result.period}")
        if not any(period.measured_by(result.period) for period in contract.periods):
            raise place.at("period").refuse(
                f"kontrakten har ingen periode, der måles som »{result.period}«",
                f"Kendte er {', '.join(sorted(labels))}",
            )
        if not any(speaks_of(result, metric) for metric in contract.metrics):
            metric = contract.metrics[0]
            raise (
                place.under(metric.clause)
                .at("protocol_sha256")
                .refuse(
                    f"resultatet er målt efter en anden protokol ({(result.protocol_sha256 or 'uden hash')[:12]}) end kontraktens "
                    f"({', '.join(sorted(str(each)[:12] for each in protocols)) or 'uden protokol'})",
                    "Brug et resultat af den forseglede protokol",
                )
            )

    decided: dict[str, Review] = {}
    for review in reviews:
        place = Place("vurderingen").at("result_sha256")
        if review.result_sha256 not in once:
            raise place.refuse("vurderingen gælder et resultat, der ikke er med", "Giv det resultat, den gælder")
        result = once[review.result_sha256]
        period = next(each for each in contract.periods if each.measured_by(result.period))
        demands.check_review(contract, period, result, review, today or datetime.date.today())  # noqa: DTZ011 -- a review bears a Danish calendar day
        if decided.setdefault(review.result_sha256, review) != review:
            raise place.refuse("to forskellige vurderinger gælder samme resultat", "Giv kun den, der gælder")

    material = Material(tuple(once.values()), decided, contract, sealed.file)
    _refuse_older_cohorts(material)
    return material


def _refuse_twin(known: Result, result: Result) -> None:
    """Refuse two files that have one hash and are not the same: numbers are told apart only by their first 12 digits."""
    if known.exact_sha256 != result.exact_sha256:
        raise (
            Place(result.file or f"resultatet for {result.period}")
            .at("result_sha256")
            .refuse(
                f"filen har samme hash som {known.file or 'et andet resultat'}, men andre cifre efter de første 12",
                "Giv kun den ene; der betales efter de første 12 cifre",
            )
        )


def _refuse_older_cohorts(material: Material) -> None:
    """Refuse a cohort that would be replaced by an older measurement of it.

    The later result is the one of the contract's later period; it must not be measured before the one it replaces.
    """
    contract = material.contract
    staged = [metric for metric in contract.metrics if isinstance(metric.function, TwoStage)]

    for metric in staged:
        newest: dict[str, tuple[Cohort, Result]] = {}
        for period in contract.periods:
            for result in (each for each in material.of(period) if speaks_of(each, metric)):
                for cohort in result.cohorts or ():
                    earlier, before = newest.get(cohort.id, (cohort, result))
                    days = (before.measured_on, result.measured_on)
                    if earlier != cohort and days[0] and days[1] and days[1] < days[0]:
                        raise (
                            material.place(result, metric)
                            .at(f"cohorts.{cohort.id}")
                            .refuse(
                                f"gruppen er målt igen {danish.date(days[1])}, før målingen {danish.date(days[0])} for "
                                f"{before.period}, som den skulle afløse",
                                "Tjek måledagene i de to resultater",
                            )
                        )
                    newest[cohort.id] = (cohort, result)
