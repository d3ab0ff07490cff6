from kubernetes import client, config


class Cluster:
    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.api = client.CoreV1Api()

    def pods(self, label: str) -> list[str]:
        found = self.api.list_namespaced_pod(self.namespace, label_selector=label)  # hit: list
        return [pod.metadata.name for pod in found.items]


def configure() -> None:
    config.load_kube_config()  # hit: config
