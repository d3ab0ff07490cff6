import jwt
from fastapi import Depends, HTTPException, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer


class VerifyToken:
    def __init__(self, domain: str, audience: str) -> None:
        self.audience = audience
        self.jwks_client = jwt.PyJWKClient(f"https://{domain}/.well-known/jwks.json")

    async def verify(self, token: HTTPAuthorizationCredentials | None = Depends(HTTPBearer())):
        if token is None:
            raise HTTPException(401)
        try:
            signing_key = self.jwks_client.get_signing_key_from_jwt(token.credentials).key  # hit: key
        except jwt.exceptions.DecodeError as error:
            raise HTTPException(401, str(error)) from error
        return jwt.decode(token.credentials, signing_key, algorithms=["RS256"], audience=self.audience)
