"""Whole short policies in the languages added last, and one that is said to be unread rather than silent."""

import pytest

from safeinfo.derive.policy import read_policy
from safeinfo.model.kinds import Sale

POLICIES = {
    "cs": (
        "Ochrana osobních údajů",
        (
            "<p>Vaše osobní údaje zpracováváme pouze v nezbytném rozsahu a po dobu, která je nutná k vyřízení "
            "objednávky. Správcem osobních údajů je naše společnost.</p>"
            "<p>Při objednávce zpracováváme jméno a příjmení, adresu, telefon a e-mail. Údaje předáváme jen "
            "dopravcům. Vaše údaje neprodáváme. Osobní údaje dětí mladších 15 let vědomě nezpracováváme.</p>"
            "<p>Máte právo na přístup k údajům, na jejich opravu nebo výmaz.</p>"
        ),
    ),
    "hu": (
        "Adatkezelési tájékoztató",
        (
            "<p>Az Ön személyes adatait kizárólag a megrendelés teljesítéséhez szükséges mértékben kezeljük. Az "
            "adatkezelő a webáruház üzemeltetője.</p>"
            "<p>A kezelt adatok köre: név, cím, telefonszám, e-mail cím. Az adatokat csak a futárszolgálatnak "
            "adjuk át, és soha nem adjuk el. 16 éven aluli gyermekek adatait tudatosan nem kezeljük.</p>"
            "<p>Ön kérheti adatai törlését.</p>"
        ),
    ),
    "ro": (
        "Politica de confidențialitate",
        (
            "<p>Prelucrăm datele dumneavoastră personale numai în măsura necesară pentru executarea comenzii. "
            "Operatorul datelor este societatea noastră.</p>"
            "<p>Colectăm numele și prenumele, adresa de livrare, telefonul și adresa de e-mail. Nu vindem datele "
            "dvs. Nu colectăm date de la copii sub 16 ani.</p>"
            "<p>Aveți dreptul de acces la date, de rectificare sau de ștergere.</p>"
        ),
    ),
    "da": (
        "Privatlivspolitik",
        (
            "<p>Vi behandler kun dine personoplysninger i det omfang, det er nødvendigt for at behandle din "
            "ordre. Den dataansvarlige er vores virksomhed.</p>"
            "<p>Vi indsamler navn, adresse, telefonnummer og e-mail. Vi sælger ikke dine oplysninger. Vi "
            "indsamler ikke oplysninger om børn under 13 år.</p>"
            "<p>Du har ret til indsigt i oplysningerne og til at få dem slettet.</p>"
        ),
    ),
    "nb": (
        "Personvernerklæring",
        (
            "<p>Vi behandler bare personopplysningene dine i den grad det er nødvendig for å behandle "
            "bestillingen. Behandlingsansvarlig er vår bedrift.</p>"
            "<p>Vi samler inn navn, adresse, telefonnummer og e-post. Vi selger ikke opplysningene dine. Vi "
            "samler ikke inn opplysninger om barn under 13 år.</p>"
            "<p>Du har rett til innsyn i opplysningene og til å få dem slettet.</p>"
        ),
    ),
    "fi": (
        "Tietosuojaseloste",
        (
            "<p>Käsittelemme henkilötietojasi vain siinä määrin kuin se on tarpeen tilauksen käsittelemiseksi. "
            "Rekisterinpitäjä on yrityksemme.</p>"
            "<p>Keräämme nimen, osoitteen, puhelinnumeron ja sähköpostiosoitteen. Emme myy tietojasi. Emme kerää "
            "tietoja alle 13-vuotiailta lapsilta.</p>"
            "<p>Sinulla on oikeus tarkastaa tietosi ja pyytää niiden poistamista.</p>"
        ),
    ),
    "el": (
        "Πολιτική απορρήτου",
        (
            "<p>Επεξεργαζόμαστε τα προσωπικά σας δεδομένα μόνο στον βαθμό που είναι απαραίτητο για την εκτέλεση "
            "της παραγγελίας. Υπεύθυνος επεξεργασίας είναι η εταιρεία μας.</p>"
            "<p>Συλλέγουμε ονοματεπώνυμο, διεύθυνση, τηλέφωνο και e-mail. Δεν πουλάμε τα δεδομένα σας. Δεν "
            "συλλέγουμε στοιχεία από παιδιά κάτω των 13 ετών.</p>"
            "<p>Έχετε δικαίωμα πρόσβασης και διαγραφής των δεδομένων σας.</p>"
        ),
    ),
    "bg": (
        "Политика за поверителност",
        (
            "<p>Обработваме вашите лични данни само доколкото е необходимо за изпълнение на поръчката. "
            "Администратор на личните данни е нашата фирма.</p>"
            "<p>Събираме име, адрес, телефон и имейл. Не продаваме вашите данни. Имате право на достъп до данните "
            "и на изтриване.</p>"
        ),
    ),
}
AGES = {"cs": 15, "hu": 16, "ro": 16, "da": 13, "nb": 13, "fi": 13, "el": 13}


def read(language, declared):
    heading, text = POLICIES[language]
    markup = f"<html lang={declared!r}><title>{heading}</title><body><h1>{heading}</h1>{text}"
    return read_policy(markup, "https://shop.example/privacy")


@pytest.mark.parametrize("declares", [True, False])
@pytest.mark.parametrize("language", sorted(AGES))
def test_a_short_policy_is_read_whole(language, declares):
    got = read(language, language if declares else "")
    assert (got.language, got.is_policy > 0.9, got.unread) == (language, True, "")
    assert (got.sale, got.children, got.children_age) == (Sale.NOT_SOLD, "refuses", AGES[language])
    assert {"name", "street-address", "tel", "email"} <= got.kinds


def test_a_language_without_words_is_told_and_never_silent():
    got = read("bg", "bg")
    assert got.is_policy > 0.9
    assert (got.unread, got.sale, got.children) == ("language", Sale.UNCLEAR, "unclear")


NORWEGIAN = """<h1>Personvernerklæring</h1><p>Vi behandler opplysninger om deg når du handler hos oss, og vi lagrer dem
i fem år fordi loven krever det. Kundedata vil aldri bli solgt. Dine data er aldri solgt til andre. Du har rett til
innsyn og sletting, og du kan klage til Datatilsynet. Vi bruker navn og adresse for å levere varene, og ikke til noe
annet. Vi bruker også informasjonskapsler, slik at handlekurven din ikke blir borte mens du handler.</p>"""
DANISH = """<h1>Privatlivspolitik</h1><p>Vi behandler oplysninger om dig, når du handler hos os, og vi gemmer dem i fem
år, fordi loven kræver det. Kundedata vil aldrig blive solgt. Dine data er aldrig solgt til andre. Du har ret til
indsigt og sletning, og du kan klage til Datatilsynet. Vi bruger navn og adresse til at levere varerne, og ikke til
andet. Vi bruger også cookies på siden, så at din kurv ikke bliver væk, mens du handler.</p>"""


@pytest.mark.parametrize(("text", "language"), [(NORWEGIAN, "nb"), (DANISH, "da")])
def test_a_neighbours_language_does_not_turn_a_denial_round(text, language):
    got = read_policy(f"<html><body>{text}", "https://shop.example/privacy")
    assert (got.language, got.sale) == (language, Sale.NOT_SOLD)
