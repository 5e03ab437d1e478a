"""What a draft still needs before it can be filed: pure questions to its release. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from motcua.procedures.document import Choice, Component, ProcedureDocument
from motcua.procedures.rules import missing_papers, papers_for

ON_PAPER = frozenset({"direct", "post"})


def components_for(document: ProcedureDocument, answers: Mapping[str, Any], channel: str) -> list[Component]:
    """The components this dossier is made of, in the order of the release.

    The paper form is left out where the e-form takes its place (TN19-6.3a); everything the counter wants to see
    stays in, so that it is compared.
    """
    asked = papers_for(document, answers)
    return [one for one in asked if not (one.replaced_by_form and channel not in ON_PAPER)]


def missing_components(
    document: ProcedureDocument, answers: Mapping[str, Any], channel: str, attached: Collection[str]
) -> list[str]:
    """Names of what must be attached and is not. On paper nothing must: the clerk has the papers in hand.

    Of a group of alternatives one is enough; what is only shown is brought along when the result is fetched; what is
    asked for on a condition in words ("nếu có") is the officer's to judge, and keeps nobody from filing.
    """
    if channel in ON_PAPER:
        return []
    missing = missing_papers(document, answers, attached)
    return [one.title if isinstance(one, Choice) else one.name for one in missing]
