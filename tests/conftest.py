"""What holds for every test: patterns are kept in a folder of the test run, never in the user's."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    held = os.environ.get("RDGRAPH_CACHE")
    os.environ["RDGRAPH_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if held is None:
        del os.environ["RDGRAPH_CACHE"]
    else:
        os.environ["RDGRAPH_CACHE"] = held
