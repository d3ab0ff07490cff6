import asyncio

from operator_app.cluster import Cluster, configure


class Reconciler:
    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.cluster: Cluster | None = None

    async def start(self) -> None:
        await asyncio.to_thread(configure)  # silent: config
        self.cluster = Cluster(self.namespace)

    async def run(self, label: str) -> None:
        while self.cluster:
            print(await asyncio.to_thread(self.cluster.pods, label))  # silent: list
            await asyncio.sleep(30)
