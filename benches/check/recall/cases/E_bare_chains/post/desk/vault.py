import asyncio

import hvac


class Vault:
    def __init__(self, address, token):
        self._client = hvac.Client(url=address, token=token)

    async def password(self, path):
        read = self._client.secrets.kv.v2.read_secret_version
        answer = await asyncio.to_thread(read, path=path)  # silent: secret
        return answer["data"]["data"].get("password")  # silent: data
