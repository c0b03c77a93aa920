"""The living plan: versions with who and why, what differs, approval, two who write at once, print, calendar, and the real plan."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from html import unescape
from typing import Any

import icalendar
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.partnerships.attendance import actions as attendance_actions
from samspil.features.partnerships.core import queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.plans import actions as plans
from samspil.features.partnerships.plans import queries as plan_queries
from samspil.features.partnerships.plans import rules as intensive_rules
from samspil.features.partnerships.plans.models import Intensity
from samspil.features.partnerships.plans.queries import printing
from samspil.features.partnerships.versions import actions as version_actions
from samspil.features.partnerships.versions import queries as version_queries
from samspil.features.partnerships.versions.models import PlanApproval, PlanVersion
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import people, texts
from samspil.spine.models import JournalEntry, Pass, Person
from tests.features.partnerships.test_actions import DESCRIPTION
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import Browse

D = dt.date


def page(client: Client, name: str, *arguments: Any, **query: str) -> str:
    response = client.get(reverse(f"partnerships:{name}", args=arguments), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def words(text: str) -> Counter[str]:
    return Counter(text.split())


def plan(cast: Cast, partnership: Partnership, title: str, **said: Any) -> Activity:
    return plans.plan(by=cast.alice, partnership=partnership, title=title, **said)


def rows_of(cast: Cast, partnership: Partnership) -> list[plan_queries.Planned]:
    return plan_queries.planned(queries.plan(cast.alice, partnership))


class TestTheRealPlan:
    """October 2024 to September 2025, printed beside its source."""

    @pytest.fixture
    def real(self, cast: Cast, partnership: Partnership) -> Partnership:
        return plans.read_plan(by=cast.alice, partnership=partnership, text=DESCRIPTION)

    def test_nothing_is_missing_and_nothing_is_added_word_for_word(self, cast: Cast, real: Partnership) -> None:
        printed = printing.printed(rows_of(cast, real))
        told: Counter[str] = Counter()
        period = ""
        for each in printed:
            told += words(f"{each.wording} {each.date.replace(' / ', ' ')}")
            if each.period != period:
                told += words(each.period)
                period = each.period
        source = words(plan_queries.printed_source(real)) - words("Tid Handling Dato")
        # One date and one reservation stand for several rows of the source's table; nothing else differs.
        assert source - told == Counter()
        assert told - source == words("November 2024")

    def test_nothing_is_made_certain_that_is_not(self, cast: Cast, real: Partnership) -> None:
        printed = printing.printed(rows_of(cast, real))
        said = {each.wording[:24]: (each.date, each.open) for each in printed}
        raid = "17. februar 2025 efter kl. 12.00 / 21. februar 2025 efter kl. 12.00"
        assert said["Udforske mulighedsrum me"] == ("5. september kl. 11.00-13.00", ("året er ikke sagt",))
        assert said["Etnoraid med politikere,"] == (
            f"{raid} (Præcist tidspunkt afhænger af borgerne, der skal deltage)",
            (),
        )
        assert said["Allingåbro Motor Festiva"] == ("17. maj 2025", ("usikker",))
        assert said["Fotoelicitering og/eller"] == ("", ("usikker", "året er ikke sagt"))
        festival = next(row for row in rows_of(cast, real) if "Festival" in row.wording)
        assert festival.open == ("eventuel", "usikker")
        assert [each.activity.state for each in rows_of(cast, real)] == ["unknown"] * 19

    def test_only_what_is_named_alone_has_a_kind(self, cast: Cast, real: Partnership) -> None:
        kinds = {row.wording[:24]: row.activity.method for row in rows_of(cast, real)}
        assert kinds["Fotoelicitering og/eller"] == ""
        assert kinds["Samtaler med få: ‘Køkken"] == "kitchen_table_talk"
        assert kinds["Turbodesignsprint med fa"] == "design_sprint"
        assert kinds["Læringsopsamling med anb"] == ""

    def test_the_calendar_holds_the_named_days_and_says_what_is_open(
        self, cast: Cast, real: Partnership, browse: Browse
    ) -> None:
        token = plans.issue_calendar(by=cast.alice, partnership=real)
        response = Client().get(reverse("partnerships:own_feed", args=[token]))
        events = {
            (str(each["summary"])[:20], each["dtstart"].dt): each
            for each in icalendar.Calendar.from_ical(response.content).walk("VEVENT")
        }

        assert len(events) == 11
        etnoraid = events["Etnoraid med politik", D(2025, 2, 17)]
        assert (str(etnoraid["status"]), etnoraid["dtend"].dt) == ("TENTATIVE", D(2025, 2, 18))
        assert str(etnoraid["description"]) == (
            "17. februar 2025 efter kl. 12.00 / 21. februar 2025 efter kl. 12.00\n"
            "Forbehold: Præcist tidspunkt afhænger af borgerne, der skal deltage."
        )
        sprint = events["Designsprint med fag", D(2025, 1, 16)]
        assert sprint["dtend"].dt == D(2025, 1, 18)
        assert not any("Udforske" in name for name, _day in events)

    def test_the_print_and_the_pdf_say_the_same(self, cast: Cast, real: Partnership, browse: Browse) -> None:
        shown = page(browse(cast.alice), "plan_paper", real.pk)
        assert "Præcist tidspunkt afhænger" in shown
        assert '<pre class="plan-source" tabindex="0">Tid  Handling Dato' in shown
        response = browse(cast.alice).get(reverse("partnerships:plan_pdf", args=[real.pk]))
        assert response.content.startswith(b"%PDF-")
        pdf = pypdfium2.PdfDocument(response.content)
        text = " ".join(sheet.get_textpage().get_text_range() for sheet in pdf)
        pdf.close()
        assert b"pdfuaid" in response.content
        for word in ("Turbodesignsprint", "Marts/april", "5. september kl. 11.00-13.00", "[året er ikke sagt]"):
            assert word.replace(" ", "") in re.sub(r"\s+", "", text)


def test_each_change_is_a_version_with_who_and_why(cast: Cast, partnership: Partnership) -> None:
    opening = plan(cast, partnership, "Opstart", on=D(2026, 3, 1), why="Vi begynder")
    plan(cast, partnership, "Samtaler", period="Marts/april", level="hear")
    plans.change(
        by=cast.alice,
        activity=opening,
        title="Opstart",
        on=D(2026, 3, 8),
        place="Hallen",
        based_on=0,
        why="Hallen var optaget",
    )
    plans.move(by=cast.alice, activity=opening, state="cancelled")
    told = version_queries.history(cast.alice, partnership)

    assert [
        (each.version.number, each.version.by and each.version.by.name, each.version.why, each.sum) for each in told
    ] == [
        (4, "Alice", "En aktivitet er aflyst", "1 gik ud"),
        (3, "Alice", "Hallen var optaget", "1 flyttet"),
        (2, "Alice", "En ny aktivitet", "1 kom til"),
        (1, "Alice", "Vi begynder", "1 kom til"),
    ]
    [moved] = told[1].changes
    assert (moved.title, moved.lines) == (
        "Opstart",
        (("Tid", "1. marts 2026", "8. marts 2026"), ("Sted", "", "Hallen")),
    )
    noted = JournalEntry.objects.filter(node_id=partnership.pk, verb="plan.kept").order_by("sequence")
    assert [entry.data["version"] for entry in noted] == ["1", "2", "3", "4"]


def test_the_same_plan_again_is_no_new_version(cast: Cast, partnership: Partnership) -> None:
    activity = plan(cast, partnership, "Opstart", on=D(2026, 3, 1))
    plans.change(by=cast.alice, activity=activity, title="Opstart", on=D(2026, 3, 1))
    assert PlanVersion.objects.count() == 1


def test_a_plan_from_before_versions_is_kept_before_its_first_change(cast: Cast, partnership: Partnership) -> None:
    activity = plan(cast, partnership, "Opstart")
    PlanVersion.objects.all().delete()
    plans.change(by=cast.alice, activity=activity, title="Opstart i hallen")
    assert [version.rows[0]["title"] for version in partnership.versions.all()] == ["Opstart", "Opstart i hallen"]


def test_two_who_edit_at_once_see_both_and_lose_nothing(cast: Cast, partnership: Partnership, browse: Browse) -> None:
    activity = plan(cast, partnership, "Opstart", on=D(2026, 3, 1), description="Kaffe")
    other = people.add_person(by=people.job("test"), name="Anna", is_invented=True)
    people.give_role(
        by=people.job("test"),
        person=other,
        role="coordinator",
        organisation=cast.municipality,
        circle=cast.partnership,
        from_on=SINCE,
    )
    address = reverse("partnerships:edit_activity", args=[activity.pk])
    client = browse(cast.alice)
    assert 'name="based_on" value="0"' in client.get(address).content.decode()
    plans.change(
        by=people.actor_for(other), activity=activity, title="Opstart", on=D(2026, 3, 2), description="Te", based_on=0
    )
    response = client.post(
        address, {"title": "Opstart", "on": "5. marts 2026", "description": "Kaffe og kage", "based_on": "0"}
    )
    shown = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Skrevet af Anna" in shown
    for line in ("Tid: 2. marts 2026", "Mere om det: Te", "Tid: 5. marts 2026", "Mere om det: Kaffe og kage"):
        assert line in shown

    assert 'name="based_on" value="1"' in shown
    activity.refresh_from_db()
    activity.node.refresh_from_db()
    assert (activity.description, activity.node.occurred_on, activity.revision) == ("Te", D(2026, 3, 2), 1)
    again = client.post(
        address, {"title": "Opstart", "on": "5. marts 2026", "description": "Kaffe, te", "based_on": "1"}
    )
    assert again.status_code == 302
    assert [version.rows[0]["description"] for version in partnership.versions.all()] == ["Kaffe", "Te", "Kaffe, te"]


def test_what_both_wrote_alike_is_no_conflict(cast: Cast, partnership: Partnership) -> None:
    activity = plan(cast, partnership, "Opstart")
    plans.change(by=cast.alice, activity=activity, title="Opstart", place="Hallen", based_on=0)
    plans.change(by=cast.alice, activity=activity, title="Opstart", place="Hallen", based_on=0)
    with pytest.raises(texts.Conflict) as conflict:
        plans.change(by=cast.alice, activity=activity, title="Opstart", place="Skolen", based_on=0)
    assert conflict.value.mine == "Aktivitet: Opstart\nSted: Skolen"


class TestApproval:
    @pytest.fixture
    def partners(self, cast: Cast, partnership: Partnership) -> Partnership:
        cast.partnership.partners.add(cast.elsewhere)
        plan(cast, partnership, "Opstart")
        return partnership

    def member_of_elsewhere(self, cast: Cast, role: str) -> people.Actor:
        person = people.add_person(by=people.job("test"), name=f"Elses {role}", is_invented=True)
        people.give_role(
            by=people.job("test"),
            person=person,
            role=role,
            organisation=cast.elsewhere,
            circle=cast.partnership,
            from_on=SINCE,
        )
        return people.actor_for(person)

    def approve(self, by: people.Actor, partnership: Partnership, organisation: Any, number: int = 1) -> PlanApproval:
        return version_actions.approve(by=by, partnership=partnership, number=number, organisation=organisation)

    def test_a_version_is_approved_by_each_partner_and_a_change_is_not_approved_yet(
        self, cast: Cast, partners: Partnership, browse: Browse
    ) -> None:
        self.approve(cast.alice, partners, cast.municipality)
        self.approve(cast.alice, partners, cast.municipality)
        assert "Mangler Anden Kommune." in page(browse(cast.alice), "plan", partners.pk)
        self.approve(self.member_of_elsewhere(cast, "member"), partners, cast.elsewhere)
        assert "Godkendt af alle parter" in page(browse(cast.alice), "plan", partners.pk)
        assert PlanApproval.objects.count() == 2
        plan(cast, partners, "Samtaler")
        found = version_queries.approval(partners)

        assert (found.is_whole, found.earlier, len(found.missing)) == (False, 1, 2)
        shown = page(browse(cast.alice), "plan", partners.pk)
        assert "Ikke godkendt endnu" in shown
        assert "Se, hvad der er ændret siden udgave 1" in shown

    @pytest.mark.parametrize("role", ["staff", "politician", "secretary"])
    def test_only_who_coordinates_directs_or_is_chosen_approves(
        self, cast: Cast, partners: Partnership, role: str
    ) -> None:
        with pytest.raises(NotAllowed):
            self.approve(self.member_of_elsewhere(cast, role), partners, cast.elsewhere)

    def test_nobody_approves_for_another(self, cast: Cast, partners: Partnership) -> None:
        for by, organisation in (
            (cast.alice, cast.elsewhere),
            (cast.charlie, cast.elsewhere),
            (cast.charlie, cast.municipality),
        ):
            with pytest.raises(NotAllowed):
                self.approve(by, partners, organisation)
        assert PlanApproval.objects.count() == 0

    def test_an_older_version_is_not_approved(self, cast: Cast, partners: Partnership) -> None:
        plan(cast, partners, "Samtaler")
        with pytest.raises(Refused, match="Planen er ændret, siden du åbnede siden"):
            self.approve(cast.alice, partners, cast.municipality, number=1)
        PlanVersion.objects.all().delete()
        with pytest.raises(Refused, match="Planen er tom"):
            self.approve(cast.alice, partners, cast.municipality)


class TestTheCalendar:
    def test_everybody_gets_only_what_is_public(self, cast: Cast, partnership: Partnership, browse: Browse) -> None:
        plan(cast, partnership, "Kanariefugl", on=D(2026, 3, 1))
        address = reverse("partnerships:plan_feed", args=[partnership.pk])
        assert Client().get(address).status_code == 404
        assert browse(cast.alice).get(address).status_code == 404
        partnership.node.visibility = "public"
        partnership.node.save()
        response = browse(cast.alice).get(address)
        assert "Kanariefugl" not in response.content.decode()

    def test_ones_own_link_ends_with_ones_role_and_with_a_new_link(self, cast: Cast, partnership: Partnership) -> None:
        plan(cast, partnership, "Kanariefugl", on=D(2026, 3, 1), starts=dt.time(9), ends=dt.time(10))
        first = plans.issue_calendar(by=cast.alice, partnership=partnership)
        second = plans.issue_calendar(by=cast.alice, partnership=partnership)

        def fetched(token: str) -> tuple[int, bool]:
            response = Client().get(reverse("partnerships:own_feed", args=[token]))
            return response.status_code, "Kanariefugl" in response.content.decode()

        assert fetched(first) == (404, False)
        assert fetched(second) == (200, True)
        for role in cast.person(cast.alice).roles.all():
            people.end_role(by=people.job("test"), role=role, on=D(2026, 1, 1))
        assert fetched(second) == (404, False)
        plans.stop_calendar(by=cast.alice, partnership=partnership)
        assert Pass.objects.filter(revoked_at__isnull=True).count() == 0

    def test_guessing_is_stopped(self, cast: Cast, partnership: Partnership) -> None:
        for _try in range(10):
            assert Client().get(reverse("partnerships:own_feed", args=["AAAA-AAAA-AAAA"])).status_code == 404
        assert Client().get(reverse("partnerships:own_feed", args=["AAAA-AAAA-AAAA"])).status_code == 403

    def test_nobody_in_particular_has_no_link(self, cast: Cast, partnership: Partnership) -> None:
        with pytest.raises(Refused, match="Log ind"):
            plans.issue_calendar(by=people.NOBODY, partnership=partnership)

    def test_an_activity_without_a_clock_is_a_whole_day_and_one_without_a_day_says_so(
        self, cast: Cast, partnership: Partnership, browse: Browse
    ) -> None:
        whole = plan(cast, partnership, "Opstart", on=D(2026, 3, 1))
        month = plan(cast, partnership, "Samtaler", period="Marts/april")
        client = browse(cast.alice)
        response = client.get(reverse("partnerships:calendar", args=[whole.pk]))
        assert "DTSTART;VALUE=DATE:20260301" in response.content.decode()
        response = client.get(reverse("partnerships:calendar", args=[month.pk]))
        assert response.status_code == 404
        assert "Aktiviteten har ingen dag endnu" in response.content.decode()


class TestPages:
    @pytest.mark.parametrize("number", [1, 3])
    @pytest.mark.parametrize(
        ("name", "queries_made"),
        [("plan", 9), ("plan_month", 6), ("plan_line", 6), ("plan_paper", 10), ("plan_versions", 8)],
    )
    def test_a_page_costs_the_same_for_one_and_for_three(
        self,
        cast: Cast,
        partnership: Partnership,
        browse: Browse,
        name: str,
        queries_made: int,
        number: int,
        django_assert_num_queries: Any,
    ) -> None:
        for at in range(number):
            plan(cast, partnership, f"Møde {at}", on=D(2026, 3, 1 + at))

        client = browse(cast.alice)
        page(client, name, partnership.pk)
        with django_assert_num_queries(queries_made):
            shown = page(client, name, partnership.pk)

        assert shown.count("En ny aktivitet") == number if name == "plan_versions" else "Møde 0" in shown

    @pytest.mark.parametrize(
        "name", ["plan", "plan_month", "plan_line", "plan_paper", "plan_versions", "plan_calendar", "plan_pdf"]
    )
    def test_an_empty_plan_says_what_to_do(
        self, cast: Cast, partnership: Partnership, browse: Browse, name: str
    ) -> None:
        response = browse(cast.alice).get(reverse(f"partnerships:{name}", args=[partnership.pk]))
        assert response.status_code == 200

    def test_a_month_shows_its_days_and_what_lies_somewhere_in_it(
        self, cast: Cast, partnership: Partnership, browse: Browse
    ) -> None:
        plan(cast, partnership, "Opstart", on=D(2026, 3, 31))
        plan(cast, partnership, "Samtaler", period="April/maj")
        plan(cast, partnership, "En dag", time_text="når kornet er høstet")
        client = browse(cast.alice)
        march = page(client, "plan_month", partnership.pk, maaned="2026-03")

        assert "tirsdag den </span>31." in march
        assert "Samtaler" not in march
        may = page(client, "plan_month", partnership.pk, maaned="2026-05")
        assert may.count("Samtaler</a>: April/maj (året er ikke sagt)") == 1
        assert "En dag" in may
        for wrong in ("2026-13", "x", "", "2026-1", "99999-01"):
            page(client, "plan_month", partnership.pk, maaned=wrong)

    def test_two_versions_are_compared_either_way(self, cast: Cast, partnership: Partnership, browse: Browse) -> None:
        for title in ("Opstart", "Samtaler", "Opsamling"):
            plan(cast, partnership, title)
        client = browse(cast.alice)
        for number, against in ((3, "1"), (1, "3")):
            shown = page(client, "plan_version", partnership.pk, number, mod=against)
            assert "Fra udgave 1 til udgave 3" in shown
            assert shown.count("<strong>Kom til:</strong>") == 2
        assert "Kom til" not in page(client, "plan_version", partnership.pk, 1)
        assert (
            client.get(reverse("partnerships:plan_version", args=[partnership.pk, 1]), {"mod": "77"}).status_code == 404
        )
        assert "Fra udgave 2 til udgave 3" in page(client, "plan_version", partnership.pk, 3, mod="²")

    def test_a_version_shows_no_row_that_the_reader_may_not_see(
        self, cast: Cast, partnership: Partnership, browse: Browse
    ) -> None:
        hidden = plan(cast, partnership, "Kanariefugl")
        partnership.node.visibility = "public"
        partnership.node.save()
        plan(cast, partnership, "Åbent møde")
        assert hidden.node.visibility == "circle"
        for name, arguments in (("plan_versions", ()), ("plan_version", (2,)), ("plan", ()), ("plan_paper", ())):
            shown = page(browse(cast.charlie), name, partnership.pk, *arguments)
            assert "Kanariefugl" not in shown

    def test_a_clock_without_a_day_is_refused(self, cast: Cast, partnership: Partnership, browse: Browse) -> None:
        address = reverse("partnerships:new_activity", args=[partnership.pk])
        response = browse(cast.alice).post(address, {"title": "Møde", "starts": "8.30"})
        assert response.status_code == 422
        assert "Skriv også datoen" in unescape(response.content.decode())
        assert Activity.objects.count() == 0


class TestAShortCourse:
    @staticmethod
    def sends(ends_on: str, organisations: str, people: str, between: str) -> dict[str, str]:
        return {
            "begins_on": "7. september 2026",
            "ends_on": ends_on,
            "most_organisations": organisations,
            "most_people": people,
            "most_days_between": between,
        }

    LIMITS = intensive_rules.Limits(D(2026, 9, 7), D(2026, 10, 30))

    def test_one_press_makes_a_plan_that_keeps_its_own_promises(
        self, cast: Cast, partnership: Partnership, browse: Browse
    ) -> None:
        sent = self.sends(ends_on="30/10/2026", organisations="4", people="16", between="14")
        response = browse(cast.alice).post(reverse("partnerships:intensive", args=[partnership.pk]), sent)

        assert response.status_code == 302
        rows = rows_of(cast, partnership)
        assert [row.activity.node.occurred_on for row in rows] == [
            D(2026, 9, 7),
            D(2026, 9, 18),
            D(2026, 9, 28),
            D(2026, 10, 9),
            D(2026, 10, 19),
            D(2026, 10, 30),
        ]
        assert all(row.activity.level and row.activity.method and row.activity.aim for row in rows)
        assert plan_queries.broken(Partnership.objects.get(pk=partnership.pk), rows) == ()
        entry = JournalEntry.objects.get(verb="partnership.made_intensive")
        assert entry.data == {"ends": "2026-10-30"}

    def test_what_breaks_it_is_told(self, cast: Cast, partnership: Partnership, browse: Browse) -> None:
        plans.make_intensive(by=cast.alice, partnership=partnership, limits=self.LIMITS)
        late = plan(cast, partnership, "Efterspil", on=D(2026, 12, 1))
        shown = page(browse(cast.alice), "plan", partnership.pk)
        assert "»Efterspil« ligger den 1. december 2026, efter at forløbet slutter den 30. oktober 2026." in shown
        assert "Der er 32 dage op til »Efterspil«." in shown
        plans.move(by=cast.alice, activity=late, state="cancelled")
        assert "Det her bryder forløbet" not in page(browse(cast.alice), "plan", partnership.pk)

    def test_an_existing_plan_is_kept(self, cast: Cast, partnership: Partnership) -> None:
        plan(cast, partnership, "Opstart")
        plans.make_intensive(by=cast.alice, partnership=partnership, limits=self.LIMITS)
        assert [row.wording for row in rows_of(cast, partnership)] == ["Opstart"]
        with pytest.raises(Refused, match="allerede et kort forløb"):
            plans.make_intensive(by=cast.alice, partnership=partnership, limits=self.LIMITS)

    def test_the_promises_can_be_changed(self, cast: Cast, partnership: Partnership, browse: Browse) -> None:
        plans.make_intensive(by=cast.alice, partnership=partnership, limits=self.LIMITS)
        sent = self.sends(ends_on="16/10/2026", organisations="2", people="9", between="10")
        client = browse(cast.alice)
        assert client.post(reverse("partnerships:intensive", args=[partnership.pk]), sent).status_code == 302
        made = Intensity.objects.get()
        assert (made.ends_on, made.most_organisations, made.most_people) == (D(2026, 10, 16), 2, 9)
        assert 'value="16/10/2026"' in page(client, "intensive", partnership.pk)
        assert JournalEntry.objects.filter(verb="partnership.limits_changed").count() == 1


def test_remembered_figures_keep_their_dash(cast: Cast, partnership: Partnership) -> None:
    made = attendance_actions.remember(
        by=cast.alice,
        partnership=partnership,
        source=partnership.node,
        title="Tabel 2",
        header=["", "Struer"],
        rows=[["Feltarbejde", "-"]],
    )
    assert made.rows == [["Feltarbejde", "-"]]
    with pytest.raises(Refused, match="lige så mange felter"):
        attendance_actions.remember(
            by=cast.alice, partnership=partnership, source=partnership.node, title="x", header=["a"], rows=[["a", "b"]]
        )

    assert Person.objects.filter(name="x").count() == 0
