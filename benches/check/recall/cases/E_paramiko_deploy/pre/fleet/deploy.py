import asyncio

from fleet.ssh import Shell


async def deploy(host: str, archive: str) -> bool:
    shell = Shell(host)
    shell.connect()  # via: connect
    shell.upload(archive, "/srv/app.tar")  # via: sftp
    await asyncio.sleep(0)
    return shell.run("tar xf /srv/app.tar -C /srv") == 0  # via: exec
