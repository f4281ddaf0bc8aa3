"""The command and the page of the functional tests."""

from tests.functional.conftest import cafe
from tests.functional.test_dashboard import page

__all__ = ["cafe", "page"]
