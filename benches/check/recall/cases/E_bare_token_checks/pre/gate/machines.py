from jwt import PyJWKClient
import jwt


def authenticate_local(client: PyJWKClient, token: str, issuer: str) -> dict:
    key = client.get_signing_key_from_jwt(token)  # hit: machine
    return jwt.decode(token, key.key, algorithms=["RS256"], issuer=issuer)


class Machines:
    def __init__(self, url: str, project: str) -> None:
        self.jwks_client = PyJWKClient(url)
        self.project = project

    async def authenticate_token(self, token: str) -> list[str]:
        claims = authenticate_local(self.jwks_client, token, self.project)  # via: machine
        return claims["scope"].split()
