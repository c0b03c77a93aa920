"""Ways in which a text says that its second item of three is closed, or open, or leaves it in doubt: one table, many layouts.

Each row: how it is printed (`{}` stands for the title), and what a careful reader makes of the second item: "closed", "open",
"ask" (a person must say), "silent" (nothing speaks of it).
"""

from __future__ import annotations

from collections.abc import Callable

TITLES = ("Godkendelse af dagsorden", "Køb af Dompapgården", "Eventuelt")

# Beside the title, on its line.
ON_THE_LINE: list[tuple[str, str]] = [
    ("Lukket: {}", "closed"),
    ("LUKKET: {}", "closed"),
    ("Lukket - {}", "closed"),
    ("Lukket – {}", "closed"),
    ("Lukket punkt: {}", "closed"),
    ("Lukket punkt - {}", "closed"),
    ("LUKKET PUNKT: {}", "closed"),
    ("Lukket sag: {}", "closed"),
    ("Lukket sag – {}", "closed"),
    ("Lukket dagsordenspunkt: {}", "closed"),
    ("(Lukket) {}", "closed"),
    ("[Lukket] {}", "closed"),
    ("*Lukket* {}", "closed"),
    ("(lukket punkt) {}", "closed"),
    ("(L) {}", "closed"),
    ("[L] {}", "closed"),
    ("Fortroligt: {}", "closed"),
    ("FORTROLIGT - {}", "closed"),
    ("Fortrolig sag: {}", "closed"),
    ("Ikke-offentligt: {}", "closed"),
    ("Ikke offentligt punkt: {}", "closed"),
    ("Ej offentlig: {}", "closed"),
    ("L U K K E T: {}", "closed"),
    ("Luk\u00adket: {}", "closed"),
    ("ＬＵＫＫＥＴ: {}", "closed"),
    ("{} (lukket)", "closed"),
    ("{} (Lukket)", "closed"),
    ("{} (LUKKET PUNKT)", "closed"),
    ("{} (lukket punkt)", "closed"),
    ("{} (lukket sag)", "closed"),
    ("{} [lukket]", "closed"),
    ("{} - lukket", "closed"),
    ("{} – Lukket punkt", "closed"),
    ("{}, lukket", "closed"),
    ("{}, lukket punkt", "closed"),
    ("{} / lukket", "closed"),
    ("{} | Lukket", "closed"),
    ("{}\tLukket", "closed"),
    ("{} (L)", "closed"),
    ("{} [L]", "closed"),
    ("{} (fortroligt)", "closed"),
    ("{}, fortroligt", "closed"),
    ("{} (ikke-offentligt)", "closed"),
    ("{} (ikke offentlig)", "closed"),
    ("{} (ej offentlig)", "closed"),
    ("{} (lukket, jf. styrelseslovens § 10)", "closed"),
    ("{} (lukket punkt jf. styrelseslovens § 10, stk. 2)", "closed"),
    ("{} (behandles for lukkede døre)", "closed"),
    ("{} - for lukkede døre", "closed"),
    ("{} (for lukkede doere)", "closed"),
    ("Personalesag, lukket: {}", "closed"),
    ("Lukket pkt.: {}", "closed"),
    ("{} <Lukket>", "closed"),
    ("{} {{{{Lukket}}}}", "closed"),
    ("{} (delvist lukket)", "closed"),
    ("{} (lukkes)", "closed"),
    ("{} (ikke åben)", "closed"),
    ("{} (ikke åbent punkt)", "closed"),
    ("{} (kun for medlemmer)", "ask"),
    ("{} (må ikke refereres)", "ask"),
    ("Internt punkt: {}", "ask"),
    ("Åben: {}", "open"),
    ("Åbent punkt: {}", "open"),
    ("{} (åben)", "open"),
    ("{} (Åbent punkt)", "open"),
    ("{} (aaben)", "open"),
    ("{} og lukketider i skolen", "silent"),
    ("{} i den lukkede skole", "silent"),
]
# On a line of its own, right under the title.
UNDER_THE_TITLE: list[tuple[str, str]] = [
    ("Lukket", "closed"),
    ("LUKKET", "closed"),
    ("Lukket punkt", "closed"),
    ("Lukket sag", "closed"),
    ("(Lukket)", "closed"),
    ("[Lukket]", "closed"),
    ("- Lukket -", "closed"),
    ("*** LUKKET ***", "closed"),
    ("L U K K E T", "closed"),
    ("L U K K E T   P U N K T", "closed"),
    ("Lukket punkt.", "closed"),
    ("Dette punkt er lukket.", "closed"),
    ("Punktet er lukket.", "closed"),
    ("Punktet er lukket", "closed"),
    ("Sagen er lukket.", "closed"),
    ("Punktet behandles for lukkede døre.", "closed"),
    ("Behandles for lukkede døre", "closed"),
    ("Behandlet for lukkede døre.", "closed"),
    ("Drøftes bag lukkede døre", "closed"),
    ("For lukkede døre", "closed"),
    ("Fortroligt", "closed"),
    ("FORTROLIGT", "closed"),
    ("Fortrolig sag", "closed"),
    ("Fortroligt punkt", "closed"),
    ("Ikke-offentligt", "closed"),
    ("Ikke offentligt punkt", "closed"),
    ("Ej offentlig", "closed"),
    ("Ikke til offentliggørelse", "closed"),
    ("Må ikke offentliggøres", "closed"),
    ("Undtaget fra offentlighed", "closed"),
    ("Punkttype: Lukket", "closed"),
    ("Punkttype: Lukket punkt", "closed"),
    ("Sagstype: Lukket", "closed"),
    ("Type: Lukket", "closed"),
    ("Status: Lukket", "closed"),
    ("Adgang: Lukket", "closed"),
    ("Adgang: Fortrolig", "closed"),
    ("Offentlighed: Lukket", "closed"),
    ("Åben/lukket: Lukket", "closed"),
    ("Åbent/Lukket: Lukket", "closed"),
    ("Åbent punkt: Nej", "closed"),
    ("Aabent punkt: nej", "closed"),
    ("Åben sag: Nej", "closed"),
    ("Åbent: Nej", "closed"),
    ("Offentlig: Nej", "closed"),
    ("Offentligt punkt: Nej", "closed"),
    ("Offentliggøres: Nej", "closed"),
    ("Publiceres: Nej", "closed"),
    ("Lukket punkt: Ja", "closed"),
    ("Lukket: Ja", "closed"),
    ("Lukket: X", "closed"),
    ("Fortroligt: Ja", "closed"),
    ("Punkttype\nLukket", "closed"),
    ("PUNKTTYPE\n\nLukket", "closed"),
    ("Åbent punkt\nNej", "closed"),
    ("Lukket, jf. styrelseslovens § 10", "closed"),
    ("Lukket punkt, jf. kommunestyrelseslovens § 10, stk. 2", "closed"),
    ("Lukket punkt efter sundhedslovens § 40", "closed"),
    ("Sagen behandles lukket, jf. styrelseslovens § 10.", "closed"),
    ("Åbent/lukket møde: Lukket", "closed"),
    ("Offentligt tilgængelig: Nej", "closed"),
    ("Lukket (ja/nej): ja", "closed"),
    ("Er åben: false", "closed"),
    ("Dette dagsordenspunkt er ikke åbent.", "closed"),
    ("Punktet refereres ikke i det åbne referat", "ask"),
    ("Punktet udgår af det offentlige referat", "ask"),
    ("Dørene lukkedes.", "ask"),
    ("Kun til bestyrelsens brug", "ask"),
    ("Personfølsomme oplysninger", "ask"),
    ("Synlighed: Intern", "ask"),
    ("Jf. styrelseslovens § 10", "ask"),
    ("Personalesag", "ask"),
    ("Behandles for lukkede\ndøre", "closed"),
    ("Åbent punkt", "open"),
    ("Åben sag", "open"),
    ("Åben", "open"),
    ("Åbent punkt: Ja", "open"),
    ("Lukket punkt: Nej", "open"),
    ("Lukket: Nej", "open"),
    ("Fortroligt: Nej", "open"),
    ("Punkttype: Åben", "open"),
    ("Offentlig: Ja", "open"),
    ("Åben/lukket: Åben", "open"),
    ("Skolen er lukket i uge 7.", "silent"),
    ("Caféerne har været lukket siden marts.", "silent"),
    ("Svømmehallens lukketider er ændret.", "silent"),
    ("Lukkede punkter: Ingen", "silent"),
    ("Der var ingen lukkede punkter", "silent"),
    ("Punktet er åbent, men et lukket punkt om prisen følger.", "ask"),
    ("Drøftelsen af købet er fortrolig i sagens nuværende fase, og salget omtales derfor ikke.", "ask"),
]
# On a line of its own above the second item, where a group of items begins; the third item goes with it.
ABOVE_THE_GROUP: list[tuple[str, str]] = [
    ("Lukket dagsorden", "closed"),
    ("LUKKET DAGSORDEN", "closed"),
    ("Lukket dagsorden:", "closed"),
    ("Lukkede punkter", "closed"),
    ("LUKKEDE PUNKTER:", "closed"),
    ("Lukkede sager", "closed"),
    ("Lukkede dagsordenspunkter", "closed"),
    ("Lukket møde", "closed"),
    ("LUKKET MØDE", "closed"),
    ("Lukket del", "closed"),
    ("Lukket del af dagsordenen", "closed"),
    ("Møde for lukkede døre", "closed"),
    ("Sager for lukkede døre", "closed"),
    ("B. SAGER FOR LUKKEDE DØRE", "closed"),
    ("Til behandling - for lukkede døre", "closed"),
    ("Punkter til behandling bag lukkede døre", "closed"),
    ("Til behandling\n- for lukkede\ndøre", "closed"),
    ("Dagsorden (lukket)", "closed"),
    ("Dagsorden - lukket", "closed"),
    ("Fortrolige punkter", "closed"),
    ("Ikke-offentlige punkter", "closed"),
    ("Ikke offentlig dagsorden", "closed"),
    ("Ej offentlige sager", "closed"),
    ("Lukkede pkt.", "closed"),
    ("Lukket tillægsdagsorden", "closed"),
    ("Lukket bestyrelsesmøde", "closed"),
    ("Åben dagsorden", "open"),
    ("Åbne punkter", "open"),
    ("Sager for åbne døre", "open"),
    ("Offentlige punkter", "open"),
]

