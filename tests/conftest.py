"""What every test starts from: Vietnamese, no day and no criteria folder from the surroundings."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTM_LANG", "vi")
    for name in ("NTM_ON", "NTM_CRITERIA", "NTM_DATABASE"):
        monkeypatch.delenv(name, raising=False)
