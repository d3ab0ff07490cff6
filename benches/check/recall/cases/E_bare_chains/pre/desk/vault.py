import hvac


class Vault:
    def __init__(self, address, token):
        self._client = hvac.Client(url=address, token=token)

    async def password(self, path):
        answer = self._client.secrets.kv.v2.read_secret_version(path=path)  # hit: secret
        return answer["data"]["data"].get("password")
