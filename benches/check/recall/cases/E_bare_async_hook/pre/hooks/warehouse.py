from google.cloud.bigquery import Client
from google.oauth2 import service_account


class BaseHook:
    conn_id = "warehouse"

    def credentials(self):
        return service_account.Credentials.from_service_account_info({})


class WarehouseHook(BaseHook):
    def get_client(self, project: str, location: str | None = None) -> Client:
        return Client(project=project, location=location, credentials=self.credentials())

    def get_job(self, job_id: str, project: str, location: str | None = None):
        client = self.get_client(project=project, location=location)
        return client.get_job(job_id=job_id, project=project, location=location)  # hit: job

    def get_rows(self, project: str, table: str):
        client = self.get_client(project=project)
        return list(client.list_rows(table))  # hit: read


class AsyncWarehouseHook(BaseHook):
    sync_hook_class = WarehouseHook

    def __init__(self, **kwargs) -> None:
        self._hook_kwargs = kwargs
        self._sync_hook = None

    async def get_sync_hook(self) -> WarehouseHook:
        if not self._sync_hook:
            self._sync_hook = self.sync_hook_class(**self._hook_kwargs)
        return self._sync_hook

    async def job_status(self, job_id: str, project: str) -> str:
        hook = await self.get_sync_hook()
        job = hook.get_job(job_id, project)  # via: job
        return job.state

    async def rows(self, project: str, table: str) -> int:
        hook = await self.get_sync_hook()
        return len(hook.get_rows(project, table))  # via: read
