"""The page in a real browser, against a real server: each test ends in what a person would see."""
