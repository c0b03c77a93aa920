"""Contracts in plain Danish: every clause, every mark, the difference between versions, and the four readings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from samspil.analysis.payment import business, readings
from samspil.analysis.payment.clauses import clauses
from samspil.analysis.payment.contract import read
from samspil.analysis.payment.reading import difference, reading
from samspil.analysis.payment.readings import comparison, report
from samspil.paper.document import Note, to_html, to_pdf, to_text
from samspil.paper.refusal import Refused
from tests.analysis.payment import invented
from tests.analysis.payment.examples import DAY, as_toml, contract, period, put, sealed, two_payers


@pytest.mark.parametrize("name", readings.NAMES)
def test_every_mark_stands_in_the_reading_as_assumed_or_unknown(name: str) -> None:
    source = readings.contract(name)
    document = reading(source)
    notes = {
        (note.kind, note.text[0].text)
        for note in document.blocks
        if isinstance(note, Note) and isinstance(note.text, tuple)
    }
    assert {(mark.mark, mark.why) for mark in source.terms.marks} <= notes
    assert "Ukendt: Referatet siger, at Østifterne" in to_text(document)


def test_marks_stand_with_their_clause() -> None:
    found = {clause.key: {mark.key for mark in clause.marks} for clause in clauses(readings.contract("C").terms)}
    assert found["metrics.kontakter"] >= {"metrics.kontakter.function", "metrics.kontakter.function.chance_rate"}
    assert found["parties"] == {"parties.norddjurs.terms", "parties.oestifterne.terms", "parties.laeger.roles"}
    assert found["payers.region"] == {"payers.region.share"}


def test_a_mark_on_no_clause_of_its_own_stands_with_the_agreement() -> None:
    raw = contract(marks=[{"key": "metrics", "mark": "assumed", "why": "Opdigtet."}])
    assert [mark.why for mark in clauses(sealed(raw).terms)[0].marks] == ["Opdigtet."]


SAID = {
    "cliff": "Falder kontakterne mindst",
    "proportional": "Der betales i takt med faldet",
    "corridor": "stiger beløbet jævnt",
    "tiers": "Kun det højeste trin, der er nået, betales.",
    "two_stage": "I sidste periode lægges alle grupper sammen.",
    "rate_card": "trivsel:",
    "per_person_success": "For hver person, hvis egne kontakter",
    "share_of_savings": "Sparede kontakter regnes om til kroner",
}
KEYS = {
    "premium": "i risikotillæg",
    "indexation": "Beløb følger Opdigtet indeks",
    "caps": "loft",
    "irr": "afkast",
    "termination": "Opsiges aftalen",
    "force_majeure": "Rammes en periode af force majeure",
    "guarantee": "Har investor efter sidste periode ikke fået sine indskud igen",
}


def test_any_invented_contract_is_read_aloud_in_full() -> None:
    heard: set[str] = set()
    for seed in range(150):
        case = invented.case(seed)
        found = clauses(case.sealed().terms)
        text = " ".join(sentence for clause in found for sentence in clause.sentences)
        assert all(clause.sentences and clause.label is not None for clause in found)
        for metric in case.contract["metrics"]:
            assert SAID[metric["function"]["kind"]] in text
            heard.add(metric["function"]["kind"])
        for key, said in KEYS.items():
            if key in case.contract:
                assert said in text
                heard.add(key)
        assert "None" not in text

    assert heard == {*SAID, *KEYS}


def test_rest_of_what_a_contract_can_say() -> None:
    raw = two_payers(
        contract__note="Opdigtet.",
        expectation={
            "clause": "pkt. 7",
            "referred": 1,
            "claims": {"m": [1, 2]},
            "outlays": [{"on": "2026-01-01", "amount": 5}],
        },
        irr={"clause": "§ 11", "cap": Decimal("0.1")},
        sources=[{"title": "Kilde", "says": "Citat"}],
    )
    card = [
        {"metric": "m", "price": 1, "cumulative": True},
        {"metric": "k", "price": 2, "max_per_person": 3, "after": "m"},
    ]
    raw["metrics"].append(
        {
            "id": "kort",
            "name": "Kort",
            "clause": "§ 4.2",
            "stands_on": "counts",
            "function": {"kind": "rate_card", "items": card},
        }
    )
    text = to_text(reading(sealed(raw)))
    for said in (
        "m: 1 kr. pr. krav, kun én gang pr. person, talt fra aftalens start.",
        "k: 2 kr. pr. krav, højst 3 gange pr. person, og kun for den, der først nåede m.",
        "m: 1 og 2 personer med ét krav, to krav og så videre.",
        "1 henvist i hver periode.",
        "Investors årlige afkast kan højst blive 10,0 %; resten betales ikke.",
        "Kilde: »Citat«",
        "Grænsen for investors afkast skærer",
    ):
        assert said in " ".join(text.split())

    assert "Et regneeksempel" not in text


def test_the_steps_named_are_those_the_contract_has() -> None:
    raw = contract(
        metrics__0__cap=5,
        payers__0__cap=9,
        payers__0__year_caps={"2028": 7},
        premium={"clause": "x", "rate": Decimal("0.1")},
        caps={"clause": "x", "project": 10},
        termination={"clause": "x", "kind": "fixed", "amount": 5},
    )
    text = " ".join(to_text(reading(sealed(raw))).split())
    for said in (
        "Risikotillæg og indeks lægges på.",
        "Effektmålets loft for perioden skærer.",
        "Betalerens loft for året skærer.",
        "Betalerens loft over alle perioder skærer.",
        "Projektets loft skærer, fordelt efter beløbene.",
    ):
        assert said in text
        assert said not in " ".join(to_text(reading(sealed(contract()))).split())

    assert "Aftalen er opsagt" not in text


def test_example_is_left_out_where_the_contract_has_no_volumes_for_it() -> None:
    person = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15"), "chance_rate": Decimal("0.1")}
    raw = contract(metrics__0__function=person, expectation={"clause": "x", "referred": 5})
    del raw["metrics"][0]["pays_on"]
    text = to_text(reading(sealed(raw)))
    assert "Hvad aftalen betaler" not in text
    assert "Fra tallet trækkes den andel, der ville nå grænsen af sig selv: 10,0 %." in " ".join(text.split())


def test_what_a_contract_says_is_never_markup() -> None:
    raw = contract(contract__title="Aftale <script> **x**", metrics__0__name="_a_ <b>")
    page = to_html(reading(sealed(raw)))
    assert "<script>" not in page
    assert "<b>" not in page
    assert "_a_ &lt;b&gt;" in page


def test_difference_says_what_stood_and_what_stands() -> None:
    old = read(as_toml(contract(premium={"clause": "§ 10", "rate": Decimal("0.05")})).encode())
    raw = contract(contract__version=2, contract__reason="Loftet manglede.", contract__supersedes=old.sha256)
    raw |= {"caps": {"clause": "§ 8", "project": 5_700_000}}
    put(raw, "metrics.0.function.threshold", Decimal("0.14"))
    put(raw, "rounding.clause", "§ 9 a")
    text = " ".join(to_text(difference(read(as_toml(raw).encode()), old)).split())
    for said in (
        "Fra version 1 til version 2",
        "Grunden: Loftet manglede.",
        "Før stod der: - Der betales i takt med faldet: 5.000.000 kr. ved 15,0 %",
        "Nu står der: - Der betales i takt med faldet: 5.000.000 kr. ved 14,0 %",
        "§ 8: Projektets loft ==================== Nyt punkt.",
        "§ 10: Risikotillæg ================== Punktet er udgået.",
        "Punktet hed før § 9 og hedder nu § 9 a.",
    ):
        assert said in text

    assert "Advarsel" not in text


def test_difference_of_the_same_and_of_a_stranger() -> None:
    same = sealed(contract())
    text = to_text(difference(same, same))
    assert "De to versioner siger det samme." in text
    assert "Advarsel: Den nye version nævner ikke netop denne fil" in text


def test_readings_side_by_side_as_html_and_tagged_pdf() -> None:
    document = report.document()
    page = to_html(document)
    assert "Hvad regionen betaler i alt for 2028 og 2029" in page
    assert "3.930.000 kr." in page
    assert "Hvad læsning A og B ville have betalt" in page
    assert "Læsning D: Kan ikke sige noget" in page
    assert page.count("<svg") == 1
    assert to_pdf(document).startswith(b"%PDF")


def test_an_unknown_reading_is_refused() -> None:
    with pytest.raises(Refused, match="Vælg A, B, C eller D"):
        readings.text("a")


def test_examples_without_volumes_are_refused() -> None:
    with pytest.raises(Refused, match="nøglen expectation"):
        comparison.paid_at(sealed(contract()), Decimal("0.1"))
    person = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15")}
    raw = contract(metrics__0__function=person, expectation={"clause": "x", "referred": 5})
    del raw["metrics"][0]["pays_on"]
    with pytest.raises(Refused, match=r"expectation\.individual_sd"):
        comparison.paid_at(sealed(raw), Decimal("0.1"))


def test_examples_of_a_rate_card_use_the_expected_claims() -> None:
    raw = contract(
        metrics__0__function={"kind": "rate_card", "items": [{"metric": "m", "price": 7}]},
        metrics__0__stands_on="counts",
        expectation={"clause": "x", "referred": 5, "claims": {"m": [3]}},
        periods=[period("2028", 2026), period("2029", 2027)],
    )
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    assert comparison.paid_at(sealed(raw), Decimal("0.1")) == 4_200


def test_business_case_of_each_party() -> None:
    sides = {side.party: side for side in business.business_case(readings.contract("B"), Decimal("0.15"))}
    assert {name: side.net for name, side in sides.items()} == {
        "dsi": 75_000_000,
        "region": 100_000_000,
        "norddjurs": -80_000_000,
        "oestifterne": 0,
        "laeger": 0,
    }
    assert sum(side.received for side in sides.values()) == sum(side.paid for side in sides.values())
    text = " ".join(to_text(business.document(readings.contract("B"), Decimal("0.15"))).split())
    assert "Vilkårene er ukendte for Norddjurs Kommune og Østifterne" in text
    assert "Alle parter tilsammen: 950.000 kr." in text


def test_business_case_of_no_effect_and_of_costs_that_do_not_follow_it() -> None:
    raw = contract(
        expectation={"clause": "x", "referred": 10},
        business=[
            {
                "party": "region",
                "clause": "x",
                "kind": "cost",
                "what": "y",
                "kroner_per_referred": 3,
                "scales_with": "referred",
            }
        ],
    )
    sides = {side.party: side.net for side in business.business_case(sealed(raw), Decimal(0))}
    assert sides["region"] == -3_000
    raw["business"][0]["scales_with"] = "reduction"
    with pytest.raises(Refused, match=r"expectation\.reduction"):
        business.business_case(sealed(raw), Decimal(0))

    del raw["business"]
    del raw["parties"][2]
    assert "Ukendt" not in to_text(business.document(sealed(raw), Decimal(0)))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("evidence.smallest_n", 101, "Der er målt på mindst 101 personer."),
        ("evidence.coverage", Decimal("0.8"), "Den dækker mindst 80 % af periodens dage."),
        ("evidence.interval_level", Decimal("0.9"), "Dens intervaller er mindst 90,0 %."),
        ("evidence.match_rate", Decimal("0.95"), "Mindst 95,0 % af de henviste har fået sammenligning."),
        ("periods.0.latest_measured_on", DAY(2028, 6, 1), "senest 1. juni 2028 for 2028."),
        ("parties.4.roles", ["provider"], "aftalen nævner ingen kontrollant."),
        ("contract.stage", "implementation", "Aftalen er i gang."),
        ("contract.policy_sector", "Health", "Området er »Health« med INDIGOs ord."),
    ],
)
def test_a_term_of_evidence_is_read_aloud_and_seen_in_the_difference(key: str, value: Any, said: str) -> None:
    changed = contract()
    put(changed, key, value)
    text = " ".join(to_text(difference(sealed(changed), sealed(contract()))).split())
    assert "siger det samme" not in text
    assert said in text
