from mqttlike.client import Client

__all__ = ["Client"]
