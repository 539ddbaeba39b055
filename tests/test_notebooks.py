"""Notebooks: prose first, nothing defined, no outputs kept, and they run on the bundled facts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [cell.source for cell in read(path).cells if cell.cell_type == "code"]


def test_there_are_five_in_order():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_comes_first_and_nothing_is_defined_or_kept(path):
    cells = read(path).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert len(cells) <= 14
    for cell in cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    nodes = [node for source in code(path) for node in ast.walk(ast.parse(source))]
    assert not [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert any(isinstance(node, ast.ImportFrom) and node.module == "analysis" for node in nodes)


@pytest.fixture(scope="module")
def ran(bundled_run, tmp_path_factory):
    """All notebooks, run one after another in a folder whose `data` is that of the bundled facts."""
    from nbclient import NotebookClient

    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "data").symlink_to(bundled_run[0])
    done = {}
    for path in NOTEBOOKS:
        notebook = read(path)
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        done[path.stem] = client.execute()
    return done


def shown(notebook):
    """What readers see: every output as text, HTML or chart."""
    return [
        output.get("data", {}) | {"text": output.get("text", "")}
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]


@pytest.mark.filterwarnings("default")  # of the kernel's own libraries
def test_they_run_and_show_something_at_each_end(ran):
    for name, notebook in ran.items():
        errors = [
            output
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        ]
        assert errors == [], name
        said = [
            output.text
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if output.get("name") == "stderr"
        ]
        assert said == [], name
        last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
        assert last.outputs, f"{name} ends without showing anything"


@pytest.mark.filterwarnings("default")
def test_the_explanation_is_shown_as_a_page_and_charts_as_charts(ran):
    assert any("<iframe" in output.get("text/html", "") for output in shown(ran["01_one_posting"]))
    for name in ("03_three_quarters", "05_your_own_question"):
        pages = [output.get("text/html", "") for output in shown(ran[name])]
        charts = [page for page in pages if "vegaEmbed" in page]
        assert len(charts) == 1, name
        assert "cdn." not in charts[0], f"{name}: the chart asks the network for its library"


@pytest.mark.filterwarnings("default")
def test_the_verdict_in_the_notebook_is_that_of_the_run(ran, bundled_run):
    said = "".join(output["text"] for output in shown(ran["03_three_quarters"]))
    verdict = re.search(r"cloud-three-quarters: (.+)", bundled_run[1])[1]
    assert f"cloud-three-quarters: {verdict}" in said
