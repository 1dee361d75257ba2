"""A scenario as the text of its file, the form `ntm what-if --scenario` reads; what is read again is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ntm.errors import DataError
from ntm.scenario.assignments import Assignment
from ntm.scenario.scenario import Scenario
from ntm.vietnamese.messages import _


def scenario_text(scenario: Scenario) -> str:
    """The file's text. Raises DataError for what one file cannot hold: a draft, signs that cannot be printed."""
    if scenario.drafts:
        raise DataError(_("Kịch bản theo một dự thảo cần tệp của dự thảo: không giữ được một mình."))
    return "\n".join(_lines(scenario)) + "\n"


def _lines(scenario: Scenario) -> Iterator[str]:
    yield f"name: {_quoted(scenario.name)}"
    if scenario.criteria is not None:
        yield f"criteria: {_quoted(scenario.criteria)}"
    if scenario.on is not None:
        yield f"on: {scenario.on.isoformat()}"
    if scenario.law_on is not None:
        yield f"law_on: {scenario.law_on.isoformat()}"
    for key, held in (("set", scenario.values), ("thresholds", scenario.thresholds)):
        if held:
            yield f"{key}:"
            yield from (_flow(_named(one)) for one in held)
    if scenario.places:
        yield "places:"
        for place in scenario.places:
            unit = {} if place.unit is None else {"unit": place.unit}
            yield _flow(unit | dict(place.attributes))


def _named(one: Assignment) -> dict[str, str]:
    unit = {} if one.unit is None else {"unit": one.unit}
    return unit | {"item": one.item, "value": one.text}


def _flow(fields: dict[str, str]) -> str:
    return "  - {" + ", ".join(f"{key}: {_quoted(value)}" for key, value in fields.items()) + "}"


def _quoted(text: str) -> str:
    """In double quotes, as JSON and YAML both read them."""
    if not text.isprintable():
        raise DataError(
            _("“{text}” có ký tự không in được.").format(
                text="".join(sign if sign.isprintable() else "?" for sign in text[:60])
            )
        )
    return json.dumps(text, ensure_ascii=False)
