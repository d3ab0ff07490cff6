from hub.backends.aws import AwsConfigurator
from hub.backends.base import Backend, BackendConfigurator
from hub.backends.gcp import GcpConfigurator

configurators: list[BackendConfigurator] = [AwsConfigurator(), GcpConfigurator()]


def get_configurator(name: str) -> BackendConfigurator | None:
    for configurator in configurators:
        if configurator.name == name:
            return configurator
    return None
