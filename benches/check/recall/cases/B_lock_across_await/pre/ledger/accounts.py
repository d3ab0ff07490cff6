import asyncio
import threading
from decimal import Decimal


class InsufficientFunds(Exception):
    pass


class Ledger:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._condition = threading.Condition()
        self.balances: dict[str, Decimal] = {}

    async def _audit(self, source: str, target: str, amount: Decimal) -> None:
        await asyncio.sleep(0.01)

    async def transfer(self, source: str, target: str, amount: Decimal) -> None:
        with self._lock:  # hit: with
            if self.balances[source] < amount:
                raise InsufficientFunds(source)
            await self._audit(source, target, amount)
            self.balances[source] -= amount
            self.balances[target] += amount

    async def freeze(self, account: str) -> None:
        self._condition.acquire()  # hit: acquire
        try:
            await self._audit(account, account, Decimal(0))
            self.balances.pop(account)
        finally:
            self._condition.release()
