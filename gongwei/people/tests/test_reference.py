"""The county's regions and institutions as published, loaded once or twice."""

import pytest
from django.db.models import Count

from gongwei.people.models import Institution, InstitutionVillage, Region
from gongwei.people.reference import load_county

ANNEX_2 = [
    "鲸园社区卫生服务中心",
    "环翠楼社区卫生服务中心",
    "竹岛社区卫生服务中心",
    "嵩山社区卫生服务中心",
    "孙家疃社区卫生服务中心",
    "张村镇卫生院",
    "羊亭中心卫生院",
    "温泉镇卫生院",
    "桥头镇卫生院",
    "蓝卡",
]


@pytest.fixture
def county(db: None) -> None:
    load_county("371002")


@pytest.mark.req("ORG-01")
def test_the_ten_institutions_of_annex_2_share_out_all_villages(county: None) -> None:
    responsible = Institution.objects.responsible()
    assert [i.name for i in responsible] == ANNEX_2
    assert Region.objects.filter(level="village").count() == 218
    assert InstitutionVillage.objects.count() == 218
    shares = responsible.annotate(villages=Count("served_villages")).values_list("villages", flat=True)
    assert min(shares) >= 8


def test_every_village_has_a_station_or_clinic_under_its_institution(county: None) -> None:
    for row in InstitutionVillage.objects.select_related("institution")[:218:17]:
        station = Institution.objects.get(code=f"{row.village_id}-S")
        assert station.parent == row.institution
        assert station.path == f"{row.institution.path}{station.pk}/"
        assert station.sure == "?"


@pytest.mark.req("AMB-53")
@pytest.mark.parametrize("name", ["蓝卡", "蓝卡社区卫生服务中心", "HC-LK"])
def test_an_institution_is_found_by_any_of_its_names(county: None, name: str) -> None:
    assert Institution.objects.named(name).get().name == "蓝卡"


def test_a_name_that_nobody_has_is_not_found(county: None) -> None:
    assert not Institution.objects.named("蓝").exists()


def test_loading_again_changes_nothing(county: None) -> None:
    before = _all()
    load_county("371002")
    assert _all() == before


def _all() -> list[object]:
    return [list(m.objects.order_by("pk").values()) for m in (Region, Institution, InstitutionVillage)]
