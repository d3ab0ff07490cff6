from ragkit.embedders.base import Embedder
from ragkit.embedders.local import LocalEmbedder
from ragkit.embedders.remote import RemoteEmbedder

__all__ = ["Embedder", "LocalEmbedder", "RemoteEmbedder"]
