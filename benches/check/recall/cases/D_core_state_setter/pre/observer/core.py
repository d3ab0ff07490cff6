from enum import StrEnum

from observer.const import FILE_STATE


class CoreState(StrEnum):
    SETUP = "setup"
    RUNNING = "running"
    FREEZE = "freeze"


class Core:
    _state: CoreState = CoreState.SETUP

    @property
    def state(self) -> CoreState:
        return self._state

    @state.setter
    def state(self, new_state: CoreState) -> None:
        if new_state == self._state:
            return
        try:
            FILE_STATE.write_text(new_state, encoding="utf-8")  # hit: state
        finally:
            self._state = new_state
