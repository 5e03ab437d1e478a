"""What a draft still needs before it can be filed: pure questions to its release. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from motcua.eforms.conditions import holds
from motcua.procedures.document import Choice, Component, ProcedureDocument

ON_PAPER = frozenset({"direct", "post"})


def applies(component: Component, answers: Mapping[str, Any]) -> bool:
    """Whether a component is asked for, as the form was answered; without a machine-readable condition it is."""
    if component.is_heading:
        return False
    return component.when is None or holds(component.when, answers)


def components_for(document: ProcedureDocument, answers: Mapping[str, Any], channel: str) -> list[Component]:
    """The components this dossier is made of, in the order of the release.

    The paper form is left out where the e-form takes its place (TN19-6.3a); everything the counter wants to see
    stays in, so that it is compared.
    """
    return [
        component
        for component in document.papers
        if applies(component, answers) and not (component.replaced_by_form and channel not in ON_PAPER)
    ]


def missing_components(
    document: ProcedureDocument, answers: Mapping[str, Any], channel: str, attached: Collection[str]
) -> list[str]:
    """Names of what must be attached and is not. On paper nothing must: the clerk has the papers in hand.

    Of a group of alternatives one is enough; what is only shown is brought along when the result is fetched.
    """
    if channel in ON_PAPER:
        return []
    asked = [one for one in components_for(document, answers, channel) if not one.shown_only]
    missing = [one.name for one in asked if one.required and one.choice is None and one.id not in attached]
    return missing + [
        choice.title
        for choice in document.choices
        if choice.required and not _is_chosen(choice, asked, attached)
    ]


def _is_chosen(choice: Choice, asked: list[Component], attached: Collection[str]) -> bool:
    group = [one for one in asked if one.choice == choice.id]
    return not group or any(one.id in attached for one in group)
