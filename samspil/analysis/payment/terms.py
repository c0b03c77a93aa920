"""The terms of an outcome contract (betalingsmodel) as records: what each clause may say, and nothing about computing it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from samspil.analysis.payment.days import days_of, ripe_on
from samspil.analysis.payment.functions import FUNCTIONS, Function
from samspil.analysis.payment.reduction import INTERVALS, WAYS, Basis
from samspil.analysis.shape import (
    Choice,
    Day,
    Flag,
    Hash,
    Kroner,
    ListOf,
    Name,
    Number,
    Ore,
    Record,
    Share,
    TableOf,
    Text,
    Variant,
    Whole,
    given,
    maybe,
)

FORMAT = "samspil-payment/1"
ROLES = {
    "investor": "investor",
    "payer": "betaler",
    "guarantor": "garant",
    "provider": "leverandør",
    "verifier": "kontrollant",
}
STAGES = {
    "contracted": "underskrevet, ikke begyndt",
    "implementation": "i gang",
    "service_complete": "indsatsen er slut",
    "complete": "indsatsen er slut, og alt er betalt",
}
SECTORS = (
    "Employment and training",
    "Child and family welfare",
    "Health",
    "Homelessness",
    "Education",
    "Criminal justice",
    "Agriculture and environment",
    "Poverty reduction",
)
UNITS = {"øre": 1, "krone": 100, "100 kroner": 10_000}

_CLAUSE = "paragraf eller punkt i aftalen, fx § 4"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Which agreement this is, and which version of it."""

    id: str = given(Name(), "aftalens korte navn")
    title: str = given(Text(), "aftalens titel")
    clause: str = given(Text(), _CLAUSE)
    version: int = given(Whole(1, 10_000), "versionens nummer; en ændring er altid en ny version")
    starts_on: datetime.date = given(Day(), "aftalens første dag")
    ends_on: datetime.date = given(Day(), "aftalens sidste dag")
    reason: str | None = maybe(Text(), "hvorfor versionen er lavet; kræves fra version 2")
    supersedes: str | None = maybe(Hash(), "hash af den version, der afløses; kræves fra version 2")
    currency: str = maybe(Choice("DKK"), "møntenhed; beløb er kroner", "DKK")
    note: str | None = maybe(Text(), "hvad en læser skal vide først, fx at det er et regneeksempel")
    stage: str | None = maybe(Choice(*STAGES), "hvor langt aftalen er; udelades, når det ikke er oplyst")
    policy_sector: str | None = maybe(Choice(*SECTORS), "området, med INDIGOs ord; udelades, når det ikke er oplyst")


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who takes part, and as what."""

    id: str = given(Name(), "partens korte navn")
    name: str = given(Text(), "partens navn")
    roles: tuple[str, ...] = given(ListOf(Choice(*ROLES), least=1), "partens roller")
    clause: str | None = maybe(Text(), _CLAUSE)
    terms: str = maybe(Choice("stated", "unknown"), "om partens betalingsvilkår er kendt eller ukendt", "stated")


@dataclass(frozen=True, kw_only=True)
class Payer:
    """A party's share and the limits of what it can be asked for."""

    party: str = given(Name(), "partens korte navn")
    clause: str = given(Text(), _CLAUSE)
    share: Fraction = given(Share(), "andel af hvert effektmål, der ikke har sin egen fordeling")
    cap: int | None = maybe(Ore(), "loft over alle perioder, i kroner")
    year_caps: dict[str, int] | None = maybe(TableOf(Ore()), "loft for hvert kalenderår, i kroner")
    carry_forward: bool = maybe(Flag(), "om sidste års ubrugte loft kan bruges året efter", default=False)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What is paid for, what it stands on, and by which function."""

    id: str = given(Name(), "effektmålets korte navn")
    name: str = given(Text(), "effektmålet i almindelige ord")
    clause: str = given(Text(), _CLAUSE)
    stands_on: str = given(Choice("protocol", "counts"), "om målet står på en forseglet protokol eller på optællinger")
    function: Function = given(Variant(FUNCTIONS), "betalingsfunktionen")
    protocol_sha256: str | None = maybe(Hash(unknown=True), "hash af den forseglede protokol")
    pays_on: str | None = maybe(Choice(*WAYS), "hvilket tal fra målingen betalingen står på")
    estimator: str | None = maybe(Choice(*INTERVALS), "metoden, som lower_bound og shrunken bygger på")
    prior_mean: Decimal | None = maybe(Number(-1, "0.99"), "forventet fald før målingen (shrunken)")
    prior_sd: Decimal | None = maybe(Number(0, 10, above=True), "usikkerhed om det, på log-skala (shrunken)")
    acknowledge_regression_to_the_mean: bool = maybe(
        Flag(), "at parterne ved, at et før/efter-tal falder af sig selv", default=False
    )
    cap: int | None = maybe(Ore(), "effektmålets loft i hver periode, i kroner")
    shares: dict[str, Fraction] | None = maybe(TableOf(Share()), "effektmålets egen fordeling på betalere")
    periods: tuple[str, ...] | None = maybe(ListOf(Name(), least=1), "perioder, målet gælder; ellers alle")

    @property
    def basis(self) -> Basis:
        """Return what the reduction is read from."""
        return Basis(self.pays_on or "", self.estimator, self.prior_mean, self.prior_sd)


@dataclass(frozen=True, kw_only=True)
class Period:
    """Who is measured, when the figures are ripe, and when the payment falls due."""

    id: str = given(Name(), "periodens korte navn, fx 2028")
    clause: str = given(Text(), _CLAUSE)
    starts_on: datetime.date = given(Day(), "første dag for dem, der måles")
    ends_on: datetime.date = given(Day(), "sidste dag for dem, der måles")
    due_on: datetime.date = given(Day(), "aftalt betalingsdag")
    follow_up_months: int = maybe(Whole(0, 120), "hvor mange måneder hver person følges", 0)
    maturity_days: int = maybe(Whole(0, 3650), "ventetid, før registrene er fyldt op", 0)
    result_period: str | None = maybe(Text(), "det periodenavn, målingen bruger, hvis det er et andet")
    latest_measured_on: datetime.date | None = maybe(Day(), "sidste måledag; ellers betalingsdagen")

    @property
    def label(self) -> str:
        """Return the period's name in a result."""
        return self.result_period or self.id

    def measured_by(self, name: str) -> bool:
        """Say whether a result's period is this one: by name, or as days YYYY-MM-DD/YYYY-MM-DD within it."""
        if name == self.label:
            return True
        days = days_of(name)
        return days is not None and self.starts_on <= days[0] <= days[1] <= self.ends_on

    def covered_by(self, name: str) -> Fraction:
        """Return the part of this period's days that a result's period covers; its name alone stands for the whole."""
        days = None if name == self.label else days_of(name)
        if days is None:
            return Fraction(1)
        return Fraction((days[1] - days[0]).days + 1, (self.ends_on - self.starts_on).days + 1)

    @property
    def ripe_on(self) -> datetime.date:
        """Return the day the last person is followed up and the registers are filled."""
        return ripe_on(self.ends_on, self.follow_up_months, self.maturity_days)

    @property
    def measured_at_latest(self) -> datetime.date:
        """Return the last day on which the period may be measured."""
        return self.latest_measured_on or self.due_on


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a measurement must cover before anybody pays after it."""

    clause: str = given(Text(), _CLAUSE)
    smallest_n: int = given(Whole(1), "færrest personer, der må være målt på")
    coverage: Fraction = maybe(Share(), "mindste del af periodens dage, målingen dækker", Fraction(9, 10))
    interval_level: Decimal = maybe(
        Number("0.5", 1, below=True), "hvor sikkert et interval mindst skal være, 0.95 er 95 %", Decimal("0.95")
    )
    match_rate: Decimal | None = maybe(Number(0, 1), "mindste andel af de henviste, der har fået sammenligning")


# What holds for a contract from before these terms: nothing it says, so it is shown as assumed wherever it counts.
ASSUMED_PROOF = Proof(clause="antaget", smallest_n=30)


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """How a line becomes whole øre, once."""

    clause: str = given(Text(), _CLAUSE)
    rule: str = given(Choice("half_even", "half_up", "down"), "afrundingsregel")
    unit: str = given(Choice(*UNITS), "afrundingsenhed")


@dataclass(frozen=True, kw_only=True)
class Indexation:
    """How prices follow an index."""

    clause: str = given(Text(), _CLAUSE)
    name: str = given(Text(), "indeksets navn")
    base: Decimal = given(Number(0, above=True), "indeksets værdi, da aftalen blev lavet")
    values: dict[str, Decimal] = given(TableOf(Number(0, above=True)), "indeksets værdi for hver periode")


@dataclass(frozen=True, kw_only=True)
class Premium:
    """A risk premium (risikotillæg) stated apart from the amounts."""

    clause: str = given(Text(), _CLAUSE)
    rate: Decimal = given(Number(0, 10), "tillæg som andel af beløbet, 0.05 er 5 %")


@dataclass(frozen=True, kw_only=True)
class Caps:
    """The limit of the whole project, and what happens to what a cap cuts."""

    clause: str = given(Text(), _CLAUSE)
    project: int | None = maybe(Ore(), "loft for alle betalere og perioder tilsammen, i kroner")
    spill: bool = maybe(Flag(), "om det, én betalers loft skærer væk, går til de andre", default=False)


@dataclass(frozen=True, kw_only=True)
class Irr:
    """A limit on the investor's yearly return, and how a surplus is shared below it."""

    clause: str = given(Text(), _CLAUSE)
    cap: Decimal | None = maybe(Number(-1, 10, above=True), "højeste årlige afkast, 0.08 er 8 %")
    ratchet_from: Decimal | None = maybe(Number(-1, 10, above=True), "det afkast, hvorfra overskuddet deles")
    investor_share: Decimal | None = maybe(Number(0, 1), "investorens del af hver øre over det")


