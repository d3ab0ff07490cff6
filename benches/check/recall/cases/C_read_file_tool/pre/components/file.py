import json
import subprocess
import sys
from pathlib import Path


class BaseFileComponent:
    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self.markdown = False

    def process_files(self, files: list[Path]) -> list[str]:
        raise NotImplementedError

    def load_files_base(self) -> list[str]:
        return self.process_files([Path(path) for path in self.paths])


class FileComponent(BaseFileComponent):
    advanced_mode = False

    def process_files(self, files: list[Path]) -> list[str]:
        if self.advanced_mode:
            return [self._process_docling(str(file)) for file in files]
        return [file.read_text(encoding="utf-8") for file in files]  # hit: plain

    def _process_docling(self, path: str) -> str:
        args = {"file_path": path, "markdown": self.markdown}
        proc = subprocess.run(  # hit: docling
            [sys.executable, "-u", "-c", "print('ok')"],
            input=json.dumps(args).encode("utf-8"),
            capture_output=True,
            check=False,
        )
        return proc.stdout.decode()

    def load_files_message(self) -> str:
        return "\n".join(self.load_files_base())

    def load_files_markdown(self) -> str:
        self.markdown = True
        return self.load_files_message()

    def get_tools(self) -> list:
        async def read_files_tool() -> str:
            try:
                if getattr(self, "advanced_mode", False):
                    return self.load_files_markdown()  # via: docling
                return self.load_files_message()  # via: plain
            except (FileNotFoundError, ValueError) as error:
                return f"Error reading files: {error}"

        return [read_files_tool]
