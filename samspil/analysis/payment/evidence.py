"""Which result speaks of which metric and period, what it rests on, and whether it may be paid after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from samspil.analysis.payment import fixed
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.functions import RateCard
from samspil.analysis.payment.result import Result
from samspil.analysis.payment.review import Review
from samspil.analysis.payment.shape import Place
from samspil.analysis.payment.terms import Contract, Metric, Period
from samspil.paper import danish


@dataclass(frozen=True)
class Material:
    """The results at hand, each once, and the reviews by the hash they decide about."""

    results: tuple[Result, ...]
    reviews: Mapping[str, Review]
    file: str

    def of(self, period: Period) -> list[Result]:
        """This function will give a period's results."""
        return [result for result in self.results if period.measured_by(result.period)]

    def place(self, result: Result, metric: Metric) -> Place:
        """This function will give where a refusal about a result points, and the clause that pays after it."""
        return Place(f"resultatet for {result.period}", metric.clause)

    def result(self, metric: Metric, period: Period) -> Result:
        """This function will give the one result that speaks of the metric in the period, or refuse."""
        found = [result for result in self.of(period) if speaks_of(result, metric)]
        place = Place(self.file, metric.clause, f"metrics.{metric.id}")
        if not found:
            raise place.refuse(
                f"der mangler et resultat for perioden {period.id}",
                f"Giv det resultat, hvor period er »{period.label}«",
            )
        if len(found) > 1:
            raise place.refuse(
                f"to forskellige resultater gælder perioden {period.id}", "Giv kun det, der gælder, og gem det andet"
            )
        return found[0]

    def stands(self, result: Result) -> tuple[bool, str]:
        """This function will say whether a result may be paid after, and why not, or on whose decision."""
        if result.payable:
            return True, ""
        failed = danish.listing(result.failed) if result.failed else "målingens egne prøver"
        why = f"resultatet kan ikke betales uden vurdering ({failed} er ikke bestået)"
        review = self.reviews.get(str(result.result_sha256))
        if review is None:
            return False, f"{why}."
        return True, f"{why}; {review.who} besluttede {danish.date(review.when)} at betale: {review.why}"

    def earlier(self, contract: Contract, metric: Metric, period: Period) -> Iterator[Result]:
        """This function will give the results of earlier periods that the metric was paid after, in order."""
        for each in takewhile(lambda before: before is not period, contract.periods):
            if contract.applies(metric, each) and not fixed.replaced(contract, each):
                result = self.result(metric, each)
                if self.stands(result)[0]:
                    yield result


def speaks_of(result: Result, metric: Metric) -> bool:
    """This function will say whether a result is of the metric's protocol, or counts what its rate card prices."""
    if isinstance(metric.function, RateCard):
        counted = result.counts or {}
        return any(item.metric in counted for item in metric.function.items)
    return metric.protocol_sha256 in ("unknown", result.protocol_sha256)


def matched(sealed: Sealed, results: Sequence[Result], reviews: Sequence[Review]) -> Material:
    """This function will gather results and reviews, refusing any that the contract does not know.

    The same result given twice counts once.
    """
    contract = sealed.terms
    labels = {period.label for period in contract.periods}
    protocols = {metric.protocol_sha256 for metric in contract.metrics if metric.protocol_sha256}
    once = {str(result.result_sha256): result for result in results}
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
    for review in reviews:
        if review.result_sha256 not in once:
            raise (
                Place("vurderingen")
                .at("result_sha256")
                .refuse("vurderingen gælder et resultat, der ikke er med", "Giv det resultat, den gælder")
            )
    return Material(tuple(once.values()), {review.result_sha256: review for review in reviews}, sealed.file)
