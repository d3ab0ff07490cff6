from observer.core import Core


class System:
    def __init__(self) -> None:
        self.core = Core()


class SystemAttributes:
    system: System

    @property
    def sys_core(self) -> Core:
        return self.system.core