Layout = Callable[[str, str, str], str]


def region(title: str, under: str, above: str) -> str:
    """Print three items with case numbers and headings; `under` and `above` are the second's lines."""
    head = "Referat: Sundhedsudvalget, 3. marts 2026\n\nMødedato: 3. marts 2026\nMødested: Mødelokale 1\n\n"
    return head + "\n".join(
        f"{above if nth == 1 else ''}Punkt {nth + 1}: {words}\n{under if nth == 1 else ''}26/10{nth}\n\nSagsfremstilling\n\n"
        f"Udvalget har fået et notat om emne nummer {'ABC'[nth]}.\n\nBeslutning\n\nGodkendt.\n"
        for nth, words in enumerate((TITLES[0], title, TITLES[2]))
    )


def plain(title: str, under: str, above: str) -> str:
    """Print three numbered items without headings, as associations do."""
    head = "Referat af møde i Ældrerådet den 3. marts 2026 kl. 10.00\n\n"
    return head + "\n".join(
        f"{above if nth == 1 else ''}{nth + 1}. {words}\n{under if nth == 1 else ''}Rådet talte om emne nummer {'ABC'[nth]}.\n"
        for nth, words in enumerate((TITLES[0], title, TITLES[2]))
    )


def contents(title: str, under: str, above: str) -> str:
    """Print the region's layout below a list of contents, in which the wording stands too."""
    rows = [
        f"{nth + 1}. {words.replace(chr(9), ' ')}........ {nth + 2}"
        for nth, words in enumerate((TITLES[0], title, TITLES[2]))
    ]
    whole = region(title, under, above)
    return whole.replace(
        "Mødested: Mødelokale 1\n", "Mødested: Mødelokale 1\n\nIndholdsfortegnelse\n" + "\n".join(rows) + "\n", 1
    )


