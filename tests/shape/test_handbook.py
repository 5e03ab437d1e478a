"""The generated pages and the demands: rules that keep themselves."""

from motcua.workbench.handbook import LISTED, ROOT, cited_demands, journey_page, proven_demands


def listed():
    return {match["id"] for match in LISTED.finditer((ROOT / "docs" / "requirements.md").read_text())}


def test_the_page_of_the_journey_is_fresh():
    assert (ROOT / "docs" / "journey.md").read_text() == journey_page(), "run: motcua handbook"


def test_every_cited_demand_exists():
    aliases = (ROOT / "docs" / "requirements.md").read_text()
    unknown = {demand for demand in cited_demands() if demand not in aliases and demand not in listed()}
    assert not unknown, f"these ids stand in code but not in docs/requirements.md: {sorted(unknown)}"


def test_every_demand_that_code_cites_has_a_test_marked_with_it():
    unproven = {
        demand: sorted(files) for demand, files in cited_demands().items() if demand not in proven_demands()
    }
    assert not unproven, f"mark a test that would fail without it with @pytest.mark.demand: {unproven}"
