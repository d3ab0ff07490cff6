async def send(queue, text):
    queue.persist_everything(text)  # silent: unknown


async def handle(registry, name):
    handler = registry[name]
    await handler(name)  # silent: awaited