@dataclass(frozen=True, kw_only=True)
class Termination:
    """What is paid when the agreement ends early."""

    clause: str = given(Text(), _CLAUSE)
    kind: str = given(Choice("fixed", "pro_rata"), "fast beløb, eller i forhold til månederne")
    amount: Decimal = given(Kroner(), "beløb i kroner")
    terminated_on: datetime.date | None = maybe(Day(), "sidste dag, hvis aftalen er opsagt")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One declared case of force majeure."""

    period: str = given(Name(), "perioden, det rammer")
    declared_on: datetime.date = given(Day(), "hvornår parterne blev enige om det")
    why: str = given(Text(), "hvad der skete")


@dataclass(frozen=True, kw_only=True)
class ForceMajeure:
    """What is paid for a period that nobody could have measured fairly."""

    clause: str = given(Text(), _CLAUSE)
    effect: str = given(Choice("pause", "fixed", "continue"), "intet betales, et fast beløb, eller ingen ændring")
    amount: Decimal | None = maybe(Kroner(), "det faste beløb i kroner")
    events: tuple[Event, ...] = maybe(ListOf(Record(Event)), "de tilfælde, parterne har erklæret", ())


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """A party that carries part of the investor's loss, settled in the last period."""

    clause: str = given(Text(), _CLAUSE)
    guarantor: str = given(Name(), "garantens korte navn")
    share: Fraction = given(Share(), "garantens del af tabet")
    limit: int = given(Ore(), "højeste garanti i kroner")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """That a value is assumed (antaget) or unknown (ukendt), and why."""

    key: str = given(Text(), "nøglen, mærket gælder, fx metrics.kontakter.function.threshold")
    mark: str = given(Choice("assumed", "unknown"), "antaget eller ukendt")
    why: str = given(Text(), "hvad kilderne siger, og hvad de tier om")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a clause is stated."""

    title: str = given(Text(), "kildens titel")
    says: str = given(Text(), "hvad kilden siger, kort og ordret, hvor det er et citat")
    keys: tuple[str, ...] = maybe(ListOf(Text()), "nøgler, kilden dækker", ())


@dataclass(frozen=True, kw_only=True)
class Outlay:
    """Money the investor expects to put in."""

    on: datetime.date = given(Day(), "dagen")
    amount: Decimal = given(Kroner(0, above=True), "beløb i kroner")


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What simulation and examples need and no statement uses: volumes per period and the investor's outlays."""

    clause: str = given(Text(), _CLAUSE)
    referred: int = given(Whole(1), "henviste i hver periode")
    reduction: Decimal | None = maybe(Number(0, 1, below=True), "det fald, parterne regner med")
    individual_sd: Decimal | None = maybe(Number(0, 10, above=True), "spredning på én persons ændring, på log-skala")
    contacts: dict[str, Decimal] | None = maybe(TableOf(Number()), "forventede kontakter pr. henvist uden indsatsen")
    claims: dict[str, tuple[int, ...]] | None = maybe(TableOf(ListOf(Whole())), "forventede krav pr. periode")
    outlays: tuple[Outlay, ...] = maybe(ListOf(Record(Outlay)), "investorens indskud", ())


