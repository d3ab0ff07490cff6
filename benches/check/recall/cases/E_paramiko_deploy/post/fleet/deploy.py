import asyncio

from fleet.ssh import Shell


def _deploy(host: str, archive: str) -> bool:
    shell = Shell(host)
    shell.connect()
    shell.upload(archive, "/srv/app.tar")
    return shell.run("tar xf /srv/app.tar -C /srv") == 0


async def deploy(host: str, archive: str) -> bool:
    return await asyncio.to_thread(_deploy, host, archive)  # silent: deploy
