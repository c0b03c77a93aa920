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
# Open to all: Livslinien.
PUBLIC_LINES = frozenset({"70201201"})
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
    dit dine sin hendes vores deres jeres dem os ham hende dig jer tak kære hej nej ja jo efter før ved
    under over hos altså bare kun mange nogle andre anden andet selv siden mens imens desuden derfor dog endelig
    engang mandag tirsdag onsdag torsdag fredag lørdag søndag jul påske pinse danmark dansk kommunen kommune
    region regionen lægehuset sygehuset hospitalet hjemmeplejen jobcentret jobcenteret borgerservice hallen
    bussen toget alt allerede aldrig altid hver hvornår hvordan skal vil kan må bor kommer og/eller stadig
    ellers nok faktisk vist hvert denne dette disse samtale forening foreningen tovholder koordinator venlig
    kærlig hilsen mvh store lille ny gl hr fr frk fru dr
    folk først derefter bagefter senere sidst nogen begge enhver ingenting børnene børn barnet forældre forældrene mor far
    mormor farmor morfar farfar bedstemor bedstefar lægen læge sygeplejersken naboen naboer frivillige borgere borgeren
    pårørende medarbejdere personalet politikere politikerne unge ældre mænd kvinder venner vennerne familien søsteren
    broderen drengen pigen damen manden konen chefen lederen formanden tovholderen sagsbehandleren socialrådgiveren
    præsten læreren pædagogen psykologen hjemmehjælperen kommunens regionens hverken enten måske heldigvis desværre
    pludselig nok ofte sommetider nogensinde egentlig tit gerne lige der her hvilken hvilket hvilke hvem flere de fleste
    """.split()
)
# Given names and surnames that are also words, so that a capital at the head of a sentence says nothing of them.
ALSO_WORDS = frozenset(
    """
    bo liv line lone tom per else bent frank jan kim kent finn hans steen tove inge lis ali rose rosa viola lilly sol storm
    bjørn bjørk ask signe sander mark august freja iris fie mille ib even ulf dan vita tim tor stig sine sten ea mona ella
    jon eik løv luna stella saga nova siri alma victor flora felix leo max rune ole tage bob ine ane nor ove art svend
    skov stær vest grøn lille holm lund dahl toft ravn dam lind berg brun bak bang beck bjerg borg bonde brink bro eg falk
    fisker foged from frost gade hammer hein hald hvid høj høg juel juul kirk klit kloster kold kold krag krog kusk kvist
    lange linde lykke lyng mørk munk palm pind probst rask ring rytter sand skytte sloth smed sommer sonne strand strøm
    søby tang vad vang vase vester vind vinter wind winter worm yde ærø bæk bøgh duus black gård lange thor klinge vagn
    """.split()
)
# Of them those that are things, weather, trees, colours or sizes: "Storm er farligt", "Ravn findes på stranden".
WORDS_OF_THINGS = frozenset(
    """
    liv sol storm rose bjørn bjørk ask mark august løv line
    skov stær vest grøn lille holm lund toft ravn dam lind berg brun bak bang bjerg borg bonde brink bro eg falk fisker
    foged frost gade hammer hvid høj høg juel juul kirk klit kloster kold krag krog kusk kvist lange linde lykke lyng mørk
    munk palm pind rask ring rytter sand skytte sloth smed sommer sonne strand strøm tang vad vang vase vester vind vinter
    wind winter bæk gård steen finn
    """.split()
)
PARTICLES = frozenset("von van de der den af la le al el bin ibn ben abu da di dos".split())
# What people alone do: with one of these behind it, a capital at the head of a sentence is a name.
PERSON_SAYS = frozenset(
    """
    sagde siger ringede ringer spurgte spørger mente mener fortalte fortæller lovede lover lovet skrev skriver svarede
    svarer svaret hjalp hjælper hjulpet troede tror lyttede lytter arbejder arbejdede sagt spurgt fortalt ringet skrevet
    kendte kender bor boede hedder græd græder
    grinede griner foreslog foreslår underviste underviser elsker elskede savner savnede døde inviterede
    """.split()
)
PERSON_VERBS = frozenset(
    """
    er var har havde kom kommer gik går blev bliver fik får vil ville kan kunne skal skulle må måtte bor boede kender
    kendte laver lavede tog tager spiller spillede passer passede hedder fra og,
    """.split()
)
PLACE_BEFORE = frozenset(
    "i på ved omkring nær udenfor uden for ude nede oppe inde ovre fra til mod hen over".split()
) - {
    "uden",
    "for",
    "over",
    "ude",
    "til",
    "mod",
    "hen",
    "fra",
}
# Endings of what people write with a capital and that names nobody: Kommunen, Jobcentret, Handicaprådet, Servicelovens.
HEADS = (
    *"kommune kommunen kommunens kommuner region regionen regionens rådet rådets råd udvalg udvalget udvalgets centret".split(),
    *"centeret center centrets forvaltning forvaltningen styrelsen styrelsens ministeriet ministeriets foreningen".split(),
    *"forening foreningens fonden fond partiet loven lovens lov sagen sagens klinikken afdelingen teamet sekretariatet".split(),
    *"direktoratet puljen planen strategien aftalen projektet ordningen portalen systemet kontoret posten bladet avisen".split(),
    *"tidende sygehus sygehuset hospital hospitalet psykiatrien apoteket politiet plejen tjenesten telefonen linjen".split(),
    *"organisationer organisationen forbund forbundet selskab selskabet bestyrelsen trafik banken bank universitet".split(),
    *"universitetet skema skemaet gruppen netværket akademiet instituttet huset hallen butikken bussen linien".split(),
)
# As only villages end, where no list of names says otherwise.
VILLAGE_ENDS = ("by", "rup", "torp", "trup", "lev", "løse")
NO_VILLAGE = frozenset("baby hobby rugby landsby storby hovedby elev brev".split())
# Places by what they are and not by name: they tell nobody where.
GENERIC = frozenset(
    """
    torvet kirkepladsen pladsen hallen rådhuset havnen biblioteket skolen kirken stationen banegården hovedgaden gågaden
    gaden vejen byen parken stranden skoven sygehuset hospitalet lægehuset plejehjemmet børnehaven vuggestuen klubben
    centret centeret huset gården kroen caféen varmestuen værestedet forsamlingshuset idrætshallen svømmehallen apoteket
    medarbejdere borgere mennesker danskere personer medlemmer indbyggere
    posthuset købmanden brugsen landet internettet nettet kontoret afdelingen klinikken akutmodtagelsen skadestuen
    """.split()
)
FEASTS = (
    *"juleaften juledag nytårsaften nytårsdag lillejuleaften skærtorsdag langfredag påskedag påskelørdag pinsedag".split(),
    *"grundlovsdag mortensaften fastelavn".split(),
    r"\d\. (?:juledag|påskedag|pinsedag)",
    r"(?:sankt|skt\.?) hans(?: aften)?",
)
