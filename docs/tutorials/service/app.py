"""A service around a ruleset (docs/tutorials/service.md): it assesses, explains, and takes a new ruleset.

    RULESET=plain-writing uvicorn app:app

The ruleset is read once for each request: one that is exchanged meanwhile is for the next.
"""

import json
import os
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

import policy_rules as pr

ONLY = ("rules", "outcomes", "parts")
ABOUT = ("as_of", "year", "profile", "sheet")


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the body; of a key that stands twice one would be lost without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key in found if [k for k, _ in pairs].count(key) > 1)
        raise pr.FactsError(f"the key `{twice}` stands twice in one object of the body")
    return found


class Asked:
    """The body of a request: `facts`, and what is asked of them (`as_of`, `year`, `profile`, `sheet`).

    Numbers are read exactly: `0.1` is a tenth, where a float would be something beside it. To the library
    a text as facts, and a profile that no ruleset has, name files: from outside neither is taken.
    """

    def __init__(self, body: bytes) -> None:
        try:
            asked = json.loads(body, parse_float=Decimal, object_pairs_hook=each_once)
        except (ValueError, RecursionError) as error:
            raise pr.FactsError(f"the body is no JSON: {error}") from None
        if not isinstance(asked, dict) or not isinstance(asked.get("facts"), dict):
            raise pr.FactsError("the body is an object with `facts`, an object too, and `as_of`")
        self.facts = asked.pop("facts")
        self.only = {key: asked.pop(key) for key in ONLY if key in asked}
        self.about = {"as_of": None, **asked}
        if more := [key for key in asked if key not in ABOUT]:
            raise pr.PolicyRulesError(f"nothing is asked by `{more[0]}`")

    def assessment(self, ruleset: pr.Ruleset) -> pr.Assessment:
        """What the ruleset says."""
        profile = self.about.get("profile")
        if isinstance(profile, str) and profile and profile not in ruleset.model.profiles:
            raise pr.RulesetError(f"`{profile}` is no profile of the ruleset `{ruleset.name}`")
        return ruleset.assess(self.facts, **self.about)


async def asked_of(request: Request) -> Asked:
    """What a request asks."""
    return Asked(await request.body())


def create_app(ruleset_path: str) -> FastAPI:
    """The service on the ruleset of a folder, or on one that ships."""
    app = FastAPI(title="Assessments")
    app.state.ruleset = pr.load_ruleset(ruleset_path)

    @app.exception_handler(pr.PolicyRulesError)
    def refused(request: Request, error: pr.PolicyRulesError) -> JSONResponse:
        told = [{"at": str(f.place), "what": f.what, "hint": f.hint} for f in error.faults]
        return JSONResponse({"faults": told}, status_code=422)

    @app.get("/ruleset")
    def which() -> dict[str, str]:
        ruleset = app.state.ruleset
        return {"name": ruleset.name, "version": ruleset.version, "digest": ruleset.digest}

    @app.post("/assess")
    def assess(asked: Annotated[Asked, Depends(asked_of)]) -> dict[str, Any]:
        return asked.assessment(app.state.ruleset).to_dict(**asked.only)

    @app.post("/explain/{rule}")
    def explain(rule: str, asked: Annotated[Asked, Depends(asked_of)]) -> dict[str, str]:
        finding = asked.assessment(app.state.ruleset).finding(rule)
        return {"outcome": finding.outcome, "explanation": finding.explain("en")}

    @app.post("/reload")
    def reload() -> dict[str, str]:
        app.state.ruleset = pr.load_ruleset(ruleset_path)
        return which()

    return app


if "RULESET" in os.environ:
    app = create_app(os.environ["RULESET"])
