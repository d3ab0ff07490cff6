import asyncio
import site
import sys
from pathlib import Path

site.addsitedir(str(Path(__file__).parent / "vendor" / "modules"))

from kiosk.screen import Screen  # noqa: E402


def main() -> int:
    asyncio.run(Screen("lobby").run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
