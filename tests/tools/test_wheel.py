"""The wheel holds everything the program needs: it runs the demonstration away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the checkout and unpacked where nothing else of it lies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True)
    [wheel] = folder.glob("ntm-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def ran(installed: Path, folder: Path, *arguments: str, language: str = "vi") -> str:
    """What the unpacked program prints; its package goes before the checkout's."""
    code = "import sys; sys.argv[0] = 'ntm'; import ntm.cli.main as m; print(m.__file__); m.run()"
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("NTM_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, check=True, capture_output=True, text=True,
        env={**surroundings, "PYTHONPATH": str(installed), "NTM_LANG": language},
    )  # fmt: skip
    assert done.stdout.startswith(str(installed))
    return done.stdout


def test_the_wheel_runs_the_demonstration(installed: Path, tmp_path: Path) -> None:
    out = ran(installed, tmp_path, "demo", "demo")
    assert "14/19" in out
    assert (tmp_path / "demo" / "xuan-duong.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_the_wheel_finds_its_law_and_its_fonts(installed: Path, tmp_path: Path) -> None:
    assert "xa-ntm-nang-cao-2021-2025" in ran(installed, tmp_path, "criteria", "list")
    ran(installed, tmp_path, "criteria", "check")
    assert "hỏng" not in ran(installed, tmp_path, "doctor")


def test_the_wheel_speaks_english_too(installed: Path, tmp_path: Path) -> None:
    assert "In force from" in ran(installed, tmp_path, "criteria", "list", language="en")


def test_the_wheel_brings_the_guide_with_its_pictures(installed: Path) -> None:
    guide = installed / "ntm" / "_shipped" / "guide"
    pages = {path.stem for path in (ROOT / "docs" / "guide").glob("*.md")}
    assert {path.stem for path in guide.glob("*.md")} == pages
    assert any((guide / "images").glob("*.png"))
