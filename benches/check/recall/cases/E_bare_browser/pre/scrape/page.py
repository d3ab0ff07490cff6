from selenium import webdriver
from selenium.webdriver.common.by import By


async def title(url: str) -> str:
    driver = webdriver.Chrome()  # hit: start
    driver.get(url)  # hit: get
    text = driver.find_element(By.TAG_NAME, "h1").text
    driver.quit()
    return text
