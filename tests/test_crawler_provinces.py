"""Provinces before and after 2025."""

import datetime as dt
from pathlib import Path

import pytest

from crawler import provinces
from crawler.errors import ConfigurationError, UsageError
from crawler.provinces import Province, find_province, load_provinces, present_unit

MERGER = dt.date(2025, 7, 1)
MERGED = {
    "Tuyên Quang": {"Hà Giang"},
    "Lào Cai": {"Yên Bái"},
    "Thái Nguyên": {"Bắc Kạn"},
    "Phú Thọ": {"Vĩnh Phúc", "Hòa Bình"},
    "Bắc Ninh": {"Bắc Giang"},
    "Hưng Yên": {"Thái Bình"},
    "Hải Phòng": {"Hải Dương"},
    "Ninh Bình": {"Hà Nam", "Nam Định"},
    "Quảng Trị": {"Quảng Bình"},
    "Đà Nẵng": {"Quảng Nam"},
    "Quảng Ngãi": {"Kon Tum"},
    "Gia Lai": {"Bình Định"},
    "Khánh Hòa": {"Ninh Thuận"},
    "Lâm Đồng": {"Đắk Nông", "Bình Thuận"},
    "Đắk Lắk": {"Phú Yên"},
    "Hồ Chí Minh": {"Bà Rịa - Vũng Tàu", "Bình Dương"},
    "Đồng Nai": {"Bình Phước"},
    "Tây Ninh": {"Long An"},
    "Cần Thơ": {"Sóc Trăng", "Hậu Giang"},
    "Vĩnh Long": {"Bến Tre", "Trà Vinh"},
    "Đồng Tháp": {"Tiền Giang"},
    "Cà Mau": {"Bạc Liêu"},
    "An Giang": {"Kiên Giang"},
}
UNCHANGED = "Hà Nội,Huế,Lai Châu,Điện Biên,Sơn La,Lạng Sơn,Quảng Ninh,Thanh Hóa,Nghệ An,Hà Tĩnh,Cao Bằng".split(",")
CITIES = {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}


@pytest.fixture(scope="module")
def units() -> dict[str, Province]:
    return {unit.name: unit for unit in load_provinces()}


def test_there_are_34_units_now_and_were_63_before(units: dict[str, Province]) -> None:
    present = {name for name, unit in units.items() if unit.until is None}
    assert present == set(UNCHANGED) | set(MERGED)
    assert len(present) == 34
    assert len(set(units) - {"Thừa Thiên Huế"}) == 63
    assert {name for name in present if units[name].kind == "thành phố"} == CITIES


def test_every_merger_is_the_one_of_the_resolution(units: dict[str, Province]) -> None:
    for name, parts in MERGED.items():
        assert {unit.name for unit in units.values() if unit.merged_into == name} == parts
        assert units[name].since == MERGER
        assert {units[part].until for part in parts} == {MERGER}


def test_what_did_not_merge_has_no_first_day_but_hue(units: dict[str, Province]) -> None:
    assert {name: units[name].since for name in UNCHANGED if units[name].since} == {"Huế": dt.date(2025, 1, 1)}
    assert units["Thừa Thiên Huế"].until == dt.date(2025, 1, 1)
    assert units["Thừa Thiên Huế"].merged_into == "Huế"


def test_codes_are_unique_in_each_era(units: dict[str, Province]) -> None:
    now = [unit.code for unit in units.values() if unit.until is None]
    then = [unit.code_before or unit.code for unit in units.values() if unit.name != "Huế"]
    assert len(set(now)) == 34
    assert len(set(then)) == 63


@pytest.mark.parametrize(
    ("name", "code", "before"),
    [("Lào Cai", "15", "10"), ("Bắc Ninh", "24", "27"), ("Gia Lai", "52", "64"), ("An Giang", "91", "89")],
)
def test_some_units_took_the_code_of_a_merged_one(
    units: dict[str, Province], name: str, code: str, before: str
) -> None:
    assert (units[name].code, units[name].code_before) == (code, before)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("Hòa Bình", "Phú Thọ"),
        ("Hoà Bình", "Phú Thọ"),
        ("tỉnh Sơn La", "Sơn La"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("Thành phố Huế", "Huế"),
        ("THỪA THIÊN - HUẾ", "Huế"),
        ("Bà Rịa–Vũng Tàu", "Hồ Chí Minh"),
        ("Ðắk Nông", "Lâm Đồng"),  # with the Icelandic eth
        ("Đa\u0306\u0301k La\u0306\u0301k", "Đắk Lắk"),  # decomposed
        ("Bắc Cạn", "Thái Nguyên"),
        ("quang ngai", "Quảng Ngãi"),
    ],
)
def test_present_unit_reads_old_names_and_other_spellings(written: str, unit: str) -> None:
    assert present_unit(written).name == unit


def test_find_province_stays_with_the_former_unit() -> None:
    assert find_province("Kon Tum").full_name == "tỉnh Kon Tum"
    assert find_province("Kon Tum").merged_into == "Quảng Ngãi"


@pytest.mark.parametrize("name", ["", "tỉnh", "Paris", "Hà", "Trung ương"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no province or city named"):
        present_unit(name)


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'Sơn La'"):
        present_unit("Sơn Lan")


HUE = '{ name = "Huế", kind = "thành phố", code = "46" }'


@pytest.mark.parametrize(
    ("present", "former", "complaint"),
    [
        (f"{HUE}, {HUE}", "", "name: 'hue' stands for 2 units"),
        (HUE, '{ name = "A", kind = "tỉnh", code = "99", until = 2025-07-01, merged_into = "B" }', "former: A needs"),
        (HUE, '{ name = "A", kind = "tỉnh", code = "99", merged_into = "Huế" }', "former: A needs"),
        ('{ name = "A", kind = "tỉnh", code = "99", until = 2025-07-01 }', "", "present: A has ended"),
        ('{ name = "A", kind = "tỉnh", code = "9" }', "", "code"),
        ('{ name = "A", kind = "huyện", code = "99" }', "", "kind"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(tmp_path: Path, present: str, former: str, complaint: str) -> None:
    file = tmp_path / "provinces.toml"
    file.write_text(f"present = [{present}]\nformer = [{former}]\n", "utf-8")
    with pytest.raises(ConfigurationError, match=complaint):
        provinces._read_provinces(file)
