import asyncio
import logging

from firebase_admin import auth, messaging

from database.cache import set_reminded, was_reminded

logger = logging.getLogger(__name__)


def _send(tokens: list[str], title: str, body: str) -> int:
    notification = messaging.Notification(title=title, body=body)
    messages = [messaging.Message(token=token, notification=notification) for token in tokens]
    response = messaging.send_each(messages)
    return sum(1 for result in response.responses if result.success)


async def remind(uid: str, tokens: list[str]) -> None:
    if await asyncio.to_thread(was_reminded, uid):  # silent: seen
        return
    try:
        user = await asyncio.to_thread(auth.get_user, uid)  # silent: user
        name = user.display_name or user.email.split("@")[0]
    except Exception as error:
        logger.error("no user: %s", error)
        name = "there"
    await asyncio.to_thread(_send, tokens, "Hey", f"Long time no see, {name}")  # silent: push
    await asyncio.to_thread(set_reminded, uid)  # silent: remember
