"""A simulation told to people and to programs: per payer and for the investor, and what a threshold does, in words."""

from __future__ import annotations

from typing import Any

from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.simulate import Investor, Nothing, Outlook, Simulation
from samspil.analysis.payment.simulate.threshold import Threshold
from samspil.analysis.payment.words import rate
from samspil.paper import danish
from samspil.paper.document import Block, Bullets, Document, Heading, Note, Paragraph, Table


def as_json(sealed: Sealed, simulation: Simulation, rules: Threshold | None) -> dict[str, Any]:
    """Return the simulation with amounts in øre and the words as sentences."""
    return {
        "contract_sha256": sealed.sha256,
        "draws": simulation.draws,
        "seed": simulation.seed,
        "payers": {
            payer: _numbers(outlook, simulation.without_effect[payer]) for payer, outlook in simulation.payers.items()
        },
        "investor": _investor(simulation.investor, simulation.without_effect[""]),
        "threshold": None if rules is None else _rules(rules),
        "assumptions": list(simulation.assumptions),
    }


def _numbers(outlook: Outlook, nothing: Nothing) -> dict[str, Any]:
    return {
        "expected_ore": round(outlook.expected),
        "p_zero": outlook.p_zero,
        "p_cap": outlook.p_cap,
        "quantiles_ore": {str(q): round(ore) for q, ore in outlook.quantiles.items()},
        "expected_overpayment_ore": round(outlook.overpaid),
        "expected_underpayment_ore": round(outlook.underpaid),
        "expected_without_effect_ore": round(nothing.expected),
        "p_paid_without_effect": nothing.p_paid,
    }


def _investor(investor: Investor, nothing: Nothing) -> dict[str, Any]:
    return _numbers(investor.outlook, nothing) | {
        "outlays_ore": investor.outlays,
        "p_loss": investor.p_loss,
        "expected_loss_ore": None if investor.expected_loss is None else round(investor.expected_loss),
        "expected_multiple": investor.multiple,
        "returns": {str(q): None if each is None else float(each) for q, each in investor.returns.items()},
    }


def _rules(rules: Threshold) -> dict[str, Any]:
    return {
        "threshold": float(rules.threshold),
        "p_reached": {str(truth): chance for truth, chance in rules.reached.items()},
        "rules": [
            {"name": each.name, "expected_ore": round(each.expected), "sd_ore": round(each.sd), "p_zero": each.p_zero}
            for each in rules.rules
        ],
        "words": list(rules.words),
    }


def document(sealed: Sealed, simulation: Simulation, rules: Threshold | None) -> Document:
    """Return the simulation as a document."""
    contract = sealed.terms
    parties = [(contract.name_of(payer), payer, outlook) for payer, outlook in simulation.payers.items()]
    parties.append(("Investor modtager", "", simulation.investor.outlook))
    rows = [_row(name, outlook, simulation.without_effect[payer]) for name, payer, outlook in parties]
    header = ("Part", "Ventet", "Intet", "Loft nået", "5 %", "Midt", "95 %", "For meget", "For lidt", "Uden virkning")
    blocks: list[Block] = [
        Paragraph(f"{danish.number(simulation.draws)} mulige verdener, frø {simulation.seed}."),
        Table("Betaling i alt over alle perioder, i mio. kr.", header, tuple(rows)),
        Paragraph(
            "»For meget« og »for lidt« er, hvad der i gennemsnit betales over og under det, den sande virkning ville give. "
            "»Uden virkning« er, hvad der i gennemsnit betales, hvis indsatsen slet ingen virkning har."
        ),
    ]
    nothing = simulation.without_effect[""]
    if nothing.expected >= 1:
        blocks.append(
            Note(
                f"Har indsatsen slet ingen virkning, betales der alligevel {danish.millions(round(nothing.expected), 2)} i "
                f"gennemsnit, og der betales noget i {danish.percent(nothing.p_paid)} af tilfældene.",
                "warning",
            )
        )

    blocks += _loss(simulation.investor)
    if rules is not None:
        blocks += [Heading(1, f"Hvad grænsen på {rate(rules.threshold)} gør"), Bullets(rules.words)]

    blocks += [Note(each, "assumed") for each in simulation.assumptions]
    return Document(contract.contract.title, subtitle="Simulation", blocks=tuple(blocks))


def _row(name: str, outlook: Outlook, nothing: Nothing) -> tuple[str, ...]:
    cap = "intet loft" if outlook.p_cap is None else danish.percent(outlook.p_cap)
    return (
        name,
        _millions(outlook.expected),
        danish.percent(outlook.p_zero),
        cap,
        *(_millions(outlook.quantiles[q]) for q in sorted(outlook.quantiles)),
        _millions(outlook.overpaid),
        _millions(outlook.underpaid),
        _millions(nothing.expected),
    )


def _millions(ore: float) -> str:
    return danish.number(ore / 100_000_000, 2)


def _loss(investor: Investor) -> list[Block]:
    """Tell the investor's loss and return, or that the outlays are unknown."""
    if investor.outlays is None or investor.p_loss is None or investor.expected_loss is None:
        return [Note("Investors indskud er ikke oplyst, så tab og afkast kan ikke regnes.", "unknown")]

    returns = [
        f"{q} %: {rate(each, 2) if each is not None else 'intet afkast, alt er tabt'}"
        for q, each in investor.returns.items()
    ]
    return [
        Heading(1, "Investors tab og afkast"),
        Bullets(
            (
                f"Indskud i alt {danish.kroner(investor.outlays)}",
                f"Risiko for at få mindre igen end indskuddet: {danish.percent(investor.p_loss)}.",
                f"Ventet tab: {danish.kroner(round(investor.expected_loss))}",
                f"Ventet igen for hver krone: {danish.number(investor.multiple or 0, 2)} kr.",
                f"Årligt afkast ved de samme fraktiler: {'; '.join(returns)}.",
            )
        ),
    ]
