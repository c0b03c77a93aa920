"""Minutes in the manner of those who are no municipality: invented, each with words where no parser expects them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "grundejerforening": """Grundejerforeningen Lærkevang
Ordinær generalforsamling torsdag den 14. marts 2024 kl. 19 i fælleshuset

Formanden bød velkommen til de 31 fremmødte. Der blev budt på kaffe.

Dagsorden iflg. vedtægterne:
1 Valg af dirigent
Ole blev valgt og konstaterede, at indkaldelsen var lovlig.
2 Formandens beretning
Året gik med kloakken. Vandet stod i kælderen hos nr. 7 og 9.
Beretningen blev godkendt med akklamation.
3 Regnskab
Kassereren gennemgik tallene. Overskud 12.400 kr.
4 Indkomne forslag
a. Hække må være 1,80 m. Vedtaget med 20 mod 9.
b. Legeplads. Nedsat udvalg: Tina, Bo og Lis.
5 Evt.
Husk fastelavn!

Referent: Lis
""",
    "menighedsråd": """Menighedsrådsmøde i Sct. Annes sogn

Tirsdag d. 6. februar 2024 kl. 18.30 i konfirmandstuen. Afbud: Jens Holm.

ad 1) Indledning ved præsten. Vi sang nr. 4.

ad 2) Siden sidst
Graveren fortalte om træerne. To er væltet.
Kirkeværgen indhenter tilbud.

ad 3) Økonomi. Kvartalsrapporten blev taget til efterretning.

ad 4) Personale - lukket punkt
Drøftet.

Næste møde: 5. marts. Kaffe: Grethe.
""",
    "skolebestyrelse": """Lyngskolen - Skolebestyrelsen
Referat 12/9-2023
Til stede: Per, Nete, Brian (elev), Birte
Ikke til stede: Dorte

Kl. 17.00 - 17.10  Godkendelse af referat
Ingen bemærkninger

Kl. 17.10 - 17.40  Trivsel
Birte viste tallene fra målingen.
  * 4. årgang ligger lavt
  * toiletterne er et problem
Beslutning: ledelsen kommer med en plan

Kl. 17.40 - 18.00  Evt.
Skolefest den 1. november
""",
    "docplayer 2002": "1 Ager Kommune Socialudvalget Referat Dato: 3. april 2002 Kl. 8.30 Sted: Lokale 2 Afbud: Ingen "
    "2 Side 1 Åben sag 14. "
    "Aktivitetspulje J.nr.: 16.06 Sagsid.: 77 Der er kommet tre ansøgninger. Indstilling: Udvalget indstiller, at pengene deles. "
    "Socialudvalgets beslutning Godkendt. 15. Meddelelser Intet. Underskrifter: ______ ______ åben",
    "handicapråd": """HANDICAPRÅDET

MØDE NR. 3/2022

Velkomst v. formanden

EMNE: Tilgængelighed på stationen
Hvem: Jette
Hvad blev sagt: Elevatoren er i stykker hver uge.
Hvad gør vi: Brev til Banedanmark.

EMNE: Nyt fra kommunen
Hvem: Søren
Hvad blev sagt: Budgettet er stramt.

MØDET SLUT 20.15
""",
    "ældreråd nummereret med romertal": """Ældrerådet 5. maj 2021

I. Godkendelse af dagsorden
   Godkendt.
II. Madservice
   Maden er for kold på Møllegården. Karen har talt med køkkenet.
III. Eventuelt
   Udflugten går til Rebild.
""",
    "mail": """Hej alle

Tak for i går. Her er hvad vi aftalte:

- Bo ringer til hallen
- Lis skriver til avisen
- Vi mødes igen den 4. juni kl. 10

Jeg har vedhæftet regnskabet. Sig til, hvis I har rettelser!

Mvh Tina
""",
    "tabel": "Punkt\tBeslutning\tAnsvarlig\n1 Velkomst\tTaget til efterretning\tBo\n2 Budget\tGodkendt med en bemærkning om husleje\tLis\n"
    "3 Evt.\tIntet\t-\nNoter i marginen: husk nøglen til skabet\n",
    "kort": "Referat\nIngen mødte op.\n",
    "kun tegn": "* * *\n---\n§ 1\n(1)\n[x] [ ]\n",
    "lang titel": "Punkt 1: " + "Et meget langt punkt om mange ting " * 30 + "\nBeslutning\nGodkendt.\n",
    "bilag med semikolon": "Punkt 1: Budget\nSagsnr. 24/1\nBeslutning\nGodkendt.\n"
    "Bilag\nNotat; del 1; rev. 2; endelig; med bilag\nRegneark (H)\n",
    "to ens overskrifter": "Punkt 1: Budget\nSagsnr. 24/1\n"
    "Økonomi\nFørste.\nØkonomiske konsekvenser\nAnden.\nIndstilling\nat at x,.\nBeslutning\nGodkendt.\n",
    "klub": """Bestyrelsesmøde BK Fremad
Onsdag
Mødt: 5 af 7

PUNKT A - banerne
Banerne er lukket til 1. april. Kommunen slår græsset.

PUNKT B - sponsorer
Brugsen giver 5.000.

Herefter spillede vi billard.
""",
}
