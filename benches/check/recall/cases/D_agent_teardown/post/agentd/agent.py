import subprocess


class Terminal:
    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()


class Agent:
    def __init__(self) -> None:
        self._terminals: dict[str, Terminal] = {}

    def close(self) -> None:
        for terminal in self._terminals.values():
            terminal.stop()
        self._terminals.clear()
