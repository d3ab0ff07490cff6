import asyncio
import logging
import sys
import traceback
import warnings

log = logging.getLogger(__name__)


class Service:
    async def run(self, job: str) -> None:
        log.info("running %s", job)  # silent: info
        try:
            await asyncio.sleep(0)
        except ValueError:
            log.exception("job %s failed", job)  # silent: exception
            traceback.print_exc()  # silent: traceback
        print("done", job)  # silent: print
        print("done", job, file=sys.stderr, flush=True)  # silent: stderr
        warnings.warn("old job", DeprecationWarning, stacklevel=2)  # silent: warn

    async def configure(self, level: int) -> None:
        log.setLevel(level)  # silent: level
        logging.getLogger("chatty").addHandler(logging.NullHandler())  # silent: handler
