"""`GET /api/schema` describes every endpoint that exists, with examples and every error it returns."""

from __future__ import annotations

import json

import jsonschema
import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def described() -> dict:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(schema, default=str))


def operations(described):
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", path, method, item[method]


def api_paths() -> set[str]:
    """Every address under /api/ that a DRF view answers, as OpenAPI writes it."""
    found = set()

    def walk(patterns, prefix):
        for one in patterns:
            here = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here)
            elif isinstance(one, URLPattern) and hasattr(one.callback, "cls") and here.startswith("api/"):
                found.add("/" + here)

    walk(get_resolver().url_patterns, "")
    import re

    return {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path) for path in found if not path.startswith("/api/schema")}


def test_schema__is_valid_openapi_3_1(described):
    assert described["openapi"].startswith("3.1")
    validate_schema(described)


def test_schema__is_written_without_a_warning():
    """A warning means that two shapes share a name, or that a field's type is guessed."""
    reset_generator_stats()
    with GENERATOR_STATS.silence():
        SchemaGenerator().get_schema(request=None, public=True)
    assert [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache] == []


def test_schema__names_every_endpoint(described):
    assert api_paths() - set(described["paths"]) == set()


def test_every_operation__has_an_example_of_its_success_and_every_error_is_a_problem(described):
    wanting = []
    for name, _, _, operation in operations(described):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {})
            if status.startswith("2") and status != "204":
                body = content.get("application/json") or next(iter(content.values()), {})  # a stream, a file
                if not body.get("examples"):
                    wanting.append(f"{name} {status}: no example")
            elif status[0] in "45" and list(content) != ["application/problem+json"]:
                wanting.append(f"{name} {status}: not a problem")
    assert wanting == []


def test_every_operation__with_a_body__has_an_example_of_it(described):
    wanting = []
    for name, _, _, operation in operations(described):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            if not media.get("examples"):
                wanting.append(name)
    assert wanting == []


def test_every_operation__lists_what_it_always_may_answer(described):
    wanting = []
    for name, path, method, operation in operations(described):
        expected = {"429", "500", "503"}
        if operation.get("security") and {} not in operation["security"]:
            expected.add("401")
        if "{" in path:
            expected.add("404")
        if operation.get("requestBody"):
            expected |= {"400", "413", "415", "422"}
        missing = expected - set(operation["responses"])
        if missing:
            wanting.append(f"{name}: {sorted(missing)}")
    assert wanting == []


def test_examples_of_answers__fit_their_schemas(described):
    faults = []
    for name, _, _, operation in operations(described):
        for status, answer in operation["responses"].items():
            for media in answer.get("content", {}).values():
                schema = {**media["schema"], "components": described["components"]}
                for title, example in media.get("examples", {}).items():
                    for error in jsonschema.Draft202012Validator(schema).iter_errors(example["value"]):
                        faults.append(f"{name} {status} {title}: {error.json_path} {error.message[:80]}")
    assert faults == []


def test_schema__is_served_as_json_by_default(client, db):
    answer = client.get("/api/schema")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["openapi"].startswith("3.1")
