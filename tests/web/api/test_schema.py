"""Schemathesis against the OpenAPI document: whatever fits it is answered as it says, whatever does not is refused."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.web.api.programs import ApiUnderTest
from tests.web.api.test_rights import TABLE

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection, unsupported_method,
]  # fmt: skip
"""What must hold. Data of the right form may still be refused: a schema does not know the law or the places."""
EXAMPLES = 15
ROUTES = sorted({row.route for row in TABLE if "reports" not in row.route})
"""Every route but the papers, each of which takes a second: test_statements prints those."""
KNOWN = {"code": "06607", "item": "17.1", "set_id": "xa-ntm-2021-2025"}
"""What is there: of names made up by chance, hardly one is."""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("route", ROUTES)
def test_answers_are_as_the_document_says(api: ApiUnderTest, route: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", api.app)
    method, path = route.split(" ")
    operation = schema[path][method]
    login = "can-bo-xa" if method == "POST" else "can-bo-tinh"
    headers = {"authorization": f"Bearer {api.secret(login)}", "host": "localhost"}
    known = KNOWN | ({"code": "188"} if path.endswith("average") else {})

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, phases=[Phase.generate], database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def asked(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        case.call_and_validate(headers=headers, checks=CHECKS)

    asked()
