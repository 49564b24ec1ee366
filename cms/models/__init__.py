from .home import HomePage as HomePage
