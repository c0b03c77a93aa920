"""What a contract would pay over many worlds: prior, sampling error, bias and cohorts, in blocks that stay in the cache."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspil.analysis.payment import functions
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.readings.comparison import expected
from samspil.analysis.payment.simulate.payout import Payout
from samspil.analysis.payment.simulate.tally import Investor, Outlook, Tally
from samspil.analysis.payment.simulate.worlds import World, drawn
from samspil.analysis.payment.terms import Contract
from samspil.paper.refusal import Refused

__all__ = ["BLOCK", "Investor", "Outlook", "Simulation", "World", "simulate"]

BLOCK = 16_384  # draws at a time: some tens of arrays of this size fit in a core's own cache


@dataclass(frozen=True)
class Simulation:
    """Every party's outlook, and the assumptions that the numbers stand on."""

    draws: int
    seed: int
    payers: dict[str, Outlook]
    investor: Investor
    assumptions: tuple[str, ...]


def simulate(sealed: Sealed, world: World, *, draws: int, seed: int) -> Simulation:
    """This function will draw true effects and measurements, pay for both, and sum up each party's outlook."""
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
    return Simulation(draws, seed, tally.payers(), tally.investor(), _assumptions(contract, world))


def _assumptions(contract: Contract, world: World) -> tuple[str, ...]:
    said = [
        "Den sande virkning trækkes fra en normalfordeling på log-skala; målingen lægger fejl og skævhed til.",
        f"Målingen er delt på {world.cohorts} hold; perioder uden eget hold bruger samme måling.",
        "Betalingen efter sandheden er den, kontrakten ville give, hvis virkningen var kendt uden usikkerhed.",
    ]
    ways = {metric.pays_on for metric in contract.metrics}
    if ways & {"bracket_low", "bracket_mean"}:
        said.append("De to metoder i rammen antages at vise det samme tal.")
    if "before_after" in ways:
        said.append("Et før/efter-tal falder af sig selv; det skal med som --bias.")
    if any(isinstance(metric.function, functions.RateCard) for metric in contract.metrics):
        said.append("Antallet af krav på prislisten er det forventede og varierer ikke.")
    if any(isinstance(metric.function, functions.PerPersonSuccess) for metric in contract.metrics):
        said.append("Én persons ændring er lognormal om gennemsnittet med spredningen expectation.individual_sd.")
    return tuple(said)
