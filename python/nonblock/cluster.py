"""Beyond one machine: functions on the workers of a Ray or Dask cluster, or of this machine where there is none."""

from __future__ import annotations

from nonblock._cluster import Cluster
from nonblock._cluster_calls import InCluster, generate_in_cluster, in_cluster
from nonblock._cluster_connect import connect
from nonblock._process_errors import RemoteError, RemoteTraceback, WorkerCrashed

__all__ = [
    "Cluster",
    "InCluster",
    "RemoteError",
    "RemoteTraceback",
    "WorkerCrashed",
    "connect",
    "generate_in_cluster",
    "in_cluster",
]
