"""Which organisation a partner’s row is: by key, then by name or alias; what people registered is theirs."""

import pytest

from alliances.models import Partnership
from observatori.imports.cases.sizes import collective_size
from observatori.organisations.models import Alias, Organisation


def organisation(name, aliases=(), **fields):
    number = Organisation.objects.count() + 9000
    fields = {"code": f"OAE-O-{number}", "slug": f"entitat-{number}"} | fields
    made = Organisation.objects.create(name=name, **fields)
    Alias.objects.bulk_create(Alias(organisation=made, name=alias) for alias in aliases)
    return made


@pytest.mark.parametrize(
    ("name", "aliases"),
    [
        ("HOSPITAL  DE VIC", []),
        ("Consorci de Vic", ["hospital de vic"]),
        ("HVI", []),
    ],
)
def test_row_is_linked_to_who_has_its_name_or_alias(load, case, name, aliases):
    registered = organisation(name, aliases, ownership="public", version=3)
    exit_code, report = load(alliances=[case(), case("una-altra")])
    registered.refresh_from_db()
    assert exit_code == 0
    assert set(registered.partnerships.values_list("alliance__record__slug", flat=True)) == {
        "una-alianca",
        "una-altra",
    }
    assert (registered.name, registered.ownership, registered.version) == (name, "public", 3)
    assert report["linked"] == 3  # both rows of Vic, and the second one of Olot


def test_key_comes_before_name(load, case):
    keyed = organisation("Un altre nom", case_key="vic")
    organisation("Hospital de Vic")
    load(alliances=[case()])
    assert keyed.partnerships.count() == 1


def test_alias_against_alias_proves_nothing(load, case):
    other = organisation("Institut de Viticultura", ["HVI"])
    load(alliances=[case()])
    assert not other.partnerships.exists()


def test_same_name_under_another_key_is_another_organisation(load, case, partner):
    rows = [case(partners=[partner("vic"), partner("vic2", name="Hospital de Vic")])]
    load(alliances=rows)
    assert Partnership.objects.count() == 2
    assert list(Organisation.objects.order_by("pk").values_list("slug", flat=True)) == [
        "hospital-de-vic",
        "hospital-de-vic-2",
    ]


def test_name_of_two_organisations_makes_a_third(load, case):
    organisation("Hospital de Vic")
    organisation("Hospital de Vic")
    _exit_code, report = load(alliances=[case()])
    assert [remark["code"] for remark in report["remarks"]] == ["ambiguous_name"]
    assert Organisation.objects.filter(name="Hospital de Vic").count() == 3


def test_merged_organisation_leads_to_the_one_it_was_merged_into(load, case):
    load(alliances=[case()])
    survivor = organisation("Consorci de la Plana")
    Organisation.objects.filter(case_key="vic").update(merged_into=survivor)
    exit_code, report = load(alliances=[case(), case("nova")])
    assert (exit_code, report["refused"]) == (0, [])
    assert survivor.partnerships.filter(alliance__record__slug="nova").exists()


def test_collective_is_never_an_organisation_of_that_name(load, case, partner):
    one = organisation("Entitats del barri")
    group = partner("", org_key=None, name="Entitats del barri", is_group=True)
    load(alliances=[case(partners=[partner("vic"), group])])
    assert not one.partnerships.exists()
    assert Organisation.objects.filter(name="Entitats del barri", is_collective=True).count() == 1


def test_row_without_key_is_found_again_by_its_name(load, case, partner):
    rows = [case(partners=[partner("vic"), partner("", org_key=None, name="Entitats", is_group=True)])]
    load(alliances=rows)
    _exit_code, report = load(alliances=rows)
    assert (report["created"], report["updated"], report["linked"]) == (0, 0, 2)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Entitats adherides (més de 650)", 650),
        ("Entitats adherides (més de 1.200)", 1200),
        ("Altres hospitals (fins a una trentena)", 30),
        ("Trenta-tres entitats i organitzacions socials", 33),
        ("Vint-i-dues entitats", 22),
        ("Una vintena d’ajuntaments", 20),
        ("12 ajuntaments", 12),
        ("Entitats de les 4 comarques", None),
        ("Ens locals del Bages, Berguedà, Solsonès i Moianès", None),
        ("Comerços i entitats (del barri)", None),
        ("Unes quantes entitats", None),
    ],
)
def test_size_is_the_figure_the_name_says(name, size):
    assert collective_size(name) == size
