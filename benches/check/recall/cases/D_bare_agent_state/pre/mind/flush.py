from mind.storage import create_engine_for, create_session_storage, last_compaction


async def flush_session(path: str, session_id: str) -> int:
    storage = create_session_storage(path)
    session = storage.get_session(session_id=session_id, session_type="agent")  # hit: session
    placeholder = last_compaction(create_engine_for(path), session_id)  # via: engine
    return placeholder if session else 0
