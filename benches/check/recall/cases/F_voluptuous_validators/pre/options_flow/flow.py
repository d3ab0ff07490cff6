from typing import Any

from options_flow.schema import CAMERA_SCHEMA, HOST_SCHEMA


class OptionsFlow:
    def __init__(self) -> None:
        self.data: dict[str, Any] = {}

    async def async_step_camera(self, user_input: dict[str, Any]) -> dict[str, Any]:
        self.data.update(CAMERA_SCHEMA(user_input))  # via: file
        return self.data

    async def async_step_host(self, user_input: dict[str, Any]) -> str:
        return HOST_SCHEMA(user_input["host"])  # via: host
