"""Any contract in plain Danish, clause by clause, from its data alone; the reading and the difference both speak from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from samspil.analysis.payment import counted
from samspil.analysis.payment import functions as f
from samspil.analysis.payment.ore import RULE_WORDS
from samspil.analysis.payment.reduction import INTERVALS, WAYS
from samspil.analysis.payment.terms import ROLES, STAGES, Contract, Mark, Metric, Payer
from samspil.analysis.payment.words import decimal, money, rate, share
from samspil.analysis.payment.worth import ZERO
from samspil.paper import danish

CONTACTS = {
    "1": "egen læge",
    "2": "vagtlæge",
    "3": "psykolog",
    "4": "fysioterapeut",
    "5": "kiropraktor",
    "6": "akut kontakt til hospital",
}
UNIT_WORDS = {"øre": "øre", "krone": "kroner", "100 kroner": "hundrede kroner"}
MARKS = {"assumed": "antaget", "unknown": "ukendt"}


@dataclass(frozen=True)
class Clause:
    """One clause: the key it is kept under, what the agreement calls it, what it says, and what is not known about it."""

    key: str
    label: str
    title: str
    sentences: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


def clauses(contract: Contract) -> list[Clause]:
    """Return every clause of a contract in its reading order, each mark with the clause it belongs to."""
    clauses = [Clause(key, label, title, tuple(sentences)) for key, label, title, sentences in _all(contract)]
    homes: dict[str, list[Mark]] = {}
    for mark in contract.marks:
        # With the dot, or payers.a would be taken for payers.ab.
        fitting = [each.key for each in clauses if f"{mark.key}.".startswith(f"{each.key}.")]
        homes.setdefault(max(fitting, key=len, default="contract"), []).append(mark)
    return [Clause(c.key, c.label, c.title, c.sentences, tuple(homes.get(c.key, ()))) for c in clauses]


def _all(contract: Contract) -> Iterator[tuple[str, str, str, list[str]]]:
    yield "contract", contract.contract.clause, "Aftalen", _heading(contract)
    yield "parties", _label(contract.parties[0].clause), "Parterne", _parties(contract)
    for metric in contract.metrics:
        yield f"metrics.{metric.id}", metric.clause, f"Effektmål: {metric.name}", _metric(contract, metric)

    for payer in contract.payers:
        yield f"payers.{payer.party}", payer.clause, f"{contract.name_of(payer.party)} betaler", _payer(contract, payer)

    yield "periods", contract.periods[0].clause, "Perioderne", _periods(contract)
    yield _proof(contract)
    rounding = contract.rounding
    said = f"Hvert beløb afrundes én gang, i hele {UNIT_WORDS[rounding.unit]}: {RULE_WORDS[rounding.rule]}."
    yield "rounding", rounding.clause, "Afrunding", [said]
    yield from _dressing(contract)
    yield from _endings(contract)
    yield from _examples(contract)


def _label(clause: str | None) -> str:
    return clause or ""


def _heading(contract: Contract) -> list[str]:
    heading = contract.contract
    said = [
        f"Aftalen hedder »{heading.title}« og løber fra {danish.date(heading.starts_on)} til {danish.date(heading.ends_on)}.",
        f"Dette er version {danish.number(heading.version)}. En ændring er altid en ny version med en grund.",
    ]
    if heading.stage:
        said.append(f"Aftalen er {STAGES[heading.stage]}.")
    if heading.policy_sector:
        said.append(f"Området er »{heading.policy_sector}« med INDIGOs ord.")
    if heading.reason:
        said.append(f"Grunden til denne version: {heading.reason}")
    return said


def _parties(contract: Contract) -> list[str]:
    said = []
    for party in contract.parties:
        roles = danish.listing([ROLES[role] for role in party.roles])
        known = (
            "" if party.terms == "stated" else " Partens betalingsvilkår er ukendte, så de er ikke med i beregningen."
        )
        said.append(f"{party.name} er {roles}.{known}")
    return said


def _payer(contract: Contract, payer: Payer) -> list[str]:
    said = [f"{contract.name_of(payer.party)} betaler {share(payer.share)} af hvert effektmål uden egen fordeling."]
    if payer.cap is not None:
        said.append(f"I alt, over alle perioder, højst {danish.kroner(payer.cap)}")
    said += [f"I {year} højst {danish.kroner(cap)}" for year, cap in (payer.year_caps or {}).items()]
    if payer.year_caps:
        said.append(
            "Den ubrugte del af årets loft kan bruges året efter, men ikke senere."
            if payer.carry_forward
            else "Ubrugt loft kan ikke flyttes til året efter."
        )
    return said


def _metric(contract: Contract, metric: Metric) -> list[str]:
    said = list(_function(metric.function))
    if metric.pays_on is not None:
        said.append(f"Faldet er det, målingen viser efter metoden {WAYS[metric.pays_on]}.")

    if metric.estimator is not None:
        said.append(f"Den bygger på {INTERVALS[metric.estimator]}.")

    if metric.prior_mean is not None and metric.prior_sd is not None:
        said.append(
            f"Parterne ventede på forhånd {rate(metric.prior_mean)} fald med en usikkerhed på {decimal(metric.prior_sd)} på "
            "log-skala; jo mere usikker målingen er, jo mere tæller det forventede."
        )

    if metric.acknowledge_regression_to_the_mean:
        said.append("Parterne ved, at et før/efter-tal falder af sig selv, når folk henvises, mens de bruger mest.")

    if metric.protocol_sha256 == "unknown":
        said.append("Protokollen for målingen er ukendt. Et beløb er derfor et regneeksempel og ikke en opgørelse.")
    elif metric.protocol_sha256 is not None:
        said.append(f"Målingen følger den forseglede protokol {metric.protocol_sha256[:12]}.")
    else:
        said.append("Målet står på optællinger.")

    if metric.cap is not None:
        said.append(f"Højst {danish.kroner(metric.cap)} i hver periode.")

    if metric.shares is not None:
        parts = [f"{contract.name_of(payer)} {share(part)}" for payer, part in contract.shares_of(metric).items()]
        said.append(f"Fordeling: {danish.listing(parts)}.")

    if metric.periods is not None:
        said.append(f"Gælder kun {danish.listing(list(metric.periods))}.")

    return said


def _function(function: f.Function) -> Iterator[str]:
    match function:
        case f.Cliff():
            yield f"Falder kontakterne mindst {rate(function.threshold)}, betales {money(function.amount)} Ellers betales intet."
        case f.Proportional():
            yield (
                f"Der betales i takt med faldet: {money(function.amount)} ved {rate(function.threshold)}, halvt så meget ved "
                "det halve fald, mere ved et større."
            )
        case f.Corridor():
            yield f"Under {rate(function.floor)} fald betales intet."
            yield (
                f"Fra {rate(function.floor)} stiger beløbet jævnt fra {money(function.start)} til {money(function.amount)} "
                f"ved {rate(function.threshold)} og videre i samme takt."
            )
        case f.Tiers():
            yield from (f"Fra {rate(step.threshold)} fald betales {money(step.amount)}" for step in function.steps)
            yield "Kun det højeste trin, der er nået, betales."
        case f.TwoStage():
            amount = money(function.amount) if function.amount is not None else "gruppens eget beløb"
            yield f"Hver gruppe måles for sig: falder kontakterne mindst {rate(function.cohort_threshold)}, betales {amount}"
            yield from (
                f"For gruppe {name} er beløbet {money(each)}" for name, each in (function.amounts or {}).items()
            )
            yield (
                f"I sidste periode lægges alle grupper sammen. Er faldet da mindst {rate(function.pooled_threshold)}, betales "
                "også de grupper, der ikke nåede grænsen alene."
            )
        case counted.RateCard():
            yield from (_item(item) for item in function.items)
        case counted.PerPersonSuccess():
            yield f"For hver person, hvis egne kontakter falder mindst {rate(function.threshold)}, betales {money(function.price)}"
            yield (
                f"Fra tallet trækkes den andel, der ville nå grænsen af sig selv: {rate(function.chance_rate)}."
                if function.chance_rate
                else "Der trækkes ikke noget fra for dem, der ville nå grænsen af sig selv."
            )
        case f.ShareOfSavings():
            parts = [f"{CONTACTS.get(name, name)} {money(tariff)}" for name, tariff in function.tariffs.items()]
            yield f"Sparede kontakter regnes om til kroner efter takst: {'; '.join(parts)}"
            yield f"Heraf betales {rate(function.share)}, når de første {money(function.deductible)} er trukket fra."
        case _:
            assert_never(function)


def _item(item: counted.Item) -> str:
    once = "kun én gang" if item.max_per_person == 1 else f"højst {danish.number(item.max_per_person)} gange"
    said = f"{item.metric}: {money(item.price)} pr. krav, {once} pr. person"
    if item.cumulative:
        said += ", talt fra aftalens start"
    return f"{said}, og kun for den, der først nåede {item.after}." if item.after else f"{said}."


def _periods(contract: Contract) -> list[str]:
    return [
        f"{period.id}: de, der kommer med fra {danish.date(period.starts_on)} til {danish.date(period.ends_on)}, "
        f"følges i {danish.count(period.follow_up_months, 'måned', 'måneder')}; tallene modner i "
        f"{danish.count(period.maturity_days, 'dag', 'dage')}; betalingen falder {danish.date(period.due_on)}."
        for period in contract.periods
    ]


def _proof(contract: Contract) -> tuple[str, str, str, list[str]]:
    """Say what a measurement must cover before anybody pays after it, and that it is assumed where the contract is silent."""
    proof = contract.proof
    said = [] if contract.evidence else ["Aftalen siger det ikke selv, så disse krav er antaget."]
    said += [
        "En måling siger sin hash, sin måledag og hvor mange personer der er målt på. Ellers betales der ikke efter den.",
        f"Den dækker mindst {share(proof.coverage)} af periodens dage.",
        f"Der er målt på mindst {danish.count(proof.smallest_n, 'person', 'personer')}.",
        f"Dens intervaller er mindst {rate(proof.interval_level)}.",
    ]
    if proof.match_rate is not None:
        said.append(f"Mindst {rate(proof.match_rate)} af de henviste har fået sammenligning.")

    said.append(
        "Der er målt, når tallene er modne, og senest "
        + danish.listing([f"{danish.date(each.measured_at_latest)} for {each.id}" for each in contract.periods])
        + "."
    )
    names = danish.listing([party.name for party in contract.verifiers])
    said.append(
        f"Er målingens egne prøver ikke bestået, kan kun {names} beslutte at betale, med en begrundelse."
        if names
        else "Er målingens egne prøver ikke bestået, betales der ikke: aftalen nævner ingen kontrollant."
    )
    return "evidence", contract.evidence.clause if contract.evidence else "", "Hvad en måling skal dække", said


def _dressing(contract: Contract) -> Iterator[tuple[str, str, str, list[str]]]:
    """Say what changes a line's amount: premium, index, project cap, limits on the return."""
    if contract.premium is not None:
        said = f"Til hvert effektmåls beløb lægges {rate(contract.premium.rate)} i risikotillæg."
        yield "premium", contract.premium.clause, "Risikotillæg", [said]

    index = contract.indexation
    if index is not None:
        values = [f"{name} {decimal(value)}" for name, value in index.values.items()]
        said = f"Beløb følger {index.name} fra {decimal(index.base)}: {danish.listing(values)}."
        yield "indexation", index.clause, "Indeksering", [said]

    caps = contract.caps
    if caps is not None:
        sentences = []
        if caps.project is not None:
            sentences.append(f"Alle betalere og perioder tilsammen: højst {danish.kroner(caps.project)}")
        sentences.append(
            "Det, en betalers loft skærer væk, går til de andre betalere i aftalens rækkefølge, inden for deres lofter."
            if caps.spill
            else "Det, et loft skærer væk, falder bort."
        )
        yield "caps", caps.clause, "Projektets loft", sentences

    irr = contract.irr
    if irr is not None:
        sentences = []
        if irr.ratchet_from is not None and irr.investor_share is not None:
            sentences.append(
                f"Over et årligt afkast på {rate(irr.ratchet_from)} beholder investor {rate(irr.investor_share)} af hver øre."
            )
        if irr.cap is not None:
            sentences.append(f"Investors årlige afkast kan højst blive {rate(irr.cap)}; resten betales ikke.")
        yield "irr", irr.clause, "Investors afkast", sentences


