"""What each kind reads, refuses and doubts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dossiers.kinds import KINDS, Amount, ParseError
from dossiers.values import Duration, Ratio, TimeUnit, Undecidable

READ = [
    ("texte", " Maison  du Bocage\n", "Maison  du Bocage"),
    ("texte", "e\u0301quipe", "équipe"),
    ("texte", "01000", "01000"),
    ("texte_long", "\r\n un\r\n\r\ndeux\t| trois\n", "un\n\ndeux\t| trois"),
    ("choix", " msp ", "msp"),
    ("oui_non", "oui", True),
    ("oui_non", "OUI", True),
    ("oui_non", " Non ", False),
    ("entier", "0", 0),
    ("entier", "12", 12),
    ("entier", "10 000", 10_000),
    ("entier", "10\u202f000", 10_000),
    ("entier", "1\u00a0234\u00a0567", 1_234_567),
    ("montant", "480", Amount(480)),
    ("montant", "480,00", Amount(480)),
    ("montant", "1 234,50 €", Amount("1234.50")),
    ("montant", "1\u202f234,50\u00a0€", Amount("1234.50")),
    ("montant", "1234.50", Amount("1234.50")),
    ("montant", "0,5", Amount("0.50")),
    ("montant", "480 euros", Amount(480)),
    ("montant", "480€", Amount(480)),
    ("date", "2026-11-21", date(2026, 11, 21)),
    ("date", "21/11/2026", date(2026, 11, 21)),
    ("date", "21-11-2026", date(2026, 11, 21)),
    ("date", "21.11.2026", date(2026, 11, 21)),
    ("date", "1/2/2026", date(2026, 2, 1)),
    ("date", "21 novembre 2026", date(2026, 11, 21)),
    ("date", "1er janvier 2027", date(2027, 1, 1)),
    ("date", "1 janvier 2027", date(2027, 1, 1)),
    ("date", "14 Février 2027", date(2027, 2, 14)),
    ("date", "14 fevrier 2027", date(2027, 2, 14)),
    ("date", "15 AOÛT 2027", date(2027, 8, 15)),
    ("date", "29/02/2028", date(2028, 2, 29)),
    ("courriel", "Contact@MSP.Example", "Contact@msp.example"),
    ("courriel", "jérôme@exemple.fr", "jérôme@exemple.fr"),
    ("telephone", "02 61 91 00 00", "0261910000"),
    ("telephone", "0261910000", "0261910000"),
    ("telephone", "02.61.91.00.00", "0261910000"),
    ("telephone", "02-61-91-00-00", "0261910000"),
    ("telephone", "+33 2 61 91 00 00", "0261910000"),
    ("telephone", "+33 (0)2 61 91 00 00", "0261910000"),
    ("telephone", "0033 2 61 91 00 00", "0261910000"),
    ("telephone", "06 39 98 12 34", "0639981234"),
    ("telephone", "0262 90 12 34", "0262901234"),
    ("telephone", "+262 262 90 12 34", "0262901234"),
    ("telephone", "+590 690 12 34 56", "0690123456"),
    ("telephone", "+32 2 222 22 22", "+3222222222"),
    ("telephone", "+687 25 12 34", "+687251234"),
    ("code_postal", "01000", "01000"),
    ("code_postal", "35 000", "35000"),
    ("code_postal", "20000", "20000"),
    ("code_postal", "97410", "97410"),
    ("siren", "123456782", "123456782"),
    ("siren", "123 456 782", "123456782"),
    ("siret", "123 456 782 00010", "12345678200010"),
    ("siret", "123.456.782-00010", "12345678200010"),
    ("siret", "35600000000048", "35600000000048"),
    ("finess", "35 001 234 0", "350012340"),
    ("finess", "2a0000014", "2A0000014"),
    ("rpps", "10 999 000 010", "10999000010"),
    ("decimal", "12", Decimal(12)),
    ("decimal", "0,5", Decimal("0.5")),
    ("decimal", "0.125", Decimal("0.125")),
    ("decimal", "1 234,567", Decimal("1234.567")),
    ("decimal", "1234.567", Decimal("1234.567")),
    ("decimal", "1,234", Decimal("1.234")),
    ("pourcent", "80 %", Ratio("0.80")),
    ("pourcent", "80%", Ratio("0.80")),
    ("pourcent", "80\u202f%", Ratio("0.80")),
    ("pourcent", "80", Ratio("0.80")),
    ("pourcent", "0,8 %", Ratio("0.008")),
    ("pourcent", "0", Ratio(0)),
    ("pourcent", "33,33", Ratio("0.3333")),
    ("duree", "18 mois", Duration(18, TimeUnit.MONTH)),
    ("duree", "3 ans", Duration(3, TimeUnit.YEAR)),
    ("duree", "1 année", Duration(1, TimeUnit.YEAR)),
    ("duree", "2 annees", Duration(2, TimeUnit.YEAR)),
    ("duree", "5 jours", Duration(5, TimeUnit.DAY)),
    ("duree", "2 Semaines", Duration(14, TimeUnit.DAY)),
    ("duree", "1 an et 6 mois", Duration(18, TimeUnit.MONTH)),
    ("duree", "2 ans 1 mois", Duration(25, TimeUnit.MONTH)),
    ("duree", "1 000\u00a0jours", Duration(1000, TimeUnit.DAY)),
    ("url", "https://www.msp.example/", "https://www.msp.example/"),
    ("url", "HTTP://www.msp.example:8080/a?b=1#c", "http://www.msp.example:8080/a?b=1#c"),
    ("url", "https://maison-de-santé.fr/équipe", "https://maison-de-santé.fr/équipe"),
    ("region", "Bretagne", "53"),
    ("region", "53", "53"),
    ("region", "ILE DE FRANCE", "11"),
    ("region", "Provence-Alpes-Côte d'Azur", "93"),
    ("region", "la réunion", "04"),
    ("region", "01", "01"),
    ("rna", "W751234567", "W751234567"),
    ("rna", "w 9R1 001 234", "W9R1001234"),
    ("rna", "W2A1000001", "W2A1000001"),
    ("iban", "FR1420041010050500013M02606", "FR1420041010050500013M02606"),
    ("iban", "IBAN FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
    ("iban", "be68 5390 0754 7034", "BE68539007547034"),
]

REFUSED = [
    ("texte", "un\ndeux"),
    ("texte", "un\u2028deux"),
    ("texte", "un\tdeux"),
    ("texte", "un\x00deux"),
    ("texte", "\ue0001\ue001"),
    ("texte", "a\u202eb"),
    ("texte_long", "un\x07"),
    ("texte_long", "\ue0001\ue001"),
    ("oui_non", "true"),
    ("oui_non", "o"),
    ("oui_non", ""),
    ("entier", ""),
    ("entier", "-5"),
    ("entier", "+5"),
    ("entier", "5,0"),
    ("entier", "5.5"),
    ("entier", "1e3"),
    ("entier", "01000"),
    ("entier", "1 0000"),
    ("entier", "10  000"),
    ("entier", "0x10"),
    ("entier", "1_000"),
    ("entier", "٣"),
    ("entier", "²"),
    ("entier", "12 séances"),
    ("entier", "9" * 5000),
    ("montant", ""),
    ("montant", "€"),
    ("montant", "480,005"),
    ("montant", "1.234"),
    ("montant", "1.234,50"),
    ("montant", "1,234.50"),
    ("montant", "-480"),
    ("montant", "+480"),
    ("montant", "1e3"),
    ("montant", "480,"),
    ("montant", ",50"),
    ("montant", "0480"),
    ("montant", "480 $"),
    ("montant", "NaN"),
    ("montant", "9999999999999"),
    ("date", ""),
    ("date", "2026-02-30"),
    ("date", "29/02/2027"),
    ("date", "21/11/26"),
    ("date", "21 novembre 26"),
    ("date", "31/04/2026"),
    ("date", "11/21/2026"),
    ("date", "21/11-2026"),
    ("date", "21-11-26"),
    ("date", "0/1/2026"),
    ("date", "0000-01-01"),
    ("date", "2026-11"),
    ("date", "novembre 2026"),
    ("date", "21 brumaire 2026"),
    ("date", "1er 01 2026"),
    ("date", "20261121"),
    ("courriel", "contact"),
    ("courriel", "contact@localhost"),
    ("courriel", "a@b.fr, c@d.fr"),
    ("courriel", "Nom <a@b.fr>"),
    ("telephone", "02 61 91 00"),
    ("telephone", "02 61 91 00 00 12"),
    ("telephone", "3949"),
    ("telephone", "02 61 91 00 00 / 06 39 98 12 34"),
    ("telephone", "02 61 91 00 00 poste 12"),
    ("telephone", "1-800-MEDECIN"),
    ("telephone", "+999 123 456"),
    ("telephone", "+32 2"),
    ("telephone", ""),
    ("code_postal", "3500"),
    ("code_postal", "2A004"),
    ("code_postal", "٣٥٠٠٠"),
    ("siren", "123456789"),
    ("siren", "12345678"),
    ("siren", "000000000"),
    ("siren", "12345678A"),
    ("siret", "12345678200011"),
    ("siret", "123456782"),
    ("siret", "00000000000000"),
    ("siret", "35600000012345"),
    ("finess", "35001234"),
    ("finess", "3500123400"),
    ("finess", "35A012340"),
    ("finess", "35001234é"),
    ("rpps", "109990000"),
    ("rpps", "810999000010"),
    ("rpps", "1099900001"),
    ("rpps", "1099900001A"),
    ("decimal", ""),
    ("decimal", "1.234"),
    ("decimal", "1.234,5"),
    ("decimal", "-1,5"),
    ("decimal", "1e3"),
    ("decimal", "01,5"),
    ("decimal", ",5"),
    ("decimal", "NaN"),
    ("decimal", "1234567890,123456"),
    ("pourcent", "0,8"),
    ("pourcent", "%"),
    ("pourcent", "80 pour cent"),
    ("pourcent", "-5 %"),
    ("pourcent", "80 % %"),
    ("duree", "18"),
    ("duree", "mois"),
    ("duree", "dix-huit mois"),
    ("duree", "10 jours ouvrés"),
    ("duree", "10 jours francs"),
    ("duree", "1,5 an"),
    ("duree", "18 moiss"),
    ("duree", "-3 mois"),
    ("duree", "2 heures"),
    ("url", "www.msp.example"),
    ("url", "ftp://msp.example/a"),
    ("url", "javascript:alert(1)"),
    ("url", "file:///etc/passwd"),
    ("url", "https://nom:secret@msp.example/"),
    ("url", "https://localhost/"),
    ("url", "https://msp.example/a b"),
    ("url", "https://msp..example"),
    ("region", "Armorique"),
    ("region", "29"),
    ("region", ""),
    ("rna", "751234567"),
    ("rna", "W75123456"),
    ("rna", "W75A234567"),
    ("rna", "WA51234567"),
    ("iban", "FR1420041010050500013M02607"),
    ("iban", "FR142004101005050001"),
    ("iban", "XX1420041010050500013M02606"),
    ("iban", "20041010050500013M026"),
]

DOUBTED = [
    ("date", "2206-11-21"),
    ("courriel", "jérôme@exemple.fr"),
    ("telephone", "07 00 00 00 00"),
    ("code_postal", "99123"),
    ("finess", "350012341"),
    ("finess", "2A0000015"),
    ("finess", "3A0012340"),
    ("rpps", "10999000011"),
    ("rpps", "00000000000"),
    ("pourcent", "120 %"),
]

SURE = [
    ("texte", "tout"),
    ("date", "2026-11-21"),
    ("courriel", "a@b.fr"),
    ("telephone", "02 61 91 00 00"),
    ("telephone", "06 39 98 12 34"),
    ("telephone", "0262 90 12 34"),
    ("telephone", "0596 60 12 34"),
    ("telephone", "+32 2 222 22 22"),
    ("code_postal", "97410"),
    ("finess", "350012340"),
    ("finess", "2A0000014"),
    ("finess", "2B0000020"),
    ("rpps", "10999000010"),
    ("pourcent", "100 %"),
]


@pytest.mark.parametrize(("name", "text", "value"), READ)
def test_a_text_of_the_expected_form_is_read(name: str, text: str, value: object) -> None:
    read = KINDS[name].parse(text)
    assert read == value
    assert type(read) is type(value) or isinstance(read, str)


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_another_text_is_refused(name: str, text: str) -> None:
    with pytest.raises(ParseError):
        KINDS[name].parse(text)


@pytest.mark.parametrize(("name", "text"), DOUBTED)
def test_a_value_that_may_be_wrong_is_doubted(name: str, text: str) -> None:
    kind = KINDS[name]
    assert kind.doubt(kind.parse(text))


@pytest.mark.parametrize(("name", "text"), SURE)
def test_a_usual_value_is_not_doubted(name: str, text: str) -> None:
    kind = KINDS[name]
    assert kind.doubt(kind.parse(text)) is None


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("siren", "123456782", "123 456 782"),
        ("siret", "12345678200010", "123 456 782 00010"),
        ("telephone", "0261910000", "02 61 91 00 00"),
        ("telephone", "0800123456", "0 800 123 456"),
        ("telephone", "+3222222222", "+32 2 222 22 22"),
        ("finess", "350012340", "350012340"),
        ("rpps", "10999000010", "10999000010"),
        ("code_postal", "35 000", "35000"),
        ("iban", "FR1420041010050500013M02606", "FR14 2004 1010 0505 0001 3M02 606"),
        ("iban", "be68 5390 0754 7034", "BE68 5390 0754 7034"),
        ("rna", "W 751 234 567", "W751234567"),
        ("pourcent", "12,50", "12,5 %"),
        ("pourcent", "100", "100 %"),
        ("duree", "1 jours", "1 jour"),
        ("duree", "2 jours", "2 jours"),
        ("duree", "1 an", "1 an"),
        ("duree", "36 mois", "36 mois"),
        ("region", "11", "Île-de-France"),
    ],
)
def test_a_number_is_printed_in_its_usual_groups(name: str, text: str, shown: str) -> None:
    kind = KINDS[name]
    assert kind.show(kind.parse(text)) == shown.replace(" ", "\u00a0")


def test_an_establishment_of_la_poste_has_a_key_of_its_own() -> None:
    multiple_of_five = "35600000012300"
    assert sum(map(int, multiple_of_five)) % 5 == 0
    assert KINDS["siret"].parse(multiple_of_five) == multiple_of_five


def test_durations_compare_within_months_or_within_days() -> None:
    duration = KINDS["duree"].parse
    assert duration("1 an") == duration("12 mois")
    assert hash(duration("1 an")) == hash(duration("12 mois"))
    assert duration("11 mois") < duration("1 an") <= duration("12 mois")
    assert duration("15 jours") > duration("2 semaines") >= duration("14 jours")


def test_days_and_months_are_never_guessed_to_be_equal_or_longer() -> None:
    duration = KINDS["duree"].parse
    assert duration("30 jours") != duration("1 mois")
    with pytest.raises(Undecidable):
        _ = duration("90 jours") < duration("3 mois")
    with pytest.raises(Undecidable):
        _ = duration("1 an") >= duration("52 semaines")


def test_a_percentage_multiplies_as_the_share_that_it_is() -> None:
    assert Amount(1000) * KINDS["pourcent"].parse("80 %") == 800
    assert KINDS["pourcent"].parse("80 %") <= Decimal("0.80")
