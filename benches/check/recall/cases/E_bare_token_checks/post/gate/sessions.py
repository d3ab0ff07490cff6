import asyncio
import os

from clerk_backend_api import Clerk
from clerk_backend_api.security.types import AuthenticateRequestOptions
from fastapi import Request
from google.auth.transport import requests as google_requests
from google.oauth2 import id_token


sdk = Clerk(bearer_auth=os.getenv("CLERK_SECRET_KEY"))


async def current_user(request: Request) -> str | None:
    state = await asyncio.to_thread(  # silent: clerk
        sdk.authenticate_request, request, AuthenticateRequestOptions()
    )
    return state.payload["sub"] if state.is_signed_in else None


async def google_login(credential: str) -> dict:
    return await asyncio.to_thread(  # silent: google
        id_token.verify_oauth2_token, credential, google_requests.Request(), "client"
    )