def _endings(contract: Contract) -> Iterator[tuple[str, str, str, list[str]]]:
    """Say what happens when things go otherwise: termination, force majeure, a loss."""
    termination = contract.termination
    if termination is not None:
        how = {
            "fixed": f"Opsiges aftalen, betales {money(termination.amount)} i den periode, der afbrydes.",
            "pro_rata": f"Opsiges aftalen, betales {money(termination.amount)} gange de måneder, der er gået, delt med de aftalte.",
        }
        said = [
            how[termination.kind],
            "Perioder, der er målt færdig, afregnes som aftalt; senere perioder betales ikke.",
        ]
        if termination.terminated_on is not None:
            said.append(f"Aftalen er opsagt med sidste dag {danish.date(termination.terminated_on)}.")
        yield "termination", termination.clause, "Opsigelse", said

    majeure = contract.force_majeure
    if majeure is not None:
        effects = {
            "pause": "Rammes en periode af force majeure, betales den ikke.",
            "fixed": f"Rammes en periode af force majeure, betales {money(majeure.amount or ZERO)} i stedet for målingen.",
            "continue": "Rammes en periode af force majeure, betales den som målt.",
        }
        said = [effects[majeure.effect]]
        said += [f"{event.period}: erklæret {danish.date(event.declared_on)}. {event.why}" for event in majeure.events]
        yield "force_majeure", majeure.clause, "Force majeure", said

    guarantee = contract.guarantee
    if guarantee is not None:
        said = [
            (
                f"Har investor efter sidste periode ikke fået sine indskud igen, betaler {contract.name_of(guarantee.guarantor)} "
                f"{share(guarantee.share)} af det, der mangler, højst {danish.kroner(guarantee.limit)}"
            )
        ]
        yield "guarantee", guarantee.clause, "Garanti", said


