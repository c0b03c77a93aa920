"""The word lists that `identity` reads by: how Danish streets end, what follows a number that is no house, kin, first names."""

from __future__ import annotations

# Endings that only streets have, also in small letters.
STREET_ENDS = (
    "vej",
    "vejen",
    "gade",
    "gaden",
    "stræde",
    "strædet",
    "allé",
    "alle",
    "allè",
    "alléen",
    "boulevard",
    "boulevarden",
    "vænget",
    "vænge",
    "svinget",
    "gyden",
    "gyde",
    "passagen",
    "kvarteret",
)
# Endings that other words have too: only in a name with a capital and a number behind it.
STREET_ENDS_WEAK = tuple(
    """
    plads pladsen torv torvet park parken bakke bakken bakker have haven haver toft toften tofte mark marken
    marker skov skoven ager ageren agre lund lunden sti stien gård gården krog krogen dal dalen høj højen kær
    kæret løkke løkken eng engen enge kaj kajen havn havnen brygge bryggen bro broen kanal kanalen ring ringen
    sving slippen smøgen banke banken brink brinken ås åsen hegn hegnet dige diget led leddet holm holmen kløft
    kløften skrænt skrænten vang vangen bjerg bjerget huse husene hus huset odde odden strand stranden led port
    porten næs næsset sø søen å åen kilde kilden mølle møllen kirke by byen center centret centeret terrasse
    terrassen løbet løb side siden dam dammen rækken række husrækken kollegiet voldgade vold volden alleen borg
    borgen stræde tvær tværvej buen hjørnet kvarter torp rup bo
    """.split()
)
# Words that end like a street and are none.
NO_STREET = frozenset(
    """
    vej gade vejen gaden omvej genvej motorvej motorvejen udvej undervej landevej landevejen hovedvej hovedvejen
    cykelvej gågade gågaden sidevej sidegade indvej adgangsvej vandvej luftvej urinvej livsvej halvvej
    tilbagevej hjemvej side by byen hus huse alle allerede siden have led park skov bo mark havn kirke center å
    sø sti bro ring høj afdeling tog bus linje
    """.split()
)
NUMBER_WORDS = (
    "et",
    "to",
    "tre",
    "fire",
    "fem",
    "seks",
    "syv",
    "otte",
    "ni",
    "ti",
    "elleve",
    "tolv",
    "tretten",
    "fjorten",
    "femten",
    "seksten",
    "sytten",
    "atten",
    "nitten",
    "tyve",
)
DIGITS = ("nul", "en", "et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni")
TENS = (
    r"(?:(?:en|et|to|tre|fire|fem|seks|syv|otte|ni)[ -]?og[ -]?)?"
    r"(?:tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems)"
)
TWO_DIGITS = rf"{TENS}|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|nul[ -](?:{'|'.join(DIGITS)})"
ORDINALS = tuple(
    """
    første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende fjortende
    femtende sekstende syttende attende nittende tyvende enogtyvende toogtyvende treogtyvende fireogtyvende
    femogtyvende seksogtyvende syvogtyvende otteogtyvende niogtyvende tredivte enogtredivte
    """.split()
)
# What stands behind a number that counts something.
UNITS = (
    *"""
    år års årig årige dag dage døgn uge uger måned måneder mdr time timer min minut minutter sekunder kr kroner
    km kilometer meter m cm kg kilo liter gang gange pct procent % personer mennesker beboere borgere børn stop
    stoppesteder steder biler busser huse lejligheder unge ældre mænd kvinder hold møder mio mia tusind januar
    februar marts april maj juni juli august september oktober november december
    """.split(),
    "og en halv",
    "i træk",
    "af os",
    "af dem",
    *(f"i {word}" for word in ("går", "dag", "morgen")),
)
_KIN = tuple(
    """
    mand kone hustru kæreste samlever ægtefælle eksmand ekskone eks søn sønnen datter datteren barn barnebarn
    bror broren broder søster søsteren mor moren moder far faren fader mormor morfar farmor farfar moster faster
    onkel tante fætter kusine niece nevø svigermor svigerfar svigersøn svigerdatter svigerinde svoger stedfar
    stedmor papfar papmor nabo naboen genbo genboen ven vennen veninde veninden kammerat kollega kollegaen chef
    chefen leder lederen læge lægen overlægen sygeplejersken hjemmehjælperen hjemmehjælper sagsbehandleren
    socialrådgiveren kontaktperson kontaktpersonen tovholderen pårørende værge drengen pigen tvilling tvillingen
    psykologen fysioterapeuten jordemoderen pædagogen læreren præsten udlejeren viceværten formanden
    borgmesteren
    """.split()
)
RELATIVES = tuple(sorted(_KIN, key=len, reverse=True))
# Words that stand with a capital, or behind "jeg hedder", and are no name.
NO_NAME = frozenset(
    """
    jeg du han hun den det de vi i man men og eller at der som en et her så nu da når hvis fordi på til fra med
    om af for var er har hvor hvad hvem også ikke noget ingen ingenting sådan samme alle mig mit min mine din
    dit dine sin hans hendes vores deres jeres dem os ham hende dig jer tak kære hej nej ja jo efter før ved
    under over hos altså bare kun mange nogle andre anden andet selv siden mens imens desuden derfor dog endelig
    engang mandag tirsdag onsdag torsdag fredag lørdag søndag jul påske pinse danmark dansk kommunen kommune
    region regionen lægehuset sygehuset hospitalet hjemmeplejen jobcentret jobcenteret borgerservice hallen
    bussen toget alt allerede aldrig altid hver hvornår hvordan skal vil kan må bor kommer og/eller stadig
    ellers nok faktisk vist hvert denne dette disse samtale forening foreningen tovholder koordinator venlig
    kærlig hilsen mvh store lille ny gl
    """.split()
)
# First names that many in Denmark bear (Danmarks Statistik, navne i hele befolkningen); names that are also common words are left out.
COMMON_NAMES = tuple(
    """
    Anne Mette Kirsten Hanne Anna Helle Susanne Lene Maria Marianne Inge Karen Lone Bente Camilla Pia Jette
    Charlotte Louise Inger Tina Gitte Birgit Birgitte Bodil Christina Kristina Dorte Dorthe Eva Ida Julie Karin
    Laura Lis Lisbeth Lise Maja Mathilde Merete Nanna Rikke Sara Sarah Signe Sofie Sofia Sanne Stine Tove Trine
    Ulla Vibeke Else Ellen Elin Emma Freja Grethe Heidi Ingrid Jytte Katrine Kathrine Linda Line Malene Annette
    Anette Anita Britta Connie Cecilie Caroline Fatima Aisha Peter Jens Michael Lars Thomas Henrik Søren
    Christian Kristian Martin Jan Morten Anders Jesper Niels Mads Rasmus Per Hans Jørgen Ole Erik Svend Kim
    Carsten Karsten Claus Klaus Jacob Jakob Mikkel Kasper Casper Simon Daniel Poul Torben John Knud Finn
    Flemming Frank Frederik Emil Gert Henning Jonas Johannes Kenneth Kent Kurt Leif Magnus Mogens Nikolaj Oliver
    Oscar Palle Preben Steen Stefan Steffen Tobias Tom Tommy Ulrik Verner Victor Viktor William Alexander Allan
    Andreas Arne Benny Bent Bjarne Brian Børge Ejvind Mohammed Mohamed Muhammad Ahmed Ali Hassan Ibrahim
    """.split()
)
# Of them those that are also common words, abbreviations or holidays: found with a surname, and not alone.
ALSO_WORDS = frozenset(
    """
    Line Lone Tom Per Else Bent Frank Jan Kim Kent Finn Hans Christian Laura Victor Oscar Steen Freja Martin
    Tove Inge Lis Signe Ali Christina Maria Eva Alexander William Johannes Magnus Rasmus
    """.split()
)
