import asyncio

from selenium import webdriver
from selenium.webdriver.common.by import By


def read_title(url: str) -> str:
    driver = webdriver.Chrome()
    driver.get(url)
    text = driver.find_element(By.TAG_NAME, "h1").text
    driver.quit()
    return text


async def title(url: str) -> str:
    return await asyncio.to_thread(read_title, url)  # silent: start  # silent: get
