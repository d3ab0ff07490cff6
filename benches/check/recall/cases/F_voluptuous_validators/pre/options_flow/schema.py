import voluptuous as vol

from options_flow.validators import existing_file, resolvable

CAMERA_SCHEMA = vol.Schema(
    {vol.Required("still"): existing_file, vol.Optional("interval", default=5): int}
)
HOST_SCHEMA = vol.Schema(vol.All(str, resolvable))
