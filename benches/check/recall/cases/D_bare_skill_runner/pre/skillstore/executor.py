import shlex
import tempfile

import docker


class FileExecutor:
    def __init__(self, name: str, content: str) -> None:
        self.name = name
        self.content = content
        self.client = docker.from_env()

    def execute(self, parameters: dict) -> str:
        runners = {"python": self._execute_python, "shell": self._execute_shell}
        return runners[self.name.rpartition(".")[2]](parameters)

    def _execute_python(self, parameters: dict) -> str:
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(self.content)
            file.flush()
            arguments = " ".join(shlex.quote(str(value)) for value in parameters.values())
            output = self.client.containers.run(  # hit: run
                "python:3.11",
                command=f"python /tmp/function.py {arguments}",
                volumes={file.name: {"bind": "/tmp/function.py", "mode": "ro"}},
                remove=True,
                detach=False,
            )
            return output.decode()

    def _execute_shell(self, parameters: dict) -> str:
        return ""

    def prepare(self) -> None:
        self.client.images.pull("python", tag="3.11")  # hit: pull
