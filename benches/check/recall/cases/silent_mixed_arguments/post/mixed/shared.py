def dump(lines, target):
    for line in lines:
        target.write(line)  # silent: memory


def read(source):
    return source.read()  # silent: source


async def fetch(session, url):
    return await session.get(url)  # silent: awaited


def drain(jobs):
    return jobs.get(block=False)  # silent: no-wait


def queue_all(pipe, keys):
    for key in keys:
        pipe.get(key)  # silent: pipeline


def lookup(table, key):
    return table.get(key)  # silent: table
