from proxmoxer import ProxmoxAPI


class ProxmoxClient:
    def __init__(self, host: str, token: str) -> None:
        self.api = ProxmoxAPI(host, user="root@pam", token_name="mcp", token_value=token)

    def list_nodes(self) -> list[dict]:
        return self.api.nodes.get()  # hit: nodes

    def start(self, node: str, vmid: int) -> str:
        return self.api.nodes(node).qemu(vmid).status.start.post()  # hit: start


_client: ProxmoxClient | None = None


def get_client() -> ProxmoxClient:
    global _client
    if _client is None:
        _client = ProxmoxClient("pve", "secret")
    return _client
