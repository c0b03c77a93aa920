"""What a contract would pay over many worlds: prior, sampling error, bias and cohorts, in blocks that stay in the cache."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samspil.analysis.payment import counted, functions
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.readings.comparison import expected
from samspil.analysis.payment.simulate.payout import Payout, added
from samspil.analysis.payment.simulate.tally import Investor, Outlook, Tally
from samspil.analysis.payment.simulate.worlds import Draws, World, cohorts_named, drawn
from samspil.analysis.payment.terms import Contract
from samspil.paper.refusal import Refused

__all__ = ["BLOCK", "Investor", "Nothing", "Outlook", "Simulation", "World", "cohorts_named", "simulate"]

NOTHING = 32_768  # draws without any effect: a share of them settles to half a per cent
BLOCK = 16_384  # draws at a time: some tens of arrays of this size fit in a core's own cache


@dataclass(frozen=True)
class Nothing:
    """What a party pays, or the investor gets, when the true effect is nothing at all: the mean øre, and how often anything."""

    expected: float
    p_paid: float


@dataclass(frozen=True)
class Simulation:
    """Every party's outlook, and the assumptions that the numbers stand on."""

    draws: int
    seed: int
    payers: dict[str, Outlook]
    investor: Investor
    assumptions: tuple[str, ...]
    without_effect: dict[str, Nothing]


def simulate(sealed: Sealed, world: World, *, draws: int, seed: int) -> Simulation:
    """Draw true effects and measurements, pay for both, and sum up each party's outlook."""
    if not 1 <= draws <= 100_000_000:
        raise Refused(f"--draws er {draws}, men skal være fra 1 til 100.000.000. Ret tallet.", field="draws")
    contract = sealed.terms
    payout = Payout(contract, expected(contract), world)
    tally = Tally(payout, draws)
    generator = np.random.Generator(np.random.SFC64(seed))
    for start in range(0, draws, BLOCK):
        size = min(BLOCK, draws - start)
        truth, seen = drawn(generator, world, size)
        tally.add(start, payout.paid(truth, exact=True), payout.paid(seen, exact=False))
    nothing = without_effect(payout, world, min(draws, NOTHING), seed)
    return Simulation(draws, seed, tally.payers(), tally.investor(), _assumptions(contract, world), nothing)


def without_effect(payout: Payout, world: World, draws: int, seed: int) -> dict[str, Nothing]:
    """Return what each party pays when nobody's contacts change at all; the investor stands under the empty name.

    Overpayment against the true effect hides it: a contract that pays for chance owes the same when it measures without error.
    """
    generator = np.random.Generator(np.random.SFC64([seed, 1]))
    idle = replace(world, prior_mean=0.0, prior_sd=0.0)
    sums: dict[str, list[Draws]] = {}
    for start in range(0, draws, BLOCK):
        _, seen = drawn(generator, idle, min(BLOCK, draws - start))
        paid = {party: added(rows) for party, rows in payout.paid(seen, exact=False).items()}
        for party, ore in (paid | {"": added(list(paid.values()))}).items():
            sums.setdefault(party, []).append(ore)

    whole = {party: np.concatenate(parts) for party, parts in sums.items()}
    return {party: Nothing(float(ore.mean()), float(np.count_nonzero(ore)) / draws) for party, ore in whole.items()}


def _assumptions(contract: Contract, world: World) -> tuple[str, ...]:
    said = [
        "Den sande virkning trækkes fra en normalfordeling på log-skala; målingen lægger fejl og skævhed til.",
        f"Målingen er delt på {world.cohorts} hold; perioder uden eget hold bruger samme måling.",
        "Betalingen efter sandheden er den, kontrakten ville give, hvis virkningen var kendt uden usikkerhed.",
    ]
    if any(isinstance(metric.function, functions.TwoStage) for metric in contract.metrics):
        said.append("Holdene er lige store; de første har de beløb, kontrakten nævner ved navn, i dens rækkefølge.")

    ways = {metric.pays_on for metric in contract.metrics}
    if ways & {"bracket_low", "bracket_mean"}:
        said.append("De to metoder i rammen antages at vise det samme tal.")

    if "before_after" in ways:
        said.append("Et før/efter-tal falder af sig selv; det skal med som --bias.")

    if any(isinstance(metric.function, counted.RateCard) for metric in contract.metrics):
        said.append("Antallet af krav på prislisten er det forventede og varierer ikke.")

    if any(isinstance(metric.function, counted.PerPersonSuccess) for metric in contract.metrics):
        said.append("Én persons ændring er lognormal om gennemsnittet med spredningen expectation.individual_sd.")

    return tuple(said)
