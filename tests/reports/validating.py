"""What a validator of PDF/A and PDF/UA says of a paper (page-validation, which holds to veraPDF's own corpus)."""

from __future__ import annotations

import page

PROFILES = ("3a", "ua1")


def failures(pdf: bytes, profile: str) -> list[str]:
    """The rules that a paper breaks, each with what is wrong; none where it conforms."""
    report = page.validate_pdf_bytes(pdf, profile=profile)
    told = [f"{one.rule_id}: {one.message}" for one in report.failures]
    assert report.is_compliant == (not told)
    assert report.rules.total > 100, "it looked"
    return told
