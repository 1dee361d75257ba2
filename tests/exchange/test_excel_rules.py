"""Every workbook the program writes keeps to what Excel is strict about; Excel itself is not run here."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.command import Ntm
from tests.exchange.excel_rules import faults, formula_faults

ON = ("--on", "2024-06-30")
WRITTEN = {
    "sheets of a district, its conditions and dossiers": (
        "status", "template", "huyện Lộc Bình", *ON, "--also", "recognition", "--also", "dossier",
    ),
    "sheets of the advanced set": (
        "status", "template", "Xuân Dương", *ON, "--criteria", "xa-ntm-nang-cao-2021-2025", "--by", "district",
    ),
    "the matrix": ("status", "export", "huyện Lộc Bình", *ON),
    "the law": ("criteria", "export", "xa-ntm-2021-2025"),
    "the law from its frame": ("criteria", "export", "xa-ntm-2026-2030"),
    "a province's values": ("criteria", "export", "xa-ntm-2021-2025", "--overlay", "lang-son"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_excel_finds_nothing_to_repair(ntm: Ntm, demo_here: Path, name: str) -> None:
    ran = ntm(*WRITTEN[name], "-o", "tep.xlsx")
    assert ran.code == 0, ran.err
    assert faults(Path("tep.xlsx")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('<c r="C7"', '<c r="B7"', "out of place"),
        ("</sheetData>", '</sheetData><pageMargins left="1" right="1" top="1" bottom="1"/>', "out of order"),
        ("COUNTA(", "XLOOKUP(", "functions ['XLOOKUP']"),
        ('<mergeCell ref="', '<mergeCell ref="B1:C9"/><mergeCell ref="', "merged cells overlap"),
        ("<formula1>ntm_dat<", f'<formula1>"{"đạt," * 65}"<', "a typed list over 255"),
        (' dxfId="0"', ' dxfId="99"', "without its look"),
    ],
)
def test_each_rule_sees_its_fault(ntm: Ntm, demo_here: Path, old: str, new: str, fault: str) -> None:
    assert ntm("status", "template", "Xuân Dương", *ON, "-o", "tot.xlsx").code == 0
    with zipfile.ZipFile("tot.xlsx") as good, zipfile.ZipFile("sai.xlsx", "w") as bad:
        for name in good.namelist():
            content = good.read(name).decode()
            if name == "xl/worksheets/sheet2.xml":
                assert old in content
                content = content.replace(old, new, 1)
            bad.writestr(name, content)
    assert any(fault in one for one in faults(Path("sai.xlsx")))


def test_a_formula_of_an_older_excel_is_known_from_a_newer_ones() -> None:
    assert not list(formula_faults("IF(COUNTA(F7:H7)=0,S7,IF('Biểu; x'!F7=\"a;b\",1,2))"))
    assert list(formula_faults("_xlfn.CONCAT(A1)")) == ["functions ['_xlfn.CONCAT']"]
    assert list(formula_faults("IF(A1;1;2)")) == ["a semicolon between arguments"]
    assert list(formula_faults("((1)")) == ["brackets 2 deep, 1 open"]
