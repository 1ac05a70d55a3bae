"""Fixtures and the option that rewrites the goldens."""

from pathlib import Path

import pytest
import tables

from jamxl import demo, workflow
from jamxl.consolidation import Consolidated
from jamxl.grid import RawBook
from jamxl.project import load
from jamxl.read import read
from jamxl.standard import books


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-goldens", action="store_true", help="write tests/golden anew from what is built")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test first: begun last, it would be waited for alone."""
    items.sort(key=lambda item: item.name != "test_a_year")


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Consolidated:
    """The demo project's consolidation, with its earlier rounds."""
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return workflow.consolidate_project(load(root), today=demo.TODAY)


@pytest.fixture(scope="session")
def project_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Projektbok in which nothing is wrong."""
    return tables.fill(tmp_path_factory.mktemp("project") / "bok.xlsx", books()["projektbok"], tables.PROJECT)


@pytest.fixture(scope="session")
def project(project_file: Path) -> RawBook:
    """The same, as it was read."""
    return read(project_file)


@pytest.fixture(scope="session")
def botkyrka_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hours budget of the Botkyrka plan, with its share of 20 % that is 18,3 %."""
    return tables.fill(tmp_path_factory.mktemp("botkyrka") / "bok.xlsx", books()["projektbok"], tables.BOTKYRKA)


@pytest.fixture(scope="session")
def botkyrka(botkyrka_file: Path) -> RawBook:
    """The same, as it was read."""
    return read(botkyrka_file)
