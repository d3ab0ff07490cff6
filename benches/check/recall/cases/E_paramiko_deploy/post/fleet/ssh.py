import paramiko


class Shell:
    def __init__(self, host: str) -> None:
        self.host = host
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(paramiko.RejectPolicy())

    def connect(self) -> None:
        self.client.connect(self.host, username="deploy", timeout=10)

    def run(self, command: str) -> int:
        _, stdout, _ = self.client.exec_command(command)
        return stdout.channel.exit_status

    def upload(self, source: str, target: str) -> None:
        sftp = self.client.open_sftp()
        sftp.put(source, target)