LAYOUTS: dict[str, Layout] = {"region": region, "plain": plain, "contents": contents}


def written() -> list[tuple[str, str, str, str]]:
    """Return every wording in every layout: a name, the text, what item 2 is, and what item 3 is."""
    rows = []
    for name, layout in LAYOUTS.items():
        for words, told in ON_THE_LINE:
            rows.append((f"{name} {words}", layout(words.format(TITLES[1]), "", ""), told, "silent"))
        for words, told in UNDER_THE_TITLE:
            rows.append((f"{name} / {words}", layout(TITLES[1], f"{words}\n", ""), told, "silent"))
        for words, told in ABOVE_THE_GROUP:
            rows.append((f"{name} ^ {words}", layout(TITLES[1], "", f"{words}\n\n"), told, told))
    return rows


WORN: dict[str, Callable[[str], str]] = {
    "one line": lambda text: " ".join(text.split()),
    "one line a page": lambda text: "\n\n".join(" ".join(page.split()) for page in text.split("\n\n")),
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "no empty lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "capitals": str.upper,
    "plain letters": lambda text: text.translate(
        str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "Å": "Aa", "Ø": "Oe"})
    ),
    "lost letters": lambda text: text.translate(str.maketrans(dict.fromkeys("åøæÅØÆ", "?"))),
    "indented": lambda text: text.replace("\n", "\n      "),
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
    "no headings": lambda text: text.replace("Sagsfremstilling\n", "").replace("Beslutning\n", ""),
    "no numbers": lambda text: text.replace("Punkt 2: ", "").replace("2. ", ""),
}
"""The same texts as exports and copying wear them down."""
