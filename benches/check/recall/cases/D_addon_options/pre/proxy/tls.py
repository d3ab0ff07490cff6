from proxy.context import ctx


class CertStore:
    def __init__(self, pem: bytes) -> None:
        self.pem = pem

    @classmethod
    def from_store(cls, name: str) -> "CertStore":
        path = ctx.options.store / f"{name}-ca.pem"
        return cls(path.read_bytes())  # hit: read


class TlsConfig:
    def configure(self) -> None:
        self.certstore = CertStore.from_store("proxy")

    async def running(self) -> None:
        self.configure()  # via: read