@dataclass(frozen=True, kw_only=True)
class BusinessLine:
    """Who saves and who bears a cost outside the payments; no statement uses it."""

    party: str = given(Name(), "partens korte navn")
    clause: str = given(Text(), _CLAUSE)
    kind: str = given(Choice("saving", "cost", "displacement"), "besparelse, udgift, eller udgift flyttet fra en anden")
    what: str = given(Text(), "hvad beløbet er")
    kroner_per_referred: Decimal = given(Kroner(), "kroner pr. henvist, ved det forventede fald")
    scales_with: str = given(Choice("reduction", "referred"), "om beløbet følger faldet eller kun antallet")


@dataclass(frozen=True, kw_only=True)
class Contract:
    """An outcome contract (social effektinvestering)."""

    format: str = given(Choice(FORMAT), "filens format")
    contract: Heading = given(Record(Heading), "aftalen")
    parties: tuple[Party, ...] = given(ListOf(Record(Party), least=1), "parterne")
    payers: tuple[Payer, ...] = given(
        ListOf(Record(Payer), least=1), "betalerne, i den rækkefølge der afgør delte ører"
    )
    metrics: tuple[Metric, ...] = given(ListOf(Record(Metric), least=1), "effektmålene")
    periods: tuple[Period, ...] = given(ListOf(Record(Period), least=1), "perioderne, i tidsorden")
    rounding: Rounding = given(Record(Rounding), "afrunding")
    evidence: Proof | None = maybe(Record(Proof), "hvad en måling skal dække, før der betales efter den")
    indexation: Indexation | None = maybe(Record(Indexation), "indeksering")
    premium: Premium | None = maybe(Record(Premium), "risikotillæg")
    caps: Caps | None = maybe(Record(Caps), "projektets loft")
    irr: Irr | None = maybe(Record(Irr), "loft over investorens afkast")
    termination: Termination | None = maybe(Record(Termination), "opsigelse")
    force_majeure: ForceMajeure | None = maybe(Record(ForceMajeure), "force majeure")
    guarantee: Guarantee | None = maybe(Record(Guarantee), "garanti")
    marks: tuple[Mark, ...] = maybe(ListOf(Record(Mark)), "hvad der er antaget eller ukendt", ())
    sources: tuple[Source, ...] = maybe(ListOf(Record(Source)), "kilder", ())
    expectation: Expectation | None = maybe(Record(Expectation), "forventede mængder, til simulation og eksempler")
    business: tuple[BusinessLine, ...] = maybe(
        ListOf(Record(BusinessLine), repeats=True), "hvem der sparer, og hvem der får udgifter", ()
    )

    @property
    def proof(self) -> Proof:
        """Give what a measurement must cover: the contract's own terms, else the assumed ones."""
        return self.evidence or ASSUMED_PROOF

    @property
    def verifiers(self) -> tuple[Party, ...]:
        """Return the parties that verify and neither invest nor deliver what is verified."""
        return tuple(
            party
            for party in self.parties
            if "verifier" in party.roles and not {"investor", "provider"} & {*party.roles}
        )

    def shares_of(self, metric: Metric) -> dict[str, Fraction]:
        """Return the metric's shares by payer, in the contract's order of payers."""
        if metric.shares is None:
            return {payer.party: payer.share for payer in self.payers}
        return {payer.party: metric.shares[payer.party] for payer in self.payers if payer.party in metric.shares}

    def name_of(self, party: str) -> str:
        """Return a party's full name."""
        return next(each.name for each in self.parties if each.id == party)

    def applies(self, metric: Metric, period: Period) -> bool:
        """Say whether a metric is paid for in a period."""
        return metric.periods is None or period.id in metric.periods

    def event_in(self, period: Period) -> Event | None:
        """Return the force majeure declared for a period, if any."""
        events = self.force_majeure.events if self.force_majeure else ()
        return next((event for event in events if event.period == period.id), None)