def _examples(contract: Contract) -> Iterator[tuple[str, str, str, list[str]]]:
    """Say what examples and simulation stand on, and who saves what outside the payments."""
    expectation = contract.expectation
    if expectation is not None:
        said = ["Disse tal bruges kun til regneeksempler og simulation, aldrig til en opgørelse."]
        said.append(f"{danish.count(expectation.referred, 'henvist', 'henviste')} i hver periode.")
        if expectation.reduction is not None:
            said.append(f"Parterne regner med {rate(expectation.reduction)} fald.")
        if expectation.individual_sd is not None:
            said.append(f"Én persons ændring svinger med {decimal(expectation.individual_sd)} på log-skala.")
        if expectation.contacts:
            parts = [f"{CONTACTS.get(name, name)} {decimal(each)}" for name, each in expectation.contacts.items()]
            said.append(f"Kontakter pr. henvist uden indsatsen: {'; '.join(parts)}.")
        for name, claims in (expectation.claims or {}).items():
            people = danish.listing([danish.number(each) for each in claims])
            said.append(f"{name}: {people} personer med ét krav, to krav og så videre.")
        said += [
            f"Investor indskyder {money(outlay.amount)} den {danish.date(outlay.on)}." for outlay in expectation.outlays
        ]
        yield "expectation", expectation.clause, "Til regneeksempler", said

    if contract.business:
        kinds = {"saving": "sparer", "cost": "har udgift", "displacement": "får udgift flyttet til sig"}
        follows = {"reduction": "i takt med faldet", "referred": "uanset faldet"}
        said = [
            f"{contract.name_of(line.party)} {kinds[line.kind]}: {money(line.kroner_per_referred)} pr. henvist, "
            f"{follows[line.scales_with]}. {line.what}."
            for line in contract.business
        ]
        yield "business", contract.business[0].clause, "Hvem sparer, og hvem får udgifter", said
