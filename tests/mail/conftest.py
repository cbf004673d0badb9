"""What every test of the mail may ask for."""

from pathlib import Path

import pytest

from tests.mail.post import Post, certificate, make


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def post(tmp_path: Path, pem: Path) -> Post:
    return make(tmp_path, pem)
