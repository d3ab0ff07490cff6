import snowflake.connector


def get_session(account: str):
    return snowflake.connector.connect(account=account, user="etl")


def columns(account: str, table: str) -> list[str]:
    connection = snowflake.connector.connect(account=account, user="etl")
    cursor = connection.cursor()
    cursor.execute(f"DESCRIBE TABLE {table}")
    return [column[0] for column in cursor]
