import asyncio
import time
import unittest
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").write_text("a")  # silent: fixture
    return tmp_path


def test_expires(folder: Path) -> None:
    time.sleep(0.01)  # silent: test
    assert (folder / "a").exists()  # silent: exists


class CacheTest(unittest.TestCase):
    def setUp(self) -> None:
        time.sleep(0)

    def test_loop(self) -> None:
        async def body() -> int:
            await asyncio.sleep(0)
            return 1

        self.assertEqual(asyncio.run(body()), 1)  # silent: run
        time.sleep(0.01)  # silent: after
